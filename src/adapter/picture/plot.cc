#include "adapter/picture/plot.h"

#include "adapter/picture/axis.h"

namespace pitwall::picture {
namespace {

using port::ChartPicture;
using port::PictureDrawing;

// Drawings and orders this far beyond the candles, in parts of the candles' range, still count for
// the scale; farther ones would squeeze the candles flat.
constexpr double reach = 0.35;
constexpr double least_price_pane = 120;  // points of height; panes below get what is over
constexpr double least_pane = 45;
constexpr double volume_share = 0.17;  // of the price pane's height

// The lowest and the highest of what is given.
struct Extent {
  double low = 0;
  double high = 0;
  bool any = false;
  void add(double value) {
    low = any ? std::min(low, value) : value;
    high = any ? std::max(high, value) : value;
    any = true;
  }
};

void add_values(const market::IndicatorSeries& series, Extent& extent) {
  for (const market::IndicatorLine& line : series.lines)
    for (const std::optional<double>& value : line.values)
      if (value) extent.add(*value);
}

Extent price_extent(const ChartPicture& picture) {
  Extent candles;
  for (const market::Bar& bar : picture.bars) {
    candles.add(bar.low.to_double());
    candles.add(bar.high.to_double());
  }
  Extent all = candles;
  const double range = std::max(candles.high - candles.low, picture.tick_size.to_double() * 4);
  const auto add_near = [&](Price price) {
    const double value = price.to_double();
    if (value > candles.low - reach * range && value < candles.high + reach * range) all.add(value);
  };
  Extent averages = candles;
  for (const market::IndicatorSeries& series : picture.indicators)
    if (series.pane == market::Pane::price) add_values(series, averages);
  all.add(std::max(averages.low, candles.low - reach * range));
  all.add(std::min(averages.high, candles.high + reach * range));
  for (const PictureDrawing& drawing : picture.drawings) {
    add_near(drawing.price);
    if (drawing.to_price) add_near(*drawing.to_price);
  }
  for (const port::PictureOrder& order : picture.orders) add_near(order.price);
  const double least = picture.tick_size.to_double() * 4;
  if (all.high - all.low < least) {
    const double middle = (all.high + all.low) / 2;
    all.low = middle - least / 2;
    all.high = middle + least / 2;
  }
  return all;
}

Pane pane_of(const market::IndicatorSeries& series, const Box& box) {
  Pane pane{box};
  if (series.name.starts_with("rsi")) {
    pane.low = 0;
    pane.high = 100;
    return pane;
  }
  Extent extent;
  add_values(series, extent);
  if (!extent.any) return pane;
  const double range = extent.high - extent.low;
  const double margin = range > 0 ? range * 0.1 : std::max(std::abs(extent.high) * 0.1, 1e-9);
  pane.low = extent.low - margin;
  pane.high = extent.high + margin;
  return pane;
}

// The price pane above, the others below it; the more of them, the lower each.
void stack(const ChartPicture& picture, Plot& plot, const Box& all) {
  const double room = (all.height() - least_price_pane * plot.unit) / (least_pane * plot.unit);
  const double most =
      std::clamp(std::floor(room), 0.0, static_cast<double>(ChartPicture::max_below));
  for (const market::IndicatorSeries& series : picture.indicators)
    if (series.pane == market::Pane::below &&
        plot.below_series.size() < static_cast<std::size_t>(most))
      plot.below_series.push_back(&series);
  const double gap = 6 * plot.unit;
  const auto count = static_cast<double>(plot.below_series.size());
  const double share = count <= 2 ? 0.2 : 0.6 / (count + 0.5);
  const double height = all.height() * share - gap;
  double top = all.bottom - count * (height + gap);
  plot.price.box = {all.left, all.top, all.right, std::round(top)};
  for (const market::IndicatorSeries* series : plot.below_series) {
    plot.below.push_back(pane_of(
        *series, {all.left, std::round(top + gap), all.right, std::round(top + gap + height)}));
    top += gap + height;
  }
}

void scale_price(const ChartPicture& picture, Plot& plot) {
  const Extent extent = price_extent(picture);
  for (const market::Bar& bar : picture.bars)
    plot.most_volume = std::max(plot.most_volume, bar.volume.to_double());
  const double bottom = plot.most_volume > 0 ? volume_share + 0.03 : 0.06;
  const double range = (extent.high - extent.low) / (1 - 0.08 - bottom);
  plot.price.low = extent.low - bottom * range;
  plot.price.high = extent.high + 0.08 * range;
  plot.volume_top = plot.price.box.bottom - volume_share * plot.price.box.height();
}

Duration nominal(market::BarSize size) {
  if (size.is_intraday()) return size.duration();
  return days(size == market::BarSize::d1 ? 1 : size == market::BarSize::w1 ? 7 : 30);
}

}  // namespace

Plot divide(const ChartPicture& picture, Canvas& canvas) {
  Plot plot;
  const double width = picture.width;
  const double height = picture.height;
  plot.unit = std::clamp(std::min(width / 800, height / 320), 1.0, 3.0);
  const double u = plot.unit;
  plot.decimals = decimals_of(picture.tick_size);
  plot.header = {12 * u, 8 * u, width - 12 * u, 50 * u};
  plot.footer = {12 * u, height - 20 * u, width - 12 * u, height};
  const Extent extent = price_extent(picture);
  double widest = 0;
  for (const double price : {extent.low, extent.high}) {
    const Price shown = Price::from_scaled(std::llround(price * static_cast<double>(Price::unit)));
    widest = std::max(widest, canvas.width_of(price_label(shown, plot.decimals), {11 * u, true}));
  }
  plot.axis_left = std::round(width - widest - 16 * u);
  plot.axis_right = width;
  const double bottom = std::round(plot.footer.top - 20 * u);
  plot.time_axis = {8 * u, bottom, plot.axis_left, plot.footer.top};
  stack(picture, plot, {8 * u, std::round(plot.header.bottom + 2 * u), plot.axis_left, bottom});
  scale_price(picture, plot);
  const auto count = static_cast<double>(picture.bars.size());
  const double blank = std::max(2.0, count * 0.03);
  plot.slot = plot.price.box.width() / (count + blank);
  // Few candles look odd when they are as wide as a hand.
  plot.slot = std::min(plot.slot, 28 * u);
  return plot;
}

double bar_at(const ChartPicture& picture, Time time) {
  const auto& bars = picture.bars;
  const auto after = std::ranges::upper_bound(bars, time, {}, &market::Bar::time);
  if (after == bars.begin()) return -0.5;
  const auto index = static_cast<double>(after - bars.begin() - 1);
  if (after != bars.end()) return index;
  const double away =
      static_cast<double>(time.nanoseconds) - static_cast<double>(bars.back().time.nanoseconds);
  const double beyond = std::floor(away / static_cast<double>(nominal(picture.bar).nanoseconds));
  return index + std::min(beyond, 1e6);
}

}  // namespace pitwall::picture
