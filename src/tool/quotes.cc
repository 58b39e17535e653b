// Prices now: quotes of many instruments, and the ticks behind one.
#include "market/statistics.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- get_quotes ----

constexpr std::size_t max_symbols = 100;

struct QuotesIn {
  std::vector<SymbolText> symbols;
};
void describe(QuotesIn& in, Visitor& v) {
  v("symbols", "Tickers, or ticker:exchange; up to 100.", "SPY", in.symbols,
    {.max_items = max_symbols});
}

struct QuoteRow {
  std::string symbol;
  market::Currency currency;
  market::Quote quote;
  std::optional<Price> mark;
  std::optional<Price> change;
  std::optional<double> change_percent;
  std::optional<double> spread_ticks;
};
void describe(QuoteRow& row, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", row.symbol, self_evident);
  v("currency", "Currency of the prices.", "USD", row.currency, self_evident);
  v("mark", "What positions are valued at: the last trade kept within bid and ask, else the mid.",
    "367.46", row.mark, self_evident);
  v("change", "Mark less previous close.", "2.8", row.change, self_evident);
  v("change_percent", "The same in percent.", "0.7678", row.change_percent);
  v("spread_ticks", "Ask less bid, in ticks.", "2", row.spread_ticks);
  describe(row.quote, v);
}

struct QuotesOut {
  std::vector<QuoteRow> quotes;
  std::vector<Problem> errors;
};
void describe(QuotesOut& out, Visitor& v) {
  v("quotes", "In the order asked.", "", out.quotes, self_evident);
  v("errors", "Symbols without a quote.", "", out.errors, self_evident);
}

QuoteRow row_of(const market::Instrument& instrument, const market::Quote& quote) {
  QuoteRow row;
  row.symbol = instrument.full_name();
  row.currency = instrument.currency;
  row.quote = quote;
  row.mark = quote.mark();
  row.change = quote.change();
  if (row.change) row.change_percent = percent_of(*row.change, *quote.previous_close);
  if (quote.bid && quote.ask)
    row.spread_ticks = market::rounded(
        (*quote.ask - *quote.bid).to_double() / instrument.tick_size.to_double(), 2);
  return row;
}

std::string or_none(const std::optional<Price>& price) {
  return price ? price_text(*price) : "none";
}

std::string line_of(const QuoteRow& row) {
  std::string line = fmt::format("{}: {} {}", row.symbol, or_none(row.mark), row.currency.view());
  if (row.change_percent)
    line += fmt::format(" ({}, {} from the previous close)",
                        (row.change->sign() > 0 ? "+" : "") + price_text(*row.change),
                        gain_text(*row.change_percent));
  line += fmt::format(", bid {}, ask {}", or_none(row.quote.bid), or_none(row.quote.ask));
  if (row.quote.volume) line += fmt::format(", volume {}", quantity_text(*row.quote.volume));
  return line + ". " + source_text(row.quote.origin);
}

std::string summary(const QuotesOut& out) {
  std::vector<std::string> lines;
  for (const QuoteRow& row : out.quotes) lines.push_back(line_of(row));
  return count_text(out.quotes.size(), "quote") + ":" + listed(lines) + problem_lines(out.errors);
}

Task<Result<QuotesOut>> run_quotes(QuotesIn in, Context& context) {
  if (in.symbols.empty())
    co_return error(Code::invalid_argument,
                    "symbols is empty; name at least one, or search_instruments for it.");
  QuotesOut out;
  std::optional<Error> failure;
  const auto missing = [&](std::string about, const Error& why) {
    if (!failure) failure = why;
    out.errors.push_back({std::move(about), why.message});
  };
  std::vector<market::InstrumentId> ids;
  for (const SymbolText& symbol : in.symbols) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, symbol.value);
    if (!found) {
      missing(symbol.value.substr(0, 40), found.error());
    } else if (std::ranges::find(ids, (*found)->id) == ids.end()) {
      ids.push_back((*found)->id);
    }
  }
  if (!ids.empty()) {
    using Answer = std::vector<Result<market::Quote>>;
    const auto begin = [&](port::Reply<Answer> reply) { context.market.quotes(ids, reply); };
    const Result<Answer> quotes = co_await ask<Answer>(begin);
    if (!quotes) co_return quotes.error();
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const market::Instrument& instrument = context.market.catalogue().at(ids[i]);
      const Result<market::Quote>& quote = quotes->at(i);
      if (quote) {
        out.quotes.push_back(row_of(instrument, *quote));
      } else {
        missing(instrument.full_name(), quote.error());
      }
    }
  }
  if (out.quotes.empty()) co_return *failure;
  co_return out;
}

// ---- get_tick_data ----

constexpr std::int64_t max_ticks = 500;
// How far back pages go: the market keeps no more than some thousands of ticks at hand.
constexpr std::size_t max_ticks_back = 10'000;

// Where the page before began. Ticks of one instant may stand on both sides of the cut.
struct TickCursor {
  Time time;
  std::size_t seen = 0;  // how many of that instant's ticks were on later pages

  static Result<TickCursor> parse(std::string_view text);
  std::string text() const { return fmt::format("t{}.{}", time.nanoseconds, seen); }
};

Result<TickCursor> TickCursor::parse(std::string_view text) {
  const Error none =
      error(Code::invalid_argument,
            "\"{}\" is no cursor; pass a next_cursor as it came, or none for the latest ticks.",
            text.substr(0, 40));
  const std::size_t point = text.find('.');
  if (!text.starts_with('t') || point == text.npos) return none;
  const Result<std::int64_t> time = detail::read_integer(text.substr(1, point - 1));
  const Result<std::int64_t> seen = detail::read_integer(text.substr(point + 1));
  if (!time || !seen || *seen < 0) return none;
  return TickCursor{Time{*time}, static_cast<std::size_t>(*seen)};
}

struct TicksIn {
  SymbolText symbol;
  std::int64_t limit = 100;
  std::optional<TickCursor> cursor;
};
void describe(TicksIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("limit", "At most this many, the latest ones.", "100", in.limit,
    {.has_default = true, .minimum = 1, .maximum = max_ticks});
  v("cursor", "next_cursor of the page before, for earlier ticks.", "t1608042600000000000.1",
    in.cursor);
}

struct TickRow {
  Time time;
  market::Tick::Kind kind = market::Tick::Kind::trade;
  std::optional<Price> price;
  std::optional<Quantity> size;
  std::optional<Price> bid;
  std::optional<Quantity> bid_size;
  std::optional<Price> ask;
  std::optional<Quantity> ask_size;
};
void describe(TickRow& row, Visitor& v) {
  v("time", "By the exchange, UTC.", "2020-12-15T14:30:00.25Z", row.time, self_evident);
  v("kind", "trade, or quote: a change of bid and ask.", "trade", row.kind, self_evident);
  v("price", "Of a trade.", "367.46", row.price, self_evident);
  v("size", "Of a trade.", "100", row.size, self_evident);
  v("bid", "Of a quote.", "367.45", row.bid, self_evident);
  v("bid_size", "Of a quote.", "300", row.bid_size, self_evident);
  v("ask", "Of a quote.", "367.47", row.ask, self_evident);
  v("ask_size", "Of a quote.", "200", row.ask_size, self_evident);
}

struct TicksOut {
  std::string symbol;
  market::Currency currency;
  std::vector<TickRow> ticks;
  std::optional<TickCursor> next_cursor;
  market::Origin origin;
};
void describe(TicksOut& out, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("ticks", "Oldest first.", "", out.ticks);
  v("next_cursor", "Earlier ticks exist: call again with cursor set to this.", "", out.next_cursor);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

std::string summary(const TicksOut& out) {
  std::size_t trades = 0;
  Quantity traded;
  for (const TickRow& row : out.ticks) {
    if (row.kind != market::Tick::Kind::trade) continue;
    ++trades;
    traded += *row.size;
  }
  const TickRow& last = out.ticks.back();
  const std::string latest =
      last.price
          ? fmt::format("{} traded at {}", quantity_text(*last.size), price_text(*last.price))
          : fmt::format("{} bid, {} asked", price_text(*last.bid), price_text(*last.ask));
  return fmt::format(
      "{}: {} from {} to {} UTC, of them {} of {} in all; the latest: {} {}.{} {}", out.symbol,
      count_text(out.ticks.size(), "tick"), second_text(out.ticks.front().time),
      second_text(last.time), count_text(trades, "trade"), quantity_text(traded), latest,
      out.currency.view(), out.next_cursor ? " Earlier ones exist: pass next_cursor." : "",
      source_text(out.origin));
}

TickRow row_of(const market::Tick& tick) {
  TickRow row;
  row.time = tick.time;
  row.kind = tick.kind;
  if (tick.kind == market::Tick::Kind::trade) {
    row.price = tick.price;
    row.size = tick.size;
  } else {
    row.bid = tick.bid;
    row.bid_size = tick.bid_size;
    row.ask = tick.ask;
    row.ask_size = tick.ask_size;
  }
  return row;
}

// Leaves out what the pages before showed: the ticks after the cursor's instant, and so many of it.
void drop_seen(std::vector<market::Tick>& ticks, const TickCursor& cursor) {
  while (!ticks.empty() && ticks.back().time > cursor.time) ticks.pop_back();
  for (std::size_t i = 0; i < cursor.seen; ++i)
    if (!ticks.empty() && ticks.back().time == cursor.time) ticks.pop_back();
}

TickCursor cursor_before(const std::vector<TickRow>& page, const std::optional<TickCursor>& from) {
  TickCursor cursor{page.front().time, 0};
  for (const TickRow& row : page)
    if (row.time == cursor.time) ++cursor.seen;
  if (from && from->time == cursor.time) cursor.seen += from->seen;
  return cursor;
}

Task<Result<TicksOut>> run_ticks(TicksIn in, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  const market::Instrument& instrument = **found;
  const auto limit = static_cast<std::size_t>(in.limit);
  // One more than the page, to know whether there are earlier ones.
  const std::size_t wanted = in.cursor ? max_ticks_back : limit + 1;
  const auto begin = [&](port::Reply<port::TickSeries> reply) {
    context.market.ticks(instrument.id, wanted, reply);
  };
  Result<port::TickSeries> series = co_await ask<port::TickSeries>(begin);
  if (!series) co_return series.error();
  if (in.cursor) drop_seen(series->ticks, *in.cursor);
  if (series->ticks.empty())
    co_return error(Code::no_data,
                    "No {}ticks of {} are at hand; get_market_history has its candles.",
                    in.cursor ? "earlier " : "", instrument.full_name());
  TicksOut out;
  out.symbol = instrument.full_name();
  out.currency = instrument.currency;
  out.origin = series->origin;
  const std::size_t count = std::min(limit, series->ticks.size());
  for (const market::Tick& tick : std::span(series->ticks).last(count))
    out.ticks.push_back(row_of(tick));
  if (count < series->ticks.size()) out.next_cursor = cursor_before(out.ticks, in.cursor);
  co_return out;
}

}  // namespace

extern const Tool get_quotes;
const Tool get_quotes{"get_quotes", Category::market, Effect::reads,
                      "Bid, ask, last, volume and change of up to 100 instruments, each with its "
                      "own origin; an unknown symbol spoils only its own place.",
                      run_quotes};

extern const Tool get_tick_data;
const Tool get_tick_data{"get_tick_data",
                         Category::market,
                         Effect::reads,
                         "The latest trades and changes of bid and ask of one instrument, oldest "
                         "first.",
                         run_ticks,
                         {.rare = true}};

}  // namespace pitwall::tool
