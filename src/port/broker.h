// A broker as the desk sees it: accounts, balances, orders. What happens there comes as events
// (port/broker_event.h) through one sink; orders go out only with a Permit.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "market/origin.h"
#include "port/account_reports.h"
#include "port/broker_event.h"
#include "port/order.h"
#include "port/order_preview.h"
#include "port/permit.h"
#include "port/reply.h"

namespace pitwall::port {

// What an account holds, in its base currency, as the broker computes it.
struct Balances {
  std::string account;
  market::Currency currency;
  Money cash;             // all currencies, converted
  Money net_liquidation;  // what would be left if all were closed at the mark
  Money gross_position_value;
  Money initial_margin;
  Money maintenance_margin;
  Money available_funds;   // net liquidation less initial margin
  Money excess_liquidity;  // net liquidation less maintenance margin
  Money buying_power;
  market::Origin origin;
};
void describe(Balances& balances, Visitor& v);

class Broker {
 public:
  virtual ~Broker() = default;
  virtual std::string_view name() const = 0;

  // Starts the session; from then on everything that happens is told to `sink`, in order. What a
  // session finds when it begins, or begins again, is told before ConnectionState::connected: the
  // executions that were missed first, then cash and positions, which replace the desk's own.
  using Sink = std::function<void(BrokerEvent)>;
  virtual void start(Sink sink) = 0;

  virtual void balances(std::string account, Reply<Balances> reply) = 0;

  // The reply says that the broker took the order up, asks something first (nothing was sent then),
  // refused it, or (Code::deadline_exceeded) that nobody knows: then it is reconciled, never sent
  // again. `order.client_id` makes it idempotent.
  virtual void place(Permit permit, Order order, Reply<Placed> reply) = 0;
  // Orders that belong together, by a parent or by their group, in one piece: all of them, the
  // parent first, or none. The reply is one for all.
  virtual void place_group(Permit permit, std::vector<Order> orders, Reply<Placed> reply);
  // Whether it takes orders of this kind at all, together in this way; Code::unsupported says what
  // it does not. Asked before a person is.
  virtual Result<void> can_take(const std::vector<Order>& orders) const;
  virtual void cancel(Permit permit, std::string client_id, Reply<void> reply) = 0;
  // The working order of the same client id becomes this one: quantity, prices, the distance of a
  // trailing stop and the time in force may differ.
  virtual void modify(Permit permit, Order order, Reply<Placed> reply);
  // What it would cost and need. Nothing is sent.
  virtual void preview(Order order, Reply<OrderPreview> reply);

  virtual void executions(ExecutionsQuery query, Reply<Executions> reply);
  virtual void live_orders(std::string account, Reply<LiveOrders> reply);
  virtual void profit(std::string account, Reply<ProfitAndLoss> reply);
  virtual void performance(std::string account, PerformancePeriod period, Reply<Performance> reply);
  virtual void watchlists(Reply<Watchlists> reply);
  virtual void alerts(std::string account, Reply<BrokerAlerts> reply);

 protected:
  // Whatever a broker does not override answers Code::unsupported in its name.
  Error has_no(std::string_view what) const;
};

}  // namespace pitwall::port
