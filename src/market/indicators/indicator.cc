#include "market/indicators/indicator.h"

#include <array>

namespace pitwall::market {

std::vector<std::size_t> session_starts(std::span<const Bar> bars, const Calendar& calendar) {
  std::vector<std::size_t> starts;
  std::optional<Date> before;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Result<Date> known = calendar.trading_day(bars[i].time);
    const Date day = known ? *known : Date::of_utc(bars[i].time);
    if (day != before) starts.push_back(i);
    before = day;
  }
  return starts;
}

IndicatorSeries indicator_series(const IndicatorSpec& spec, std::span<const Bar> bars,
                                 std::span<const std::size_t> starts) {
  IndicatorSeries series{spec.text(), spec.kind().pane, {}};
  for (const std::string_view name : spec.kind().lines)
    series.lines.push_back({std::string(name), std::vector<std::optional<double>>(bars.size())});
  const std::unique_ptr<IndicatorStream> stream = spec.make_stream();
  std::array<double, max_indicator_lines> values{};
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const bool starts_here = !starts.empty() && starts.front() == i;
    if (starts_here) starts = starts.subspan(1);
    if (!stream->update(Sample::of(bars[i], starts_here), values)) continue;
    for (std::size_t line = 0; line < series.lines.size(); ++line)
      series.lines[line].values[i] = values[line];
  }
  return series;
}

}  // namespace pitwall::market
