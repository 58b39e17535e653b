#include "market/indicators/indicator.h"

#include <cmath>

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
  const std::size_t count = bars.size();
  std::vector<double> high(count), low(count), close(count), volume(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Sample bar = Sample::of(bars[i], false);
    high[i] = bar.high;
    low[i] = bar.low;
    close[i] = bar.close;
    volume[i] = bar.volume;
  }
  std::vector<std::uint8_t> begins(count);
  for (const std::size_t start : starts)
    if (start < count) begins[start] = 1;

  const std::size_t line_count = spec.kind().lines.size();
  std::vector<double> results(line_count * count);
  std::vector<std::span<double>> columns;
  for (std::size_t k = 0; k < line_count; ++k)
    columns.push_back(std::span(results).subspan(k * count, count));
  spec.make_stream()->run({high, low, close, volume, begins}, columns);

  IndicatorSeries series{spec.text(), spec.kind().pane, {}};
  for (std::size_t k = 0; k < line_count; ++k) {
    IndicatorLine& line = series.lines.emplace_back();
    line.name = spec.kind().lines[k];
    line.values.resize(count);
    for (std::size_t i = 0; i < count; ++i)
      if (!std::isnan(columns[k][i])) line.values[i] = columns[k][i];
  }
  return series;
}

}  // namespace pitwall::market
