// The truth at the broker: every account's cash, positions, orders and executions, kept by a
// second, plainer bookkeeping than the desk's, so that the two can be compared. It outlives the
// desk.
#pragma once

#include <map>

#include "desk/engine/state.h"

namespace pitwall::sim {

class Ledger {
 public:
  // Takes up what happened at the broker, in order. Position and cash reports are only ever made
  // from here, never taken up.
  void record(const port::BrokerEvent& event);

  // What the broker says to a session that has just come up: accounts, orders, executions (the
  // latest `executions` of them), then cash and positions as they stand.
  std::vector<port::BrokerEvent> reconciliation(std::size_t executions) const;

  // The first thing in which the desk's books differ from these; empty where they agree.
  std::string difference(const desk::State& state) const;
  // Likewise of the desk's own orders, when all is quiet: none is unsettled or missing, none is
  // there that the broker never had, but for those that say that they never got there.
  std::string difference(const desk::Blotter& blotter) const;

  std::vector<port::LiveOrder> live_orders(std::string_view account) const;
  std::vector<port::OrderExecuted> executions(std::string_view account) const;  // newest first

 private:
  struct Holding {
    port::OrderExecuted terms;  // symbol, class, currency, multiplier, as last traded
    Quantity quantity;
    Notional cost;
  };
  using AccountAndSymbol = std::pair<std::string, market::Symbol>;
  using AccountAndCurrency = std::pair<std::string, market::Currency>;

  void take_up(const port::OrderExecuted& execution);
  static std::string difference(const desk::BlotterEntry& entry, const port::OrderReported* truth);
  // The first order of which more, or if it has ended other than what it says, was executed.
  std::string overfilled() const;
  // Moves the holding by this execution; the profit it realises.
  static Notional trade(Holding& holding, const port::OrderExecuted& execution);

  std::map<std::string, port::AccountOpened> accounts_;
  std::map<AccountAndCurrency, Money> cash_;
  std::map<AccountAndSymbol, Holding> holdings_;
  std::map<std::string, port::OrderReported> orders_;  // by client id: the latest report
  std::vector<port::OrderExecuted> executions_;
  std::map<std::string, Quantity> executed_;  // by client id
};

}  // namespace pitwall::sim
