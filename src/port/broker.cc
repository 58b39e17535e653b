#include "port/broker.h"

namespace pitwall::port {

Error Broker::has_no(std::string_view what) const {
  return error(Code::unsupported, "{} has no {}.", name(), what);
}

void Broker::modify(Permit, Order, Reply<Placed> reply) { reply(has_no("way to change an order")); }
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
