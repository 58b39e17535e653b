// One listed option and what is known of it: its market, its implied volatility and its Greeks,
// which say who computed them.
#pragma once

#include <optional>
#include <string_view>

#include "market/instrument.h"
#include "market/quote.h"

namespace pitwall::market {

// Where implied volatility and Greeks come from: figures of a model are never told as the broker's.
enum class GreeksBy {
  none,      // there are none
  broker,    // as the broker's own model has them
  computed,  // by Black-Scholes here (option_maths.h), from the price and the underlying's
};
std::string_view name_of(GreeksBy by);
constexpr int count_of(GreeksBy) { return 3; }

// Of one option on one unit of the underlying, not of the whole contract.
struct Greeks {
  GreeksBy by = GreeksBy::none;
  std::optional<double> implied_volatility;  // a year, as a fraction: 0.25 is 25 %
  std::optional<double> delta;               // price change for 1 currency unit of the underlying
  std::optional<double> gamma;               // change of delta for the same
  std::optional<double> theta;               // price change for one calendar day, mostly negative
  std::optional<double> vega;                // price change for one point (0.01) of volatility
};
void describe(Greeks& greeks, Visitor& v);

struct OptionQuote {
  Symbol symbol;  // option_symbol()
  Date expiry;    // last trading day
  Price strike;
  OptionRight right = OptionRight::call;
  Ratio multiplier = Ratio::from_integer(100);  // units of the underlying a contract is for
  Quote quote;
  std::optional<Quantity> open_interest;  // contracts
  Greeks greeks;
};
void describe(OptionQuote& option, Visitor& v);

// The desk's name of an option, after the OCC's 21 characters but with one space:
// "AAPL 261218C00200000" is the call on AAPL of 2026-12-18 with strike 200. The strike has three
// decimals at most and five digits before them; Code::invalid_argument otherwise.
Result<Symbol> option_symbol(Symbol underlying, Date expiry, OptionRight right, Price strike);

struct OptionName {
  Symbol underlying;
  Date expiry;
  OptionRight right = OptionRight::call;
  Price strike;
};
// The other way round; none for a symbol that is no such name.
std::optional<OptionName> option_name(Symbol symbol);

}  // namespace pitwall::market
