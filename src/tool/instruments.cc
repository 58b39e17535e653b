// What can be asked about: instruments by name, and the terms of one.
#include "tool/instrument.h"
#include "tool/page.h"
#include "tool/session_state.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- search_instruments ----

constexpr std::size_t max_found = 50;  // that the market is asked for beyond the catalogue

struct SearchIn {
  std::string text;
  std::int64_t limit = 20;
  std::optional<Cursor> cursor;
};
void describe(SearchIn& in, Visitor& v) {
  v("text", "Beginning of a ticker, or of words of a name.", "gold", in.text, {.max_length = 100});
  v("limit", "At most this many.", "20", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 100});
  describe_cursor(v, in.cursor);
}

struct InstrumentRow {
  std::string symbol;
  std::string name;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
};
void describe(InstrumentRow& row, Visitor& v) {
  v("symbol", "ticker:exchange.", "GC:COMEX", row.symbol, self_evident);
  v("name", "Its name.", "Gold future, continuous front month", row.name, self_evident);
  v("asset_class", "Kind of instrument.", "future", row.asset_class, self_evident);
  v("currency", "Currency of its prices.", "USD", row.currency, self_evident);
}

struct SearchOut {
  std::vector<InstrumentRow> instruments;
  std::optional<std::string> missing;
  std::optional<Cursor> next_cursor;
};
void describe(SearchOut& out, Visitor& v) {
  v("instruments", "Best match first.", "", out.instruments, self_evident);
  v("missing", "Why the broker's own list is not in it.", "", out.missing, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const SearchOut& out) {
  const std::string missing = out.missing ? "\n" + *out.missing : "";
  if (out.instruments.empty())
    return "Nothing matches; try fewer letters, another word of the name, or the ticker." + missing;
  std::vector<std::string> lines;
  for (const InstrumentRow& row : out.instruments)
    lines.push_back(fmt::format("{}: {} ({}, {})", row.symbol, row.name, name_of(row.asset_class),
                                row.currency.view()));
  return count_text(lines.size(), "instrument") + ":" + listed(lines) +
         (out.next_cursor ? "\nMore match: pass next_cursor." : "") + missing;
}

// What the catalogue has, and what the market finds beyond it.
Task<Result<SearchOut>> run_search(SearchIn in, Context& context) {
  if (in.text.empty())
    co_return error(Code::invalid_argument,
                    "text is empty; write the beginning of a ticker or of a word of the name.");
  const market::Catalogue& catalogue = context.market.catalogue();
  SearchOut out;
  std::vector<market::InstrumentId> found;
  for (const market::Instrument* known : catalogue.search(in.text, catalogue.size()))
    found.push_back(known->id);
  using Answer = std::vector<market::InstrumentId>;
  const auto begin = [&](port::Reply<Answer> reply) {
    context.market.look_up(in.text, max_found, std::move(reply));
  };
  const Result<Answer> more = co_await ask<Answer>(begin);
  if (more) {
    for (const market::InstrumentId id : *more)
      if (std::ranges::find(found, id) == found.end()) found.push_back(id);
  } else if (more.error().code != Code::not_found && more.error().code != Code::invalid_argument) {
    out.missing = "Only what is known already was searched: " + more.error().message;
  }
  for (const market::InstrumentId id : found) {
    const market::Instrument& instrument = catalogue.at(id);
    out.instruments.push_back(
        {instrument.full_name(), instrument.name, instrument.asset_class, instrument.currency});
  }
  out.next_cursor = cut_page(out.instruments, in.cursor, in.limit);
  co_return out;
}

// ---- get_instrument ----

struct InstrumentIn {
  SymbolText symbol;
};
void describe(InstrumentIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "ES", in.symbol);
}

struct StoredBars {
  market::BarSize bar;
  std::int64_t count = 0;
  Time first;
  Time last;
  std::string source;
};
void describe(StoredBars& stored, Visitor& v) {
  v("bar", "Length of one candle.", "1m", stored.bar);
  v("count", "How many.", "98280", stored.count, self_evident);
  v("first", "Start of the first.", "2020-01-02T14:30:00Z", stored.first);
  v("last", "Start of the last.", "2020-12-31T20:59:00Z", stored.last, self_evident);
  v("source", "Newest import or feed.", "spy.csv", stored.source, self_evident);
}

struct InstrumentOut {
  std::string symbol;
  std::string name;
  market::AssetClass asset_class = market::AssetClass::stock;
  std::string exchange;
  std::string calendar;
  market::Currency currency;
  Price tick_size;
  Ratio multiplier;
  Money tick_value;
  Quantity lot_size;
  std::optional<Date> expiry;
  std::optional<std::string> underlying;
  std::optional<Price> strike;
  std::optional<market::OptionRight> right;
  bool open = false;
  std::string session;
  std::vector<StoredBars> bars;
};
void describe(InstrumentOut& out, Visitor& v) {
  v("symbol", "ticker:exchange.", "ES:CME", out.symbol, self_evident);
  v("name", "Its name.", "E-mini S&P 500 future, continuous front month", out.name, self_evident);
  v("asset_class", "Kind of instrument.", "future", out.asset_class, self_evident);
  v("currency", "Currency of its prices.", "USD", out.currency, self_evident);
  v("exchange", "Primary listing.", "CME", out.exchange, self_evident);
  v("calendar", "Of its trading hours.", "CME_EQUITY", out.calendar, self_evident);
  v("tick_size", "Smallest step of its price.", "0.25", out.tick_size);
  v("multiplier", "Currency units that one point of one contract is worth.", "50", out.multiplier);
  v("tick_value", "What one tick of one contract is worth.", "12.5", out.tick_value);
  v("lot_size", "Smallest step of an order's quantity.", "1", out.lot_size);
  v("expiry", "Last trading day, if it has one.", "2020-12-18", out.expiry, self_evident);
  v("underlying", "Of an option.", "SPY", out.underlying);
  v("strike", "Of an option.", "370", out.strike);
  v("right", "Of an option.", "call", out.right);
  v("open", "Regular trading now.", "true", out.open, self_evident);
  v("session", "The same in words, and until when; get_session has the times.", "", out.session,
    self_evident);
  v("bars", "Stored candles, by length.", "", out.bars);
}

std::string summary(const InstrumentOut& out) {
  std::string text = fmt::format(
      "{}: {}, a {} in {}. Tick {} (worth {}), multiplier {}, lot {}.", out.symbol, out.name,
      name_of(out.asset_class), out.currency.view(), out.tick_size.text(),
      amount_text(out.tick_value, out.currency), out.multiplier.text(), out.lot_size.text());
  if (out.expiry) text += fmt::format(" Last trading day {}.", out.expiry->text());
  if (out.strike)
    text += fmt::format(" {} on {} at {}.", name_of(*out.right), *out.underlying,
                        price_text(*out.strike));
  text += " " + out.session;
  std::vector<std::string> lines;
  for (const StoredBars& stored : out.bars)
    lines.push_back(fmt::format("{} stored {} candles from {} to {} ({})", stored.count,
                                stored.bar.view(), stored.first.text(), stored.last.text(),
                                stored.source));
  return text + (lines.empty() ? " No candles are stored." : listed(lines));
}

Result<InstrumentOut> terms_of(const market::Instrument& instrument, const Context& context) {
  PITWALL_TRY(const market::Calendar* calendar, context.calendars.find(instrument.calendar));
  InstrumentOut out;
  out.symbol = instrument.full_name();
  out.name = instrument.name;
  out.asset_class = instrument.asset_class;
  out.currency = instrument.currency;
  out.exchange = instrument.exchange;
  out.calendar = instrument.calendar;
  out.tick_size = instrument.tick_size;
  out.multiplier = instrument.multiplier;
  out.tick_value = (instrument.tick_size * Quantity::from_integer(1))
                       .times(instrument.multiplier, Rounding::half_even)
                       .to_money(Rounding::half_even);
  out.lot_size = instrument.lot_size;
  out.expiry = instrument.expiry;
  if (instrument.option) {
    out.underlying = instrument.option->underlying.text();
    out.strike = instrument.option->strike;
    out.right = instrument.option->right;
  }
  PITWALL_TRY(const SessionState session, session_state(*calendar, context.market.market_time()));
  out.open = session.open;
  out.session = sentence(session);
  for (const market::BarSize size : market::BarSize::all()) {
    PITWALL_TRY(const std::optional<port::BarCoverage> stored,
                context.bars.coverage_of(instrument.symbol, size));
    if (stored)
      out.bars.push_back({size, stored->count, stored->first, stored->last, stored->source});
  }
  return out;
}

Task<Result<InstrumentOut>> run_instrument(InstrumentIn in, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  co_return terms_of(**found, context);
}

}  // namespace

extern const Tool search_instruments;
const Tool search_instruments{"search_instruments", Category::market, Effect::reads,
                              "Instruments by the beginning of a ticker or of words of a name.",
                              run_search};

extern const Tool get_instrument;
const Tool get_instrument{"get_instrument", Category::market, Effect::reads,
                          "Terms of one instrument (tick, multiplier, lot, expiry), whether its "
                          "market is open, and which candles are stored.",
                          run_instrument};

}  // namespace pitwall::tool
