#include "port/broker_event.h"

#include "port/broker.h"

namespace pitwall::port {

std::string_view name_of(ConnectionState state) {
  switch (state) {
    case ConnectionState::disconnected:
      return "disconnected";
    case ConnectionState::connecting:
      return "connecting";
    case ConnectionState::connected:
      return "connected";
    case ConnectionState::maintenance:
      return "maintenance";
    case ConnectionState::needs_login:
      return "needs_login";
    case ConnectionState::competing:
      return "competing";
    case ConnectionState::refused:
      return "refused";
  }
  return "disconnected";
}

void describe(ConnectionChanged& event, Visitor& v) {
  v("broker", "Which broker session.", "paper market", event.broker);
  v("state", "State of the session.", "connected", event.state);
  v("detail", "In words.", "", event.detail);
}

void describe(AccountOpened& event, Visitor& v) {
  v("account", "Account number.", "DU1000001", event.account);
  v("title", "Name of the account.", "Main", event.title);
  v("broker", "Which broker.", "paper market", event.broker);
  v("kind", "Paper or live.", "paper", event.kind);
  v("base_currency", "Currency the account is kept in.", "USD", event.base_currency);
}

void describe(CashMoved& event, Visitor& v) {
  v("account", "Account number.", "DU1000001", event.account);
  v("currency", "Currency.", "USD", event.currency);
  v("amount", "Amount, positive into the account.", "1000", event.amount);
  v("reason", "Why.", "deposit", event.reason);
}

void describe(CashReported& event, Visitor& v) {
  v("account", "Account number.", "DU1000001", event.account);
  v("currency", "Currency.", "USD", event.currency);
  v("amount", "The whole balance in this currency.", "1000", event.amount);
}

void describe(PositionReported& event, Visitor& v) {
  v("account", "Account number.", "DU1000001", event.account);
  v("symbol", "Instrument.", "AAPL", event.symbol);
  v("asset_class", "Kind of instrument.", "stock", event.asset_class);
  v("currency", "Currency of the price.", "USD", event.currency);
  v("multiplier", "Currency units a point is worth.", "1", event.multiplier);
  v("quantity", "Held; negative is short.", "50", event.quantity);
  v("cost", "What it cost, multiplier included.", "10000", event.cost);
  v("trading_day", "Trading day of the report.", "2020-12-15", event.trading_day);
}

void describe(OrderReported& event, Visitor& v) {
  v("order", "The order.", "", event.order);
  v("status", "Its status at the broker.", "working", event.status);
  v("filled", "Filled so far.", "10", event.filled);
  v("detail", "Why, where it matters.", "", event.detail);
  v("time", "When.", "2020-12-15T14:30:00Z", event.time);
}

void describe(OrderExecuted& event, Visitor& v) {
  v("execution_id", "The broker's id of this execution.", "e-1", event.execution_id);
  v("client_id", "The desk's id of the order.", "01J8Z", event.client_id);
  v("account", "Account number.", "DU1000001", event.account);
  v("symbol", "Instrument.", "AAPL", event.symbol);
  v("asset_class", "Kind of instrument.", "stock", event.asset_class);
  v("currency", "Currency of price and commission.", "USD", event.currency);
  v("multiplier", "Currency units a point is worth.", "1", event.multiplier);
  v("side", "Buy or sell.", "buy", event.side);
  v("quantity", "Executed quantity.", "25", event.quantity);
  v("price", "Execution price.", "201.5", event.price);
  v("commission", "Commission, positive is a cost.", "1", event.commission);
  v("trading_day", "Trading day it counts for.", "2020-12-15", event.trading_day);
  v("time", "When.", "2020-12-15T14:30:00Z", event.time);
}

void describe(Balances& balances, Visitor& v) {
  v("account", "Account number.", "DU1000001", balances.account);
  v("currency", "Base currency of the account; all amounts are in it.", "USD", balances.currency);
  v("cash", "Cash of all currencies, converted.", "100000", balances.cash);
  v("net_liquidation", "What would be left if all were closed at the mark.", "125000",
    balances.net_liquidation);
  v("gross_position_value", "Sum of the absolute values of all positions.", "50000",
    balances.gross_position_value);
  v("initial_margin", "Margin needed to open what is held.", "25000", balances.initial_margin);
  v("maintenance_margin", "Margin needed to keep what is held.", "12500",
    balances.maintenance_margin);
  v("available_funds", "Net liquidation less initial margin.", "100000", balances.available_funds);
  v("excess_liquidity", "Net liquidation less maintenance margin.", "112500",
    balances.excess_liquidity);
  v("buying_power", "What could still be bought.", "400000", balances.buying_power);
  v("origin", "Where the figures come from.", "", balances.origin);
}

}  // namespace pitwall::port
