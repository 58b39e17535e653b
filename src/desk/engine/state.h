// Everything the desk knows because it happened: the journal, added up. Kept in sorted vectors, so
// that its canonical JSON, and so its hash, is the same wherever the same events were applied.
#pragma once

#include <string>
#include <vector>

#include "base/sha256.h"
#include "base/visitor.h"
#include "desk/alert/alerting.h"
#include "desk/chart/charts.h"
#include "desk/gate/gate_state.h"
#include "desk/notebook/notebook.h"
#include "desk/order/blotter.h"
#include "desk/portfolio/position.h"
#include "desk/watch/watching.h"
#include "port/broker_event.h"
#include "port/order.h"

namespace pitwall::desk {

struct CashBalance {
  market::Currency currency;
  Money amount;
};
void describe(CashBalance& balance, Visitor& v);

struct Account {
  std::string account;
  std::string title;
  std::string broker;
  market::AccountKind kind = market::AccountKind::paper;
  market::Currency base_currency;
  std::vector<CashBalance> cash;    // by currency
  std::vector<Position> positions;  // by symbol; a closed one stays for its realized profit
};
void describe(Account& account, Visitor& v);

struct OrderState {
  port::Order order;
  port::OrderStatus status = port::OrderStatus::submitted;
  Quantity filled;    // as far as reports and executions say, whichever is ahead
  Quantity executed;  // by the executions alone
  std::string detail;
};
void describe(OrderState& order, Visitor& v);

struct State {
  static constexpr std::size_t max_executions = 10'000;  // remembered, to know a repeated one
  static constexpr std::size_t max_orders = 10'000;      // of which the final ones go first

  std::uint64_t events = 0;                          // applied so far
  std::vector<Account> accounts;                     // by account number
  std::vector<port::ConnectionChanged> connections;  // by broker: the latest word of each
  std::vector<OrderState> orders;                    // in the order they came
  std::vector<std::string> executions;               // ids of the latest, oldest first
  std::vector<market::Instrument> instruments;       // that the user made known, by symbol
  std::uint64_t refused = 0;                         // orders that the gate turned away
  Charts charts;
  Blotter blotter;  // the desk's own orders, from the draft on
  GateState gate;
  Watching watching;
  Alerting alerting;
  Notebook notebook;

  const Account* find_account(std::string_view account) const;
  const Position* find_position(std::string_view account, const market::Symbol& symbol) const;
};
void describe(State& state, Visitor& v);

std::string canonical(const State& state);
Digest hash_of(const State& state);
Result<State> state_from(std::string_view canonical_json);

}  // namespace pitwall::desk
