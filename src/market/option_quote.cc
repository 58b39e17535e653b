#include "market/option_quote.h"

#include "base/visitor.h"

namespace pitwall::market {
namespace {

constexpr std::size_t tail = 15;            // YYMMDD C 00200000
constexpr std::int64_t strike_unit = 1000;  // three decimals

}  // namespace

std::string_view name_of(GreeksBy by) {
  switch (by) {
    case GreeksBy::none:
      return "none";
    case GreeksBy::broker:
      return "broker";
    case GreeksBy::computed:
      return "computed";
  }
  return "none";
}

void describe(Greeks& greeks, Visitor& v) {
  v("by", "Who computed them: the broker, or Pitwall by Black-Scholes.", "broker", greeks.by);
  v("implied_volatility", "A year, as a fraction.", "0.25", greeks.implied_volatility);
  v("delta", "Price change for 1 of the underlying.", "0.52", greeks.delta, self_evident);
  v("gamma", "Change of delta for the same.", "0.03", greeks.gamma, self_evident);
  v("theta", "Price change for one calendar day.", "-0.05", greeks.theta);
  v("vega", "Price change for a point of volatility.", "0.2", greeks.vega);
}

void describe(OptionQuote& option, Visitor& v) {
  v("symbol", "Name of the option.", "AAPL 261218C00200000", option.symbol, self_evident);
  v("expiry", "Last trading day.", "2026-12-18", option.expiry, self_evident);
  v("strike", "Strike.", "200", option.strike, self_evident);
  v("right", "Call or put.", "call", option.right, self_evident);
  v("multiplier", "Units a contract is for.", "100", option.multiplier, self_evident);
  v("quote", "Its market.", "", option.quote, self_evident);
  v("open_interest", "Open contracts.", "1200", option.open_interest, self_evident);
  v("greeks", "Volatility and Greeks.", "", option.greeks, self_evident);
}

Result<Symbol> option_symbol(Symbol underlying, Date expiry, OptionRight right, Price strike) {
  const std::int64_t step = Price::unit / strike_unit;
  if (strike.sign() <= 0 || strike.scaled() % step != 0 || strike.scaled() / step > 99'999'999)
    return error(Code::invalid_argument,
                 "A strike of {} cannot stand in an option's name: above 0, below 100,000, three "
                 "decimals at most.",
                 strike.text());
  const std::string day = expiry.text();  // 2026-12-18
  return Symbol::parse(fmt::format("{} {}{}{}{}{:08}", underlying.view(), day.substr(2, 2),
                                   day.substr(5, 2), day.substr(8, 2),
                                   right == OptionRight::call ? 'C' : 'P', strike.scaled() / step));
}

std::optional<OptionName> option_name(Symbol symbol) {
  const std::string_view text = symbol.view();
  if (text.size() < tail + 2 || text[text.size() - tail - 1] != ' ') return std::nullopt;
  const std::string_view end = text.substr(text.size() - tail);
  const auto digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == part.npos;
  };
  if (!digits(end.substr(0, 6)) || !digits(end.substr(7))) return std::nullopt;
  if (end[6] != 'C' && end[6] != 'P') return std::nullopt;
  const Result<Symbol> underlying = Symbol::parse(text.substr(0, text.size() - tail - 1));
  const Result<Date> expiry =
      Date::parse(fmt::format("20{}-{}-{}", end.substr(0, 2), end.substr(2, 2), end.substr(4, 2)));
  if (!underlying || !expiry) return std::nullopt;
  std::int64_t thousandths = 0;
  for (const char digit : end.substr(7)) thousandths = thousandths * 10 + (digit - '0');
  return OptionName{*underlying, *expiry, end[6] == 'C' ? OptionRight::call : OptionRight::put,
                    Price::from_scaled(thousandths * (Price::unit / strike_unit))};
}

}  // namespace pitwall::market
