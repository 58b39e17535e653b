// Candles, volume and indicators.
#include <algorithm>

#include "adapter/picture/axis.h"
#include "adapter/picture/sheet.h"

namespace pitwall::picture {
namespace {

using market::Bar;
using market::IndicatorLine;
using market::IndicatorSeries;

// Whole pixels wide and never empty, so that all candles look alike.
double body_width(const Plot& plot) {
  const double width = std::floor(plot.slot * 0.72);
  return std::max(1.0, width - (static_cast<int>(width) % 2 == 0 ? 1 : 0));
}

Box column(const Plot& plot, std::size_t bar, double top, double bottom) {
  const double width = body_width(plot);
  const double left = std::floor(plot.x(static_cast<double>(bar))) - (width - 1) / 2;
  return {left, top, left + width, bottom};
}

// A line of an indicator, with a gap wherever it has no value.
void paint_line(Sheet& sheet, const Pane& pane, const IndicatorLine& line, const Stroke& stroke) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < line.values.size(); ++i) {
    if (line.values[i]) {
      points.push_back({sheet.plot.x(static_cast<double>(i)), pane.y(*line.values[i])});
    } else {
      sheet.canvas.path(points, stroke);
      points.clear();
    }
  }
  sheet.canvas.path(points, stroke);
}

// Between the outer two of three lines.
void paint_band(Sheet& sheet, const Pane& pane, const IndicatorSeries& series, Colour colour) {
  std::vector<Point> corners;
  const auto add = [&](std::size_t line, std::size_t i) {
    const std::optional<double>& value = series.lines[line].values[i];
    if (value) corners.push_back({sheet.plot.x(static_cast<double>(i)), pane.y(*value)});
  };
  const std::size_t count = series.lines[0].values.size();
  for (std::size_t i = 0; i < count; ++i) add(0, i);
  for (std::size_t i = count; i-- > 0;) add(2, i);
  if (corners.size() > 3) sheet.canvas.area(corners, colour);
}

void paint_histogram(Sheet& sheet, const Pane& pane, const IndicatorLine& line) {
  const double zero = std::round(pane.y(0));
  for (std::size_t i = 0; i < line.values.size(); ++i) {
    if (!line.values[i]) continue;
    const double end = std::round(pane.y(*line.values[i]));
    const Colour colour = *line.values[i] >= 0 ? sheet.look.up : sheet.look.down;
    sheet.canvas.fill(column(sheet.plot, i, std::min(zero, end), std::max(zero, end)),
                      colour.faded(0.45));
  }
}

void paint_series(Sheet& sheet, const Pane& pane, const IndicatorSeries& series,
                  std::size_t index) {
  if (series.name.starts_with("rsi")) {
    for (const double guide : {30.0, 70.0}) {
      const double y = sharp(pane.y(guide));
      sheet.canvas.line({pane.box.left, y}, {pane.box.right, y},
                        {sheet.look.muted.faded(0.6), 1, sheet.size(4)});
    }
  }
  for (std::size_t i = 0; i < series.lines.size(); ++i) {
    if (series.lines[i].name == "histogram") {
      paint_histogram(sheet, pane, series.lines[i]);
      continue;
    }
    const bool outer = series.lines.size() == 3 && i != 1 && series.pane == market::Pane::price;
    const Colour colour = line_colour(sheet, index, i);
    paint_line(sheet, pane, series.lines[i],
               {outer ? colour.faded(0.7) : colour, sheet.size(outer ? 1 : 1.4)});
  }
}

// The values at the last candle: "rsi(14) 61.2".
std::string legend_text(const Sheet& sheet, const IndicatorSeries& series) {
  std::string text = series.name;
  for (const IndicatorLine& line : series.lines) {
    const std::optional<double> last = line.values.empty() ? std::nullopt : line.values.back();
    if (!last)
      text += " –";
    else if (series.pane == market::Pane::price)
      text += fmt::format(" {:.{}f}", *last, std::min(sheet.plot.decimals, 6));
    else
      text += " " + number_label(*last);
  }
  return text;
}

const Pane* pane_of(const Plot& plot, const IndicatorSeries& series) {
  if (series.pane == market::Pane::price) return &plot.price;
  for (std::size_t i = 0; i < plot.below.size(); ++i)
    if (plot.below_series[i] == &series) return &plot.below[i];
  return nullptr;
}

}  // namespace

// Each indicator has the next colour of the look, its second line the one after that.
Colour line_colour(const Sheet& sheet, std::size_t indicator, std::size_t line) {
  const IndicatorSeries& series = sheet.picture.indicators[indicator];
  const bool band = series.pane == market::Pane::price;
  return sheet.look.lines[(indicator + (band ? 0 : line)) % std::size(sheet.look.lines)];
}

bool covers_candles(const Sheet& sheet, const Box& box) {
  const double first = (box.left - sheet.plot.price.box.left) / sheet.plot.slot - 1;
  const double last = (box.right - sheet.plot.price.box.left) / sheet.plot.slot;
  const auto& bars = sheet.picture.bars;
  for (auto i = static_cast<std::size_t>(std::max(first, 0.0));
       i < bars.size() && static_cast<double>(i) <= last; ++i)
    if (sheet.y(bars[i].high) < box.bottom && box.top < sheet.y(bars[i].low)) return true;
  return false;
}

void paint_selection(Sheet& sheet) {
  if (!sheet.picture.selection) return;
  const auto& [from, to] = *sheet.picture.selection;
  const Plot& plot = sheet.plot;
  const double first = bar_at(sheet.picture, from);
  const double last = bar_at(sheet.picture, to - nanoseconds(1));
  if (last < 0) return;  // before the first candle
  const Box box{plot.x(first) - plot.slot / 2, plot.price.box.top,
                plot.x(std::max(first, last)) + plot.slot / 2, plot.price.box.bottom};
  sheet.canvas.fill(box, sheet.look.lines[0].faded(0.18));
}

void paint_volume(Sheet& sheet) {
  const Plot& plot = sheet.plot;
  if (plot.most_volume <= 0) return;
  const double height = plot.price.box.bottom - plot.volume_top;
  for (std::size_t i = 0; i < sheet.picture.bars.size(); ++i) {
    const Bar& bar = sheet.picture.bars[i];
    if (bar.volume.sign() <= 0) continue;
    const double part = bar.volume.to_double() / plot.most_volume;
    const double top = std::round(plot.price.box.bottom - std::max(1.0, part * height));
    sheet.canvas.fill(column(plot, i, top, plot.price.box.bottom),
                      bar.close >= bar.open ? sheet.look.up_volume : sheet.look.down_volume);
  }
}

void paint_candles(Sheet& sheet) {
  const double wick = std::max(1.0, std::round(sheet.plot.unit));
  for (std::size_t i = 0; i < sheet.picture.bars.size(); ++i) {
    const Bar& bar = sheet.picture.bars[i];
    const Colour colour = bar.close >= bar.open ? sheet.look.up : sheet.look.down;
    const double top = std::round(sheet.y(std::max(bar.open, bar.close)));
    const double bottom = std::max(std::round(sheet.y(std::min(bar.open, bar.close))), top + 1);
    const Box body = column(sheet.plot, i, top, bottom);
    const double left = std::floor((body.left + body.right - wick) / 2);
    sheet.canvas.fill({left, std::round(sheet.y(bar.high)), left + wick,
                       std::max(std::round(sheet.y(bar.low)), bottom)},
                      colour);
    sheet.canvas.fill(body, colour);
  }
}

void paint_indicators(Sheet& sheet) {
  for (std::size_t i = 0; i < sheet.picture.indicators.size(); ++i) {
    const IndicatorSeries& series = sheet.picture.indicators[i];
    const Pane* const pane = pane_of(sheet.plot, series);
    if (!pane) continue;
    sheet.canvas.clip(pane->box);
    if (series.lines.size() == 3 && series.pane == market::Pane::price)
      paint_band(sheet, *pane, series, line_colour(sheet, i, 0).faded(0.07));
    paint_series(sheet, *pane, series, i);
    sheet.canvas.unclip();
  }
}

void paint_legends(Sheet& sheet) {
  Point at{sheet.plot.price.box.left + sheet.size(6), sheet.plot.price.box.top + sheet.size(13)};
  for (std::size_t i = 0; i < sheet.picture.indicators.size(); ++i) {
    const IndicatorSeries& series = sheet.picture.indicators[i];
    const Pane* const pane = pane_of(sheet.plot, series);
    if (!pane) continue;
    const Point here = series.pane == market::Pane::price
                           ? at
                           : Point{pane->box.left + sheet.size(6), pane->box.top + sheet.size(13)};
    const std::string text = legend_text(sheet, series);
    const double width = sheet.canvas.width_of(text, sheet.small());
    const Box box{here.x - sheet.size(3), here.y - sheet.size(11), here.x + width + sheet.size(3),
                  here.y + sheet.size(4)};
    sheet.canvas.rounded(box, sheet.size(2), sheet.look.background.faded(0.72));
    sheet.canvas.text(here, text, sheet.small(), line_colour(sheet, i, 0));
    sheet.labels.take(box);
    if (series.pane == market::Pane::price) at.y += sheet.size(16);
  }
}

void paint_last_price(Sheet& sheet) {
  const Bar& bar = sheet.picture.bars.back();
  const Colour colour = bar.close >= bar.open ? sheet.look.up : sheet.look.down;
  const double y = sharp(sheet.y(bar.close));
  const Box& box = sheet.plot.price.box;
  sheet.canvas.line({box.left, y}, {box.right, y}, {colour.faded(0.7), 1, sheet.size(3)});
  sheet.tags.push_back({y, price_label(bar.close, sheet.plot.decimals), colour, true});
}

}  // namespace pitwall::picture
