// Amounts of one currency in another, by rates that a market quotes. There is no rate but a quoted
// one: not of a currency to itself by way of others, and never 1 for want of a better.
#pragma once

#include <map>
#include <optional>

#include "market/instrument.h"
#include "market/quote.h"

namespace pitwall::market {

struct CurrencyPair {
  Currency base, quote;  // one of `base` costs the rate in `quote`
  auto operator<=>(const CurrencyPair&) const = default;
};

// What an instrument exchanges: EUR and USD for the FX pair EURUSD, BTC and USD for the crypto
// BTCUSD; none for anything else.
std::optional<CurrencyPair> pair_of(const Instrument& instrument);

class ExchangeRates {
 public:
  // Takes the quote's mark as the rate. A quote without one, or with one not above zero, is none.
  void add(CurrencyPair pair, const Quote& quote);

  // Rounded half-even at 1e-6, by the pair or its inverse; the same amount where both currencies
  // are one. Code::no_data names the pair that is missing; Code::too_large is beyond Money.
  Result<Money> convert(Money amount, Currency from, Currency to) const;
  // Of the rate that `convert` uses; none where it needs none or has none.
  std::optional<Origin> origin(Currency from, Currency to) const;

 private:
  struct Rate {
    Ratio rate;
    Origin origin;
  };
  const Rate* find(Currency base, Currency quote) const;
  std::map<CurrencyPair, Rate> rates_;
};

}  // namespace pitwall::market
