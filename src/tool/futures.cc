// What the futures did while the stock market was closed.
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t max_futures = 20;
// The candles in which the last price before the close is looked for.
constexpr Duration before_close = minutes(30);
constexpr std::size_t max_candles = 10'000;  // a week of minutes

struct OvernightIn {};
void describe(OvernightIn&, Visitor&) {}

struct OvernightRow {
  std::string symbol;
  std::string name;
  market::Currency currency;
  Price last;
  Price at_close;
  Price change;
  std::optional<double> change_percent;
  Price high;
  Time high_time;
  Price low;
  Time low_time;
  Quantity volume;
  market::Origin origin;
};
void describe(OvernightRow& row, Visitor& v) {
  v("symbol", "ticker:exchange.", "ES:CME", row.symbol, self_evident);
  v("name", "Its name.", "E-mini S&P 500 future, continuous front month", row.name, self_evident);
  v("currency", "Currency of a point.", "USD", row.currency, self_evident);
  v("last", "Last trade now.", "3701.25", row.last, self_evident);
  v("at_close", "Last trade before the stock market's close.", "3688.5", row.at_close);
  v("change", "In points since then.", "12.75", row.change, self_evident);
  v("change_percent", "In percent since then.", "0.3457", row.change_percent);
  v("high", "Since then.", "3705", row.high, self_evident);
  v("high_time", "The minute of the high, UTC.", "", row.high_time, self_evident);
  v("low", "Since then.", "3680.25", row.low, self_evident);
  v("low_time", "The minute of the low, UTC.", "", row.low_time, self_evident);
  v("volume", "Contracts since then, whole minutes.", "120340", row.volume, self_evident);
  v("origin", "Of the figures.", "", row.origin, self_evident);
}

struct OvernightOut {
  Time since;
  bool stock_market_open = false;
  std::vector<OvernightRow> futures;
  std::vector<Problem> errors;
};
void describe(OvernightOut& out, Visitor& v) {
  v("since", "The last regular close of the stock market (NYSE), UTC.", "2020-12-14T21:00:00Z",
    out.since);
  v("stock_market_open", "Whether it trades again by now.", "false", out.stock_market_open);
  v("futures", "All that the catalogue has.", "", out.futures, self_evident);
  v("errors", "Futures without figures.", "", out.errors, self_evident);
}

std::string summary(const OvernightOut& out) {
  std::vector<std::string> lines;
  for (const OvernightRow& row : out.futures) {
    const std::string percent =
        row.change_percent ? fmt::format(" ({})", gain_text(*row.change_percent)) : "";
    lines.push_back(fmt::format(
        "{}: {} {}, {}{} points{} since the close at {}; high {} at {}, low {} at {}, volume {}. "
        "{}",
        row.symbol, price_text(row.last), row.currency.view(), row.change.sign() > 0 ? "+" : "",
        price_text(row.change), percent, price_text(row.at_close), price_text(row.high),
        second_text(row.high_time), price_text(row.low), second_text(row.low_time),
        quantity_text(row.volume), source_text(row.origin)));
  }
  return fmt::format("Futures since the stock market closed at {}{}:", out.since.text(),
                     out.stock_market_open ? " (it is open again now)" : "") +
         listed(lines) + problem_lines(out.errors);
}

Result<OvernightRow> row_of(const market::Instrument& instrument, const market::Quote& quote,
                            const market::BarSeries& series, Time close) {
  OvernightRow row;
  const std::optional<Price> last = quote.last ? quote.last : quote.mark();
  if (!last) return error(Code::no_data, "It has no price now.");
  const auto after =
      std::ranges::lower_bound(series.bars, close, std::less<>(), &market::Bar::time);
  if (after == series.bars.begin())
    return error(Code::no_data, "It did not trade in the {} before the close at {}.",
                 before_close.text(), close.text());
  row.symbol = instrument.full_name();
  row.name = instrument.name;
  row.currency = instrument.currency;
  row.last = row.high = row.low = *last;
  row.high_time = row.low_time = quote.time;
  row.at_close = std::prev(after)->close;
  row.change = *last - row.at_close;
  row.change_percent = percent_of(row.change, row.at_close);
  for (auto bar = after; bar != series.bars.end(); ++bar) {
    if (bar->high >= row.high) {
      row.high = bar->high;
      row.high_time = bar->time;
    }
    if (bar->low <= row.low) {
      row.low = bar->low;
      row.low_time = bar->time;
    }
    row.volume += bar->volume;
  }
  row.origin = combine(series.origin, quote.origin);
  return row;
}

std::vector<market::InstrumentId> futures_of(const market::Catalogue& catalogue) {
  std::vector<market::InstrumentId> ids;
  for (const market::Instrument& instrument : catalogue.all())
    if (instrument.asset_class == market::AssetClass::future && ids.size() < max_futures)
      ids.push_back(instrument.id);
  return ids;
}

Task<Result<OvernightOut>> run_overnight(OvernightIn, Context& context) {
  const Time now = context.market.market_time();
  const Result<const market::Calendar*> stocks = context.calendars.find("NYSE");
  if (!stocks) co_return stocks.error();
  const Result<Time> close = (*stocks)->previous_close(now);
  if (!close) co_return close.error();
  const std::vector<market::InstrumentId> ids = futures_of(context.market.catalogue());
  if (ids.empty())
    co_return error(Code::no_data, "This market has no futures; get_movers shows what it has.");
  OvernightOut out;
  out.since = *close;
  out.stock_market_open = (*stocks)->is_open(now);
  using Quotes = std::vector<Result<market::Quote>>;
  const auto ask_quotes = [&](port::Reply<Quotes> reply) { context.market.quotes(ids, reply); };
  const Result<Quotes> quotes = co_await ask<Quotes>(ask_quotes);
  if (!quotes) co_return quotes.error();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const market::Instrument& instrument = context.market.catalogue().at(ids[i]);
    const Result<market::Quote>& quote = quotes->at(i);
    if (!quote) {
      out.errors.push_back({instrument.full_name(), quote.error().message});
      continue;
    }
    port::HistoryQuery query;
    query.instrument = ids[i];
    query.size = market::BarSize::m1;
    query.from = *close - before_close;
    query.to = now;
    query.outside_hours = true;
    query.limit = max_candles;
    const auto ask_history = [&](port::Reply<market::BarSeries> reply) {
      context.market.history(query, reply);
    };
    const Result<market::BarSeries> series = co_await ask<market::BarSeries>(ask_history);
    const Result<OvernightRow> row =
        series ? row_of(instrument, *quote, *series, *close) : Result<OvernightRow>(series.error());
    if (row) {
      out.futures.push_back(*row);
    } else {
      out.errors.push_back({instrument.full_name(), row.error().message});
    }
  }
  if (out.futures.empty())
    co_return error(Code::no_data, "No future has figures since {}: {}: {}", close->text(),
                    out.errors.front().about, out.errors.front().error);
  co_return out;
}

}  // namespace

extern const Tool overnight_futures;
const Tool overnight_futures{"overnight_futures", Category::market, Effect::reads,
                             "What each future did since the stock market's last regular close: "
                             "change in points and percent, high, low, volume.",
                             run_overnight};

}  // namespace pitwall::tool
