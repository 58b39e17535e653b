// Which contract of the broker's an instrument is, and the other way round: asked once, then known.
// Belongs to the loop's thread.
#pragma once

#include "adapter/tws/core.h"
#include "adapter/tws/shared_answer.h"

namespace pitwall::tws {

class ContractDesk {
 public:
  ContractDesk(Core& core, Gateway::Spawn spawn);

  // The contract that stands for an instrument: of a continuous future the front month.
  net::Awaitable<Result<ibkr::Contract>> contract_for(market::InstrumentId instrument);
  // All that a description fits.
  net::Awaitable<Result<std::vector<answer::ContractData>>> details(ibkr::Contract asked);
  // The instrument of a contract that a message named; it joins the catalogue.
  net::Awaitable<Result<market::InstrumentId>> instrument_for(ibkr::Contract contract);
  // Continuous futures of the catalogue are bound to their front months, so that what is held of
  // one is told by the desk's own name.
  net::Awaitable<void> bind_continuous();

  void look_up(std::string text, std::size_t limit,
               port::Reply<std::vector<market::InstrumentId>> reply);
  void trading_rules(market::InstrumentId instrument, port::Reply<port::TradingRules> reply);

 private:
  net::Awaitable<Result<ibkr::Contract>> resolve(market::InstrumentId instrument);
  net::Awaitable<Result<std::vector<market::InstrumentId>>> find(std::string text,
                                                                 std::size_t limit);
  net::Awaitable<Result<std::vector<answer::SymbolSample>>> samples(std::string pattern);
  net::Awaitable<Result<port::TradingRules>> rules(market::InstrumentId instrument);
  net::Awaitable<Result<std::vector<port::PriceStep>>> steps(std::int64_t rule);
  bool is_current(const ibkr::Contract& contract) const;

  Core& core_;
  SharedAnswer<ibkr::Contract> resolving_;
  SharedAnswer<std::vector<market::InstrumentId>> looking_up_;
  SharedAnswer<port::TradingRules> ruling_;
  ibkr::Pace symbol_searches_{1, seconds(1)};
};

}  // namespace pitwall::tws
