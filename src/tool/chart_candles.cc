#include "tool/chart_candles.h"

#include "market/aggregate.h"
#include "market/statistics.h"
#include "tool/wording.h"

namespace pitwall::tool {

// How many candles a chart shows that was not told how far back to go, the most of any, and the
// most that an indicator is given to settle on.
constexpr std::size_t usual_candles = 300;
constexpr std::size_t max_chart_candles = 2000;
constexpr std::size_t max_settling = 3000;
Task<Result<Candles>> load_chart(ChartRange range, Context& context) {
  CandleQuery query = range.query;
  const Time now = context.market.market_time();
  if (query.until) query.until = std::min(*query.until, now);
  const Time asked_to = query.until.value_or(now);
  const std::size_t limit = query.limit++;  // one more, to know whether there are more
  Result<market::BarSeries> series = co_await load_candles(context, query);
  const bool too_few = series ? series->bars.size() <= limit : series.error().code == Code::no_data;
  if (too_few && query.back < range.at_most) {
    query.back = range.at_most;
    series = co_await load_candles(context, query);
  }
  if (!series) co_return series.error();
  Candles candles{std::move(*series), asked_to - query.back, asked_to};
  std::vector<market::Bar>& bars = candles.series.bars;
  if (bars.back().time < candles.from) {  // stored ones, which ended long ago
    candles.to = bars.back().time + nanoseconds(1);
    candles.from = candles.to - query.back;
  }
  if (bars.size() > limit) {
    bars.erase(bars.begin());
    candles.cut = true;
  }
  co_return candles;
}

ChartRange range_of(const desk::Chart& chart, const market::Instrument& instrument,
                    const market::Calendar& calendar, Time market_time) {
  ChartRange range = range_of_view(chart, instrument, calendar, market_time, {}, usual_candles);
  if (!chart.back) return range;
  range.query.limit = max_chart_candles;
  range.query.back = range.at_most = *chart.back;
  return range;
}

ChartRange range_of_view(const desk::Chart& chart, const market::Instrument& instrument,
                         const market::Calendar& calendar, Time market_time,
                         std::optional<Time> until, std::size_t limit) {
  ChartRange range;
  range.query = {&instrument, chart.bar, {}, until ? until : chart.until, chart.outside_hours};
  range.query.limit = limit;
  const market::Hours hours =
      chart.outside_hours ? market::Hours::extended : market::Hours::regular;
  const Time to = std::min(range.query.until.value_or(market_time), market_time);
  // A few more, since a candle in which nothing traded is not there.
  range.query.back = reach_of(calendar, hours, chart.bar, to, limit + limit / 8 + 2);
  range.at_most = reach_of(calendar, hours, chart.bar, to, limit * 8);
  return range;
}

Result<std::vector<std::string>> read_indicators(const std::vector<std::string>& names,
                                                 market::BarSize bar) {
  std::vector<std::string> read;
  for (const std::string& name : names) {
    PITWALL_TRY(const market::IndicatorSpec spec, market::IndicatorSpec::parse(name));
    PITWALL_TRY_VOID(spec.suits(bar));
    if (std::ranges::find(read, spec.text()) == read.end()) read.push_back(spec.text());
  }
  return read;
}

namespace {

// An average that remembers all before it has settled after a few times its length; what depends on
// sessions needs whole ones.
std::size_t candles_to_settle(const market::IndicatorSpec& spec, market::BarSize bar) {
  constexpr std::size_t settled = 5;
  const std::size_t sessions = spec.kind().sessions_needed;
  if (sessions == 0) return std::min(spec.bars_needed() * settled, max_settling);
  const auto in_a_day = static_cast<std::size_t>(days(1) / bar.duration());
  return std::min(std::max(sessions * in_a_day, spec.bars_needed()), max_settling);
}

}  // namespace

Task<Result<std::vector<market::IndicatorSeries>>> load_indicators(
    desk::Chart chart, const market::Instrument* instrument, const market::Calendar* calendar,
    std::vector<market::Bar> bars, Context& context) {
  std::vector<market::IndicatorSpec> specs;
  std::size_t before = 0;
  for (const std::string& name : chart.indicators) {
    const Result<market::IndicatorSpec> spec = market::IndicatorSpec::parse(name);
    if (!spec || !spec->suits(chart.bar)) continue;  // the chart's bar was changed since
    specs.push_back(*spec);
    before = std::max(before, candles_to_settle(*spec, chart.bar));
  }
  std::vector<market::IndicatorSeries> all;
  if (specs.empty()) co_return all;
  const market::Hours hours =
      chart.outside_hours ? market::Hours::extended : market::Hours::regular;
  const Time first = bars.front().time;
  CandleQuery query{instrument, chart.bar, {}, first, chart.outside_hours};
  query.back = reach_of(*calendar, hours, chart.bar, first, before);
  query.limit = before;
  Result<market::BarSeries> earlier = co_await load_candles(context, query);
  if (!earlier && earlier.error().code != Code::no_data) co_return earlier.error();
  std::size_t lead = 0;
  if (earlier) {
    lead = earlier->bars.size();
    bars.insert(bars.begin(), earlier->bars.begin(), earlier->bars.end());
  }
  const std::vector<std::size_t> starts = market::session_starts(bars, *calendar);
  for (const market::IndicatorSpec& spec : specs) {
    market::IndicatorSeries& series =
        all.emplace_back(market::indicator_series(spec, bars, starts));
    for (market::IndicatorLine& line : series.lines) {
      line.values.erase(line.values.begin(),
                        line.values.begin() + static_cast<std::ptrdiff_t>(lead));
      for (std::optional<double>& value : line.values)
        if (value) value = market::rounded(*value, 6);
    }
  }
  co_return all;
}

Duration reach_of(const market::Calendar& calendar, market::Hours hours, market::BarSize bar,
                  Time to, std::size_t candles) {
  if (!calendar.covers(to) || bar > market::BarSize::d1) return reach_of(bar, candles);
  const Date last = std::min(Date::of_utc(to) + 5, calendar.last_day());
  const std::span<const market::Session> sessions = calendar.sessions(calendar.first_day(), last);
  auto left = static_cast<std::int64_t>(candles);
  if (bar == market::BarSize::d1) ++left;  // of the last day only the end may have been seen
  std::optional<Date> day;
  Time begin = to;
  for (auto session = sessions.rbegin(); session != sessions.rend() && left > 0; ++session) {
    if (session->open >= to) continue;
    if (hours == market::Hours::regular && session->kind != market::Session::Kind::regular)
      continue;
    begin = session->open;
    if (bar == market::BarSize::d1) {
      if (std::exchange(day, session->trading_day) != session->trading_day) --left;
      continue;
    }
    // The last candle of a session may be a short one.
    const Duration open = std::min(session->close, to) - session->open;
    const std::int64_t fit = (open + bar.duration() - nanoseconds(1)) / bar.duration();
    if (fit > left) begin = session->open + bar.duration() * (fit - left);
    left -= fit;
  }
  // Before the calendar begins nobody knows better.
  return left > 0 ? reach_of(bar, candles) : std::max(to - begin, nanoseconds(1));
}

Duration reach_of(market::BarSize bar, std::size_t candles) {
  const auto count = static_cast<std::int64_t>(candles);
  // A session of six and a half hours in a day of 24, five days in a week of seven, and holidays.
  if (bar.is_intraday()) return bar.duration() * count * 6 + days(6);
  if (bar == market::BarSize::d1) return days(count * 3 / 2 + 10);
  return days(bar == market::BarSize::w1 ? count * 7 + 14 : count * 31 + 31);
}

Result<CandleSpan> candle_at(const market::Calendar& calendar, market::BarSize bar,
                             market::Hours hours, Time time) {
  market::BarAggregator aggregator(bar, calendar, hours);
  Time inside = time;
  if (!bar.is_intraday()) {
    // A day's candle is meant by any instant of that day.
    PITWALL_TRY(const Date day, calendar.trading_day(time));
    PITWALL_TRY(inside, calendar.day_open(day, hours));
  }
  aggregator.add(inside, Price(), Quantity());
  if (!aggregator.in_work())
    return error(Code::no_data, "There is no {} candle at {}: {}.", bar.view(), second_text(time),
                 calendar.why_closed(time).empty() ? "outside regular hours, which outside_hours "
                                                     "would show"
                                                   : calendar.why_closed(time));
  return CandleSpan{aggregator.in_work()->time, aggregator.in_work_until()};
}

}  // namespace pitwall::tool
