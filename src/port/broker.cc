#include "port/broker.h"

namespace pitwall::port {

Error Broker::has_no(std::string_view what) const {
  return error(Code::unsupported, "{} has no {}.", name(), what);
}

void Broker::modify(Permit, Order, Reply<Placed> reply) { reply(has_no("way to change an order")); }
void Broker::place_group(Permit, std::vector<Order>, Reply<Placed> reply) {
  reply(has_no("way to take several orders as one"));
}
Result<void> Broker::can_take(const std::vector<Order>& orders) const {
  if (orders.size() != 1) return has_no("way to take several orders as one");
  const Order& order = orders.front();
  if (order.type > OrderType::stop_limit)
    return has_no(fmt::format("orders of type {}", name_of(order.type)));
  if (order.spread) return has_no("orders for spreads");
  if (order.parent || order.oca_group) return has_no("way to tie an order to another");
  return {};
}
void Broker::preview(Order, Reply<OrderPreview> reply) { reply(has_no("preview of orders")); }
void Broker::executions(ExecutionsQuery, Reply<Executions> reply) {
  reply(has_no("list of executions"));
}
void Broker::live_orders(std::string, Reply<LiveOrders> reply) {
  reply(has_no("list of open orders"));
}
void Broker::profit(std::string, Reply<ProfitAndLoss> reply) {
  reply(has_no("profit and loss of its own"));
}
void Broker::performance(std::string, PerformancePeriod, Reply<Performance> reply) {
  reply(has_no("record of performance"));
}
void Broker::watchlists(Reply<Watchlists> reply) { reply(has_no("watchlists")); }
void Broker::alerts(std::string, Reply<BrokerAlerts> reply) { reply(has_no("alerts")); }

}  // namespace pitwall::port
