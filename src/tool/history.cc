// Candles of one instrument.
#include "tool/candles.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::int64_t max_bars = 2000;

struct HistoryIn {
  SymbolText symbol;
  market::BarSize bar = market::BarSize::h1;
  Duration back = days(5);
  std::optional<Time> until;
  bool outside_hours = false;
  std::int64_t limit = 500;
};
void describe(HistoryIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("bar", "Length of one candle: 1m 5m 15m 1h 4h 1d 1w 1mo and others.", "5m", in.bar,
    with_default);
  v("back", "How far back from the end: 2d, 6h, 4w.", "2d", in.back, with_default);
  v("until",
    "End of the range (not included). If absent: the market's time, or the end of what is stored "
    "where that is older.",
    "2020-12-18T21:00:00Z", in.until);
  v("outside_hours", "Also the bars outside regular hours.", "false", in.outside_hours,
    with_default);
  v("limit", "At most this many candles, the latest ones.", "500", in.limit,
    {.has_default = true, .minimum = 1, .maximum = max_bars});
}

struct HistoryOut {
  std::string symbol;
  market::BarSize bar;
  market::Currency currency;
  std::vector<market::Bar> bars;
  std::optional<Time> earlier;
  market::Origin origin;
};
void describe(HistoryOut& out, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("bar", "Length of one candle.", "5m", out.bar);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("bars", "Candles, oldest first; time is the start, UTC.", "", out.bars);
  v("earlier", "Set where the limit cut the range: call again with until set to this.", "",
    out.earlier);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

std::string summary(const HistoryOut& out) {
  const market::Bar& first = out.bars.front();
  const market::Bar& last = out.bars.back();
  Price high = first.high;
  Price low = first.low;
  for (const market::Bar& bar : out.bars) {
    high = std::max(high, bar.high);
    low = std::min(low, bar.low);
  }
  return fmt::format("{}: {} of {} from {} to {}: open {}, high {}, low {}, close {} {}.{} {}",
                     out.symbol, count_text(out.bars.size(), "candle"), out.bar.view(),
                     second_text(first.time), second_text(last.time), price_text(first.open),
                     price_text(high), price_text(low), price_text(last.close), out.currency.view(),
                     out.earlier ? " Earlier ones exist: pass until set to earlier." : "",
                     source_text(out.origin));
}

Task<Result<HistoryOut>> run_history(HistoryIn in, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  const market::Instrument& instrument = **found;
  CandleQuery query{&instrument, in.bar, in.back, in.until, in.outside_hours};
  query.limit = static_cast<std::size_t>(in.limit) + 1;  // one more, to know whether there are more
  Result<market::BarSeries> series = co_await load_candles(context, query);
  if (!series) co_return series.error();
  HistoryOut out;
  out.symbol = instrument.full_name();
  out.bar = in.bar;
  out.currency = instrument.currency;
  out.bars = std::move(series->bars);
  if (out.bars.size() > static_cast<std::size_t>(in.limit)) {
    out.bars.erase(out.bars.begin());
    out.earlier = out.bars.front().time;
  }
  out.origin = series->origin;
  co_return out;
}

}  // namespace

extern const Tool get_market_history;
const Tool get_market_history{"get_market_history", Category::market, Effect::reads,
                              "Candles of one instrument, oldest first, with volume. Prices in its "
                              "currency; volume in shares, contracts or coins.",
                              run_history};

}  // namespace pitwall::tool
