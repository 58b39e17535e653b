// Options on one underlying, with their Greeks. Where a broker has none they are computed here from
// the option's own market, and say so.
#include "market/option_maths.h"
#include "market/statistics.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// What the computed ones take for granted: no feed says the rate or the dividends.
constexpr double assumed_rate = 0.04;
constexpr int usual_days = 45;      // how far ahead expiries are listed,
constexpr int farthest_days = 400;  // and where there are none so soon

struct OptionChainIn {
  SymbolText symbol;
  std::optional<Date> expiry;
  std::optional<market::OptionRight> right;
  std::int64_t strikes = 10;
  std::optional<Price> around;
};
void describe(OptionChainIn& in, Visitor& v) {
  v("symbol", "Of the underlying: ticker, or ticker:exchange.", "AAPL", in.symbol);
  v("expiry", "Last trading day; if absent the next one, and the answer lists those to come.",
    "2026-12-18", in.expiry);
  v("right", "Only calls, or only puts.", "call", in.right);
  v("strikes", "At most this many, the nearest ones.", "10", in.strikes,
    {.has_default = true,
     .minimum = 1,
     .maximum = static_cast<std::int64_t>(port::OptionChainQuery::max_strikes)});
  v("around", "Nearest to this price, not to the underlying's.", "200", in.around);
}

struct OptionRow {
  std::string symbol;
  market::OptionRight right = market::OptionRight::call;
  Price strike;
  std::optional<Price> bid, ask, last;
  std::optional<Quantity> volume;
  std::optional<Quantity> open_interest;
  market::Greeks greeks;
  std::optional<market::Quality> quality;
};
void describe(OptionRow& row, Visitor& v) {
  v("symbol", "Name of the option.", "AAPL 261218C00200000", row.symbol, self_evident);
  v("right", "Call or put.", "call", row.right, self_evident);
  v("strike", "Strike.", "200", row.strike, self_evident);
  v("bid", "Bid.", "5.1", row.bid, self_evident);
  v("ask", "Ask.", "5.25", row.ask, self_evident);
  v("last", "Last trade.", "5.2", row.last, self_evident);
  v("volume", "Contracts traded today.", "310", row.volume, self_evident);
  v("open_interest", "Open contracts.", "1200", row.open_interest, self_evident);
  v("greeks", "Of one option on one unit.", "", row.greeks);
  v("quality", "Where it is better than that of the whole.", "live", row.quality);
}

struct OptionChainOut {
  std::string symbol;
  market::Currency currency;
  std::optional<Price> underlying_price;
  Date expiry;
  Ratio multiplier;
  std::vector<OptionRow> options;
  std::vector<Date> expiries;
  std::optional<std::string> remark;
  market::Origin origin;
};
void describe(OptionChainOut& out, Visitor& v) {
  v("symbol", "Underlying as ticker:exchange.", "AAPL:NASDAQ", out.symbol, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("underlying_price", "Its price.", "199.5", out.underlying_price, self_evident);
  v("expiry", "Last trading day.", "2026-12-18", out.expiry, self_evident);
  v("multiplier", "Units a contract is for.", "100", out.multiplier, self_evident);
  v("options", "By strike, call before put.", "", out.options, self_evident);
  v("expiries", "That may be asked for.", "2026-12-18", out.expiries, self_evident);
  v("remark", "What computed Greeks take for granted.", "", out.remark, self_evident);
  v("origin", "The worst of all in it.", "", out.origin);
}

std::string or_dash(const std::optional<Price>& price) { return price ? price_text(*price) : "-"; }

std::string line_of(const OptionRow& row) {
  std::string line = fmt::format("{} {} bid {} ask {}", price_text(row.strike), name_of(row.right),
                                 or_dash(row.bid), or_dash(row.ask));
  const market::Greeks& greeks = row.greeks;
  if (greeks.implied_volatility)
    line += fmt::format(", volatility {}", percent_text(100 * *greeks.implied_volatility));
  if (greeks.delta) line += fmt::format(", delta {:.3f}", *greeks.delta);
  if (row.open_interest) line += fmt::format(", open {}", quantity_text(*row.open_interest));
  return line;
}

std::string summary(const OptionChainOut& out) {
  std::vector<std::string> lines;
  bool computed = false, brokers = false;
  for (const OptionRow& row : out.options) {
    lines.push_back(line_of(row));
    computed = computed || row.greeks.by == market::GreeksBy::computed;
    brokers = brokers || row.greeks.by == market::GreeksBy::broker;
  }
  std::string text =
      fmt::format("{} on {} expiring {}, underlying at {} {}. Greeks: {}.",
                  count_text(out.options.size(), "option"), out.symbol, out.expiry.text(),
                  or_dash(out.underlying_price), out.currency.view(),
                  computed && brokers ? "some by the broker, some computed"
                  : computed          ? "computed"
                  : brokers           ? "by the broker"
                                      : "none");
  text += listed(lines);
  if (!out.expiries.empty()) {
    text += "\nExpiries:";
    for (const Date& expiry : out.expiries) text += " " + expiry.text();
  }
  if (out.remark) text += "\n" + *out.remark;
  return text + "\n" + source_text(out.origin);
}

// The expiries to come: the near ones, and where there are none so soon, the far ones.
Task<Result<port::OptionExpiries>> load_expiries(Context& context, market::InstrumentId id) {
  const Date today = Date::of_utc(context.market.market_time());
  Date until = today + usual_days;
  const auto begin = [&](port::Reply<port::OptionExpiries> reply) {
    context.market.option_expiries(id, until, std::move(reply));
  };
  const Result<port::OptionExpiries> near = co_await ask<port::OptionExpiries>(begin);
  if (near || near.error().code != Code::no_data) co_return near;
  until = today + farthest_days;
  const Result<port::OptionExpiries> far = co_await ask<port::OptionExpiries>(begin);
  co_return far;
}

// When the option's time ends: the close of its last day.
Time end_of(const Context& context, const market::Instrument& underlying, Date expiry) {
  const Result<const market::Calendar*> calendar = context.calendars.find(underlying.calendar);
  const Result<Time> close = calendar ? (*calendar)->day_close(expiry) : calendar.error();
  constexpr Duration usual_close = hours(21);  // UTC: four in the afternoon of New York's winter
  return close ? *close : expiry.midnight_utc() + usual_close;
}

std::optional<market::Greeks> compute(const market::OptionQuote& option,
                                      const market::Instrument& underlying, Price price,
                                      double years) {
  const std::optional<Price> mid = option.quote.mid();
  const std::optional<Price> worth = mid ? mid : option.quote.mark();
  if (!worth || worth->sign() <= 0 || price.sign() <= 0 || years <= 0) return std::nullopt;
  const bool future = underlying.asset_class == market::AssetClass::future;
  const market::OptionInputs inputs{option.right, price.to_double(), option.strike.to_double(),
                                    years,        assumed_rate,      future ? assumed_rate : 0};
  const Result<double> volatility = market::implied_volatility(inputs, worth->to_double());
  if (!volatility) return std::nullopt;
  const Result<market::Greeks> greeks = market::option_greeks(inputs, *volatility);
  return greeks ? std::optional(*greeks) : std::nullopt;
}

void round(market::Greeks& greeks) {
  for (std::optional<double>* value :
       {&greeks.implied_volatility, &greeks.delta, &greeks.gamma, &greeks.theta, &greeks.vega})
    if (*value) *value = market::rounded(**value, 6);
}

void add_rows(OptionChainOut& out, const port::OptionChain& chain,
              const market::Instrument& underlying, double years) {
  bool computed = false;
  for (const market::OptionQuote& option : chain.options) {
    OptionRow& row = out.options.emplace_back();
    row.symbol = option.symbol.text();
    row.right = option.right;
    row.strike = option.strike;
    row.bid = option.quote.bid;
    row.ask = option.quote.ask;
    row.last = option.quote.last;
    row.volume = option.quote.volume;
    row.open_interest = option.open_interest;
    row.greeks = option.greeks;
    if (row.greeks.by == market::GreeksBy::none && chain.underlying_price) {
      const auto own = compute(option, underlying, *chain.underlying_price, years);
      if (own) row.greeks = *own;
      computed = computed || own;
    }
    round(row.greeks);
    if (option.quote.origin.quality != chain.origin.quality)
      row.quality = option.quote.origin.quality;
    out.multiplier = option.multiplier;
  }
  if (computed)
    out.remark = fmt::format(
        "Greeks that say computed are Black-Scholes on the middle of bid and ask, with a rate of "
        "{:.0f} % and no dividends; early exercise is left out.",
        assumed_rate * 100);
}

Task<Result<OptionChainOut>> run_option_chain(OptionChainIn in, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  OptionChainOut out;
  out.symbol = (*found)->full_name();
  out.currency = (*found)->currency;
  if (!in.expiry) {
    const Result<port::OptionExpiries> expiries = co_await load_expiries(context, (*found)->id);
    if (!expiries) co_return expiries.error();
    if (expiries->dates.empty())
      co_return error(Code::no_data, "{} has no options that expire within {} days.", out.symbol,
                      farthest_days);
    out.expiries = expiries->dates;
    in.expiry = out.expiries.front();
  }
  out.expiry = *in.expiry;
  const port::OptionChainQuery query{(*found)->id, out.expiry, in.right,
                                     static_cast<std::size_t>(in.strikes), in.around};
  const auto begin = [&](port::Reply<port::OptionChain> reply) {
    context.market.option_chain(query, std::move(reply));
  };
  const Result<port::OptionChain> chain = co_await ask<port::OptionChain>(begin);
  if (!chain) co_return chain.error();
  out.underlying_price = chain->underlying_price;
  out.origin = chain->origin;
  const Time end = end_of(context, **found, out.expiry);
  add_rows(out, *chain, **found, market::years_between(context.market.market_time(), end));
  co_return out;
}

}  // namespace

extern const Tool get_option_chain;
const Tool get_option_chain{"get_option_chain", Category::market, Effect::reads,
                            "Options of one expiry around the underlying's price, with volatility "
                            "and Greeks, which say whether the broker or Pitwall computed them.",
                            run_option_chain};

}  // namespace pitwall::tool
