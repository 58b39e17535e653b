// What the parts of a picture share while it is painted, and the parts: each paints one thing over
// what is there already.
#pragma once

#include <string>
#include <vector>

#include "adapter/picture/canvas.h"
#include "adapter/picture/labels.h"
#include "adapter/picture/look.h"
#include "adapter/picture/plot.h"
#include "port/chart_painter.h"

namespace pitwall::picture {

// A price written on the axis in a filled box.
struct AxisTag {
  double y = 0;
  std::string text;
  Colour fill;
  bool leads = false;  // the last price: it stays where it is when others must make room
};

// A figure of the grid, written where no tag covers it.
struct AxisFigure {
  double y = 0;
  std::string text;
};

// A text with the places for its lower left corner, the best first. It is written after all lines,
// so that none runs through it; where every place is taken it is left out.
struct Caption {
  std::vector<Point> places;
  std::string text;
  Colour colour;
};

struct Sheet {
  Canvas& canvas;
  const port::ChartPicture& picture;
  const Look& look;
  const Plot& plot;
  Labels labels{};
  std::vector<AxisTag> tags{};
  std::vector<AxisFigure> figures{};
  std::vector<Caption> captions{};

  double size(double points) const { return points * plot.unit; }
  Letters small() const { return {size(11), false}; }
  Letters strong() const { return {size(11), true}; }
  double x(Time time) const { return plot.x(bar_at(picture, time)); }
  double y(Price price) const { return plot.price.y(price.to_double()); }
};

// frame.cc
void paint_background(Sheet& sheet);
void paint_grid(Sheet& sheet);
void paint_header(Sheet& sheet);
void paint_footer(Sheet& sheet);
void paint_axis(Sheet& sheet);  // its figures and tags, gathered by what was painted before
void paint_captions(Sheet& sheet);

// series.cc
void paint_selection(Sheet& sheet);
void paint_volume(Sheet& sheet);
void paint_candles(Sheet& sheet);
void paint_indicators(Sheet& sheet);  // over the price and below it
void paint_legends(Sheet& sheet);
void paint_last_price(Sheet& sheet);
Colour line_colour(const Sheet& sheet, std::size_t indicator, std::size_t line);
bool covers_candles(const Sheet& sheet, const Box& box);

// drawings.cc
void paint_zones(Sheet& sheet);     // under the candles
void paint_drawings(Sheet& sheet);  // over them, all but the notes
void paint_notes(Sheet& sheet);
void paint_orders(Sheet& sheet);
void paint_fills(Sheet& sheet);

}  // namespace pitwall::picture
