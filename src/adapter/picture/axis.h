// What the axes say: round prices, and the moments of the exchange's clock that are worth a label.
// Pure functions.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/zone.h"
#include "market/bar.h"

namespace pitwall::picture {

// Round prices from `low` to `high`, whole ticks, as many as `most` allows: steps of 1, 2, 2.5 or 5
// times a power of ten. The tick is positive; empty where `low` is not below `high`.
std::vector<Price> price_steps(Price low, Price high, Price tick, std::size_t most);
// The same for any figure.
std::vector<double> number_steps(double low, double high, std::size_t most);

// How many digits behind the point a tick needs: 2 for 0.25 and for 0.01.
int decimals_of(Price tick);
// "1,234.50": always that many digits, so that a column of them lines up.
std::string price_label(Price price, int decimals);
// "1.25M": four digits at most, for the axis of a pane.
std::string number_label(double value);

struct TimeLabel {
  std::size_t bar = 0;
  std::string text;      // "10:30", "15 Dec", "Dec", "2020"
  bool new_day = false;  // of intraday candles: the first of a day
};

// Labels at the starts of years, months, days, hours and parts of hours, the larger ones first, no
// two closer than their widths allow. `x` is where a bar stands, `width` how wide a label is.
std::vector<TimeLabel> time_labels(std::span<const market::Bar> bars, market::BarSize size,
                                   const Zone& zone, const std::function<double(std::size_t)>& x,
                                   const std::function<double(std::string_view)>& width,
                                   double gap);

// The local day that a bar counts for. A bar of a day or longer may open on the evening before.
LocalTime shown_time(Time time, market::BarSize size, const Zone& zone);

}  // namespace pitwall::picture
