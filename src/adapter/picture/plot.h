// Where things are: the picture divided into its parts, and prices and times as pixels.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "adapter/picture/canvas.h"
#include "port/chart_painter.h"

namespace pitwall::picture {

// A pane with a scale of its own, low at the bottom.
struct Pane {
  Box box;
  double low = 0;
  double high = 1;
  double y(double value) const { return box.bottom - (value - low) / (high - low) * box.height(); }
};

// Lines of one pixel are sharp when they run through the middle of pixels.
inline double sharp(double at) { return std::floor(at) + 0.5; }

struct Plot {
  double unit = 1;  // pixels to a point of text: pictures shown small have larger letters
  Box header, footer, time_axis;
  double axis_left = 0;  // where the price axis begins; it ends at the picture's edge
  double axis_right = 0;
  Pane price;
  double volume_top = 0;   // the bars of volume stand at the bottom of the price pane
  double most_volume = 0;  // 0: no volume
  std::vector<Pane> below;
  std::vector<const market::IndicatorSeries*> below_series;
  double slot = 1;  // width of one candle and its gap
  int decimals = 2;

  double x(double bar) const { return price.box.left + (bar + 0.5) * slot; }
};

// The divided picture; `canvas` is asked how wide the prices' labels are.
Plot divide(const port::ChartPicture& picture, Canvas& canvas);

// The candle in which an instant lies, or the one before where nothing traded; beyond the last one
// as many nominal lengths further, before the first half a candle to the left.
double bar_at(const port::ChartPicture& picture, Time time);

}  // namespace pitwall::picture
