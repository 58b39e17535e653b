// Options on one underlying: which there are, and their figures. Belongs to the loop's thread.
#pragma once

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"
#include "adapter/tws/line_desk.h"

namespace pitwall::tws {

class OptionDesk {
 public:
  // Lists of options change once a day.
  static constexpr Duration remembered = hours(1);

  OptionDesk(Core& core, ContractDesk& contracts, LineDesk& lines, Gateway::Spawn spawn);
  void expiries(market::InstrumentId underlying, Date until,
                port::Reply<port::OptionExpiries> reply);
  void chain(const port::OptionChainQuery& query, port::Reply<port::OptionChain> reply);

 private:
  using Lists = std::vector<answer::OptionParameters>;
  net::Awaitable<Result<Lists>> lists(market::InstrumentId underlying);
  net::Awaitable<Result<Lists>> ask_lists(market::InstrumentId underlying);
  net::Awaitable<Result<port::OptionExpiries>> find_expiries(market::InstrumentId underlying,
                                                             Date until);
  struct Wanted {
    ibkr::Contract contract;
    market::OptionQuote option;
  };
  Result<std::vector<Wanted>> wanted_of(const port::OptionChainQuery& query,
                                        const answer::OptionParameters& list,
                                        const ibkr::Contract& underlying, Price centre) const;
  net::Awaitable<Result<port::OptionChain>> gather(std::vector<Wanted> wanted);
  net::Awaitable<Result<port::OptionChain>> find_chain(port::OptionChainQuery query);
  net::Awaitable<Result<Price>> centre_of(port::OptionChainQuery query);
  net::Awaitable<Result<market::OptionQuote>> one(ibkr::Contract contract,
                                                  market::OptionQuote option);

  Core& core_;
  ContractDesk& contracts_;
  LineDesk& lines_;
  Gateway::Spawn spawn_;
  SharedAnswer<Lists> listing_;
  SharedAnswer<port::OptionExpiries> expiring_;
  SharedAnswer<port::OptionChain> chaining_;
  struct Remembered {
    Duration at;
    Lists lists;
  };
  std::map<market::InstrumentId, Remembered> remembered_;
};

}  // namespace pitwall::tws
