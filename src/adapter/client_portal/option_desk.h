// Options on one underlying: search, strikes, contracts, figures, in the order that the broker
// insists on. Belongs to the loop's thread; coroutines end before it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapter/client_portal/contracts.h"
#include "adapter/client_portal/quotes.h"

namespace pitwall::client_portal {

class OptionDesk {
 public:
  OptionDesk(Wire& wire, ContractBook& contracts, QuoteBoard& quotes)
      : wire_(wire), contracts_(contracts), quotes_(quotes) {}
  net::Awaitable<Result<port::OptionExpiries>> expiries(market::InstrumentId underlying,
                                                        Date until);
  net::Awaitable<Result<port::OptionChain>> chain(port::OptionChainQuery query);
  void forget_session() { months_.clear(); }  // the search must be made again

 private:
  struct Month {
    std::vector<Price> strikes;
    std::vector<Date> dates;
  };
  net::Awaitable<Result<std::vector<std::string>>> months(ibkr::Contract underlying);
  net::Awaitable<Result<Month>> month(ibkr::Contract underlying, std::string name);
  net::Awaitable<Result<Price>> centre(port::OptionChainQuery query);

  Wire& wire_;
  ContractBook& contracts_;
  QuoteBoard& quotes_;
  std::map<std::int64_t, std::vector<std::string>> months_;
  std::map<std::string, Month> known_;  // by contract and month
};

// The `count` nearest to `centre`, lowest first. Pure.
std::vector<Price> nearest_strikes(std::vector<Price> strikes, Price centre, std::size_t count);

}  // namespace pitwall::client_portal
