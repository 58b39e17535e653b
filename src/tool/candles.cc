#include "tool/candles.h"

namespace pitwall::tool {
namespace {

// Where the stored bars of an instrument end; nothing where none are stored.
Result<std::optional<Time>> end_of_stored(Context& context, const market::Symbol& symbol) {
  PITWALL_TRY(const std::vector<port::BarCoverage> coverage, context.bars.coverage());
  std::optional<Time> end;
  for (const port::BarCoverage& stored : coverage)
    if (stored.symbol == symbol) end = std::max(end.value_or(stored.last), stored.last);
  if (end) *end += nanoseconds(1);  // the last bar itself counts
  return end;
}

}  // namespace

Task<Result<market::BarSeries>> load_candles(Context& context, CandleQuery query) {
  if (query.back <= Duration{})
    co_return error(Code::invalid_argument, "back is {}; it must be longer than nothing.",
                    query.back.text());
  port::HistoryQuery asked;
  asked.instrument = query.instrument->id;
  asked.size = query.bar;
  asked.to = query.until.value_or(context.market.market_time());
  asked.from = asked.to - query.back;
  asked.outside_hours = query.outside_hours;
  asked.limit = query.limit;
  const auto begin = [&](port::Reply<market::BarSeries> reply) {
    context.market.history(asked, reply);
  };
  Result<market::BarSeries> series = co_await ask<market::BarSeries>(begin);
  if (!series && series.error().code == Code::no_data && !query.until) {
    // Imported bars often end long ago: then "back" is from their end.
    const Result<std::optional<Time>> end = end_of_stored(context, query.instrument->symbol);
    if (!end) co_return end.error();
    if (*end && **end < asked.to) {
      asked.to = **end;
      asked.from = asked.to - query.back;
      series = co_await ask<market::BarSeries>(begin);
    }
  }
  if (!series) co_return series.error();
  PITWALL_CHECK(!series->bars.empty(), "an empty series is an error of the port");
  co_return series;
}

}  // namespace pitwall::tool
