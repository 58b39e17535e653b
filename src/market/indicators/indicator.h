// An indicator over a whole series of bars, as its stream would have it from the first to the last.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "market/bar.h"
#include "market/calendar.h"
#include "market/indicators/spec.h"

namespace pitwall::market {

struct IndicatorLine {
  std::string name;                           // "upper"; of a single line that of the indicator
  std::vector<std::optional<double>> values;  // one for each bar; none while it warms up
};

struct IndicatorSeries {
  std::string name;  // "bollinger(20,2)"
  Pane pane = Pane::price;
  std::vector<IndicatorLine> lines;
};

// Which bars begin a trading day, as ascending indexes; the first always does. Bars that the
// calendar does not reach count for the day of UTC.
std::vector<std::size_t> session_starts(std::span<const Bar> bars, const Calendar& calendar);

// `starts` is needed by vwap and pivots alone; without it all bars are one session.
IndicatorSeries indicator_series(const IndicatorSpec& spec, std::span<const Bar> bars,
                                 std::span<const std::size_t> starts = {});

}  // namespace pitwall::market
