// What a broker keeps of an account beside its balances: executions, open orders, profit as the
// broker computes it, performance over time, watchlists and alerts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "market/origin.h"
#include "port/broker_event.h"
#include "port/order.h"

namespace pitwall::port {

struct ExecutionsQuery {
  static constexpr std::int64_t max_days = 7;  // what IBKR keeps at hand
  std::string account;                         // empty: all
  std::int64_t days = 1;                       // today counts as one
};

struct Executions {
  std::vector<OrderExecuted> executions;  // newest first
  market::Origin origin;
};

// An order as the broker has it now, ours or not.
struct LiveOrder {
  Order order;            // client_id: ours, or "broker:<broker_id>" where another client placed it
  std::string broker_id;  // the broker's own number of it
  OrderStatus status = OrderStatus::submitted;
  Quantity filled;
  std::optional<Price> average_price;  // of what is filled
  std::string detail;                  // why it waits, as the broker says; may be empty
};
void describe(LiveOrder& order, Visitor& v);

struct LiveOrders {
  std::vector<LiveOrder> orders;  // newest first
  market::Origin origin;
};

// In the account's base currency, as the broker computes it.
struct ProfitAndLoss {
  std::string account;
  market::Currency currency;
  std::optional<Money> daily;       // since the close of the trading day before
  std::optional<Money> unrealized;  // of what is held
  std::optional<Money> realized;    // today
  market::Origin origin;
};

enum class PerformancePeriod { day, week, month, quarter, year, year_to_date };
std::string_view name_of(PerformancePeriod period);
constexpr int count_of(PerformancePeriod) { return 6; }

struct PerformancePoint {
  Date date;
  std::optional<Money> net_asset_value;     // at the end of the day, base currency
  std::optional<double> cumulative_return;  // since the start, as a fraction: 0.05 is 5 %
};
void describe(PerformancePoint& point, Visitor& v);

struct Performance {
  std::string account;
  market::Currency currency;
  std::vector<PerformancePoint> points;  // oldest first
  market::Origin origin;
};

struct Watchlist {
  std::string id;
  std::string name;
  std::vector<std::string> symbols;
};
void describe(Watchlist& list, Visitor& v);

struct Watchlists {
  std::vector<Watchlist> lists;
  market::Origin origin;
};

// An alert that the broker itself watches for; Pitwall's own are its triggers.
struct BrokerAlert {
  std::string id;
  std::string name;
  bool active = false;
  std::string condition;  // in the broker's words; may be empty
};
void describe(BrokerAlert& alert, Visitor& v);

struct BrokerAlerts {
  std::vector<BrokerAlert> alerts;
  market::Origin origin;
};

}  // namespace pitwall::port
