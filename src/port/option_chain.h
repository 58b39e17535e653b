// Options on one underlying: which there are, and their figures.
#pragma once

#include <optional>
#include <vector>

#include "market/option_quote.h"
#include "market/origin.h"

namespace pitwall::port {

struct OptionExpiries {
  std::vector<Date> dates;  // last trading days, the next one first
  market::Origin origin;
};

struct OptionChainQuery {
  static constexpr std::size_t max_strikes = 40;
  market::InstrumentId underlying;
  Date expiry;                                    // one of OptionExpiries
  std::optional<market::OptionRight> right = {};  // none: both
  std::size_t strikes = 10;          // nearest to the underlying's price, or to `around`
  std::optional<Price> around = {};  // none: the underlying's mark
};

struct OptionChain {
  std::optional<Price> underlying_price;     // what `strikes` was centred on
  std::vector<market::OptionQuote> options;  // by strike, call before put
  market::Origin origin;                     // the worst of all in it
};

}  // namespace pitwall::port
