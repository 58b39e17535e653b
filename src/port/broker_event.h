// What a broker tells the desk. Each of these becomes a record of the journal before the desk acts
// on it, so each carries all that is needed to act on it again, on another day and without the
// broker.
#pragma once

#include <string>
#include <variant>

#include "base/visitor.h"
#include "market/instrument.h"
#include "market/origin.h"
#include "port/order.h"

namespace pitwall::port {

enum class ConnectionState {
  disconnected,  // a fault: it should be there, and is not
  connecting,
  connected,
  maintenance,  // the broker's own announced pause: nothing is wrong
  needs_login,  // only the person can go on; `detail` says where
  competing,    // another login of the same user holds the session; it is not fought over
  refused,      // it must not be used as it is set up: paper and live disagree
};
std::string_view name_of(ConnectionState state);
constexpr int count_of(ConnectionState) { return 7; }

struct ConnectionChanged {
  static constexpr std::string_view event_name = "connection_changed";
  std::string broker;
  ConnectionState state = ConnectionState::disconnected;
  std::string detail;  // one sentence for a person
};

struct AccountOpened {
  static constexpr std::string_view event_name = "account_opened";
  std::string account;
  std::string title;
  std::string broker;
  market::AccountKind kind = market::AccountKind::paper;
  market::Currency base_currency;
};

// A deposit, withdrawal, dividend, fee or the broker's own correction.
struct CashMoved {
  static constexpr std::string_view event_name = "cash_moved";
  std::string account;
  market::Currency currency;
  Money amount;  // positive is into the account
  std::string reason;
};

// The broker's word on a balance, replacing ours: at opening and at reconciliation, when nobody can
// say which movements the desk has heard of.
struct CashReported {
  static constexpr std::string_view event_name = "cash_reported";
  std::string account;
  market::Currency currency;
  Money amount;  // the whole balance in this currency
};

// The broker's word on a position, replacing ours: at opening and at reconciliation.
struct PositionReported {
  static constexpr std::string_view event_name = "position_reported";
  std::string account;
  market::Symbol symbol;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
  Ratio multiplier;
  Quantity quantity;  // negative is short
  Notional cost;      // signed like the quantity, multiplier included, commissions not
  Date trading_day;
};

struct OrderReported {
  static constexpr std::string_view event_name = "order_reported";
  Order order;
  OrderStatus status = OrderStatus::submitted;
  Quantity filled;
  std::string detail;  // why it was rejected or cancelled
  Time time;
};

struct OrderExecuted {
  static constexpr std::string_view event_name = "order_executed";
  std::string execution_id;  // unique at the broker: a second one with it is the same execution
  std::string client_id;
  std::string account;
  market::Symbol symbol;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;  // of price and commission
  Ratio multiplier;
  Side side = Side::buy;
  Quantity quantity;
  Price price;
  Money commission;  // positive is a cost
  Date trading_day;
  Time time;
};

void describe(ConnectionChanged& event, Visitor& v);
void describe(AccountOpened& event, Visitor& v);
void describe(CashMoved& event, Visitor& v);
void describe(CashReported& event, Visitor& v);
void describe(PositionReported& event, Visitor& v);
void describe(OrderReported& event, Visitor& v);
void describe(OrderExecuted& event, Visitor& v);

using BrokerEvent = std::variant<ConnectionChanged, AccountOpened, CashMoved, CashReported,
                                 PositionReported, OrderReported, OrderExecuted>;

}  // namespace pitwall::port
