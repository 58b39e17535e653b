// Of one connection: what there is to trade. Contract details, symbols, option parameters, price
// steps.
#pragma once

#include "emulator/tws/session.h"

namespace pitwall::emulator::tws {

class ContractDesk {
 public:
  static constexpr std::size_t max_options = 1'000;  // of one question
  static constexpr std::size_t max_symbols = 16;

  explicit ContractDesk(Session& session) : session_(session) {}
  bool take(const Request& request);

 private:
  void ask_details(const ContractData& asked);
  void tell_details(std::int64_t id, market::InstrumentId instrument);
  void tell_option(std::int64_t id, const FoundOption& found);
  void ask_symbols(const Lookup& asked);
  void ask_option_parameters(const OptionParameters& asked);
  void ask_market_rule(std::int64_t rule);
  // Numbers of price steps, as this broker counts them.
  std::int64_t rule_of(Price tick) const;

  Session& session_;
};

}  // namespace pitwall::emulator::tws
