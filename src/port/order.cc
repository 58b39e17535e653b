#include "port/order.h"

namespace pitwall::port {

std::string_view name_of(Side side) { return side == Side::buy ? "buy" : "sell"; }

std::string_view name_of(OrderType type) {
  switch (type) {
    case OrderType::market:
      return "market";
    case OrderType::limit:
      return "limit";
    case OrderType::stop:
      return "stop";
    case OrderType::stop_limit:
      return "stop_limit";
  }
  return "market";
}

std::string_view name_of(TimeInForce time_in_force) {
  switch (time_in_force) {
    case TimeInForce::day:
      return "day";
    case TimeInForce::gtc:
      return "gtc";
    case TimeInForce::ioc:
      return "ioc";
  }
  return "day";
}

std::string_view name_of(OrderStatus status) {
  switch (status) {
    case OrderStatus::submitted:
      return "submitted";
    case OrderStatus::working:
      return "working";
    case OrderStatus::partially_filled:
      return "partially_filled";
    case OrderStatus::filled:
      return "filled";
    case OrderStatus::cancelled:
      return "cancelled";
    case OrderStatus::rejected:
      return "rejected";
    case OrderStatus::expired:
      return "expired";
  }
  return "rejected";
}

void describe(Order& order, Visitor& v) {
  v("client_id", "The desk's own id of the order.", "01J8Z", order.client_id);
  v("account", "Account the order is for.", "DU1000001", order.account);
  v("symbol", "Instrument.", "AAPL", order.symbol);
  v("side", "Buy or sell.", "buy", order.side);
  v("type", "Order type.", "limit", order.type);
  v("quantity", "Shares, contracts or coins.", "25", order.quantity);
  v("limit_price", "Limit price.", "201.5", order.limit_price);
  v("stop_price", "Price that triggers a stop.", "199", order.stop_price);
  v("time_in_force", "How long it works.", "day", order.time_in_force);
  v("accepted_questions", "Questions of the broker that the person said yes to, word for word.", "",
    order.accepted_questions, with_default);
}

Result<void> validate(const Order& order) {
  if (order.quantity.sign() <= 0)
    return error(Code::invalid_argument, "An order needs a quantity above zero, not {}.",
                 order.quantity.text());
  const bool takes_limit = order.type == OrderType::limit || order.type == OrderType::stop_limit;
  const bool takes_stop = order.type == OrderType::stop || order.type == OrderType::stop_limit;
  if (takes_limit != order.limit_price.has_value())
    return error(Code::invalid_argument, "A {} order {} a limit price.", name_of(order.type),
                 takes_limit ? "needs" : "takes no");
  if (takes_stop != order.stop_price.has_value())
    return error(Code::invalid_argument, "A {} order {} a stop price.", name_of(order.type),
                 takes_stop ? "needs" : "takes no");
  return {};
}

}  // namespace pitwall::port
