#include "desk/engine/state.h"

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::desk {

void describe(CashBalance& balance, Visitor& v) {
  v("currency", "Currency.", "USD", balance.currency);
  v("amount", "Amount.", "1000", balance.amount);
}

// A state is read back whole, however large; the limits of what a caller may send do not apply.
constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

void describe(Account& account, Visitor& v) {
  v("account", "Account number.", "DU1000001", account.account);
  v("title", "Its name.", "Main", account.title);
  v("broker", "Which broker.", "paper market", account.broker);
  v("kind", "Paper or live.", "paper", account.kind);
  v("base_currency", "Currency it is kept in.", "USD", account.base_currency);
  v("cash", "Cash by currency.", "", account.cash, unbounded);
  v("positions", "Positions by symbol.", "", account.positions, unbounded);
}

void describe(OrderState& order, Visitor& v) {
  v("order", "The order.", "", order.order);
  v("status", "Its status.", "working", order.status);
  v("filled", "Filled so far.", "0", order.filled);
  v("executed", "Filled by the executions known.", "0", order.executed);
  v("detail", "Why, where it matters.", "", order.detail);
}

void describe(State& state, Visitor& v) {
  v("events", "Events applied.", "1", state.events);
  v("accounts", "Accounts.", "", state.accounts, unbounded);
  v("connections", "Broker sessions.", "", state.connections, unbounded);
  v("orders", "Orders.", "", state.orders, unbounded);
  v("executions", "Ids of the latest executions.", "", state.executions, unbounded);
  v("instruments", "Instruments the user made known.", "", state.instruments, unbounded);
  v("refused", "Orders the gate turned away.", "0", state.refused);
  v("charts", "Charts, and what stands on them.", "", state.charts, with_default);
  v("blotter", "The desk's own orders.", "", state.blotter, with_default);
  v("gate", "What the gate remembers.", "", state.gate, with_default);
  v("watching", "The triggers.", "", state.watching, with_default);
  v("alerting", "The alerts, and what was told of them.", "", state.alerting, with_default);
  v("notebook", "Decisions, the tracker, handoffs, notes.", "", state.notebook, with_default);
}

const Account* State::find_account(std::string_view account) const {
  for (const Account& candidate : accounts)
    if (candidate.account == account) return &candidate;
  return nullptr;
}

const Position* State::find_position(std::string_view account, const market::Symbol& symbol) const {
  const Account* found = find_account(account);
  if (!found) return nullptr;
  for (const Position& position : found->positions)
    if (position.symbol == symbol) return &position;
  return nullptr;
}

std::string canonical(const State& state) { return to_json(state); }

Digest hash_of(const State& state) { return sha256(canonical(state)); }

Result<State> state_from(std::string_view canonical_json) {
  PITWALL_TRY(const Json json, parse_json(canonical_json));
  return from_json<State>(json);
}

}  // namespace pitwall::desk
