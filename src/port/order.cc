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
    case OrderType::trailing_stop:
      return "trailing_stop";
    case OrderType::market_on_close:
      return "market_on_close";
    case OrderType::limit_on_close:
      return "limit_on_close";
    case OrderType::midprice:
      return "midprice";
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

void describe(Trail& trail, Visitor& v) {
  v("amount", "Distance in the price's currency.", "1.5", trail.amount);
  v("percent", "Distance in percent of the price.", "2.5", trail.percent);
}

void describe(Leg& leg, Visitor& v) {
  v("symbol", "Instrument.", "CLH1", leg.symbol);
  v("side", "When the whole is bought.", "buy", leg.side);
  v("ratio", "How many for each unit of the whole.", "1", leg.ratio,
    {.minimum = 1, .maximum = Spread::max_ratio});
}

void describe(Spread& spread, Visitor& v) {
  v("legs", "Its legs.", "", spread.legs, {.max_items = Spread::max_legs});
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
  v("trail", "How far a trailing stop stays behind.", "", order.trail);
  v("parent", "Order whose fill it waits for.", "", order.parent);
  v("oca_group", "Group of which one cancels the others.", "", order.oca_group);
  v("spread", "Legs, where it is a spread.", "", order.spread);
}

namespace {

Result<void> check_prices(const Order& order) {
  const std::string_view type = name_of(order.type);
  const bool needs_limit = takes_limit(order.type) && order.type != OrderType::midprice;
  if (order.limit_price ? !takes_limit(order.type) : needs_limit)
    return error(Code::invalid_argument, "A {} order {} a limit price.", type,
                 needs_limit ? "needs" : "takes no");
  const bool needs_stop = is_stop(order.type) && order.type != OrderType::trailing_stop;
  if (order.stop_price ? !is_stop(order.type) : needs_stop)
    return error(Code::invalid_argument, "A {} order {} a stop price.", type,
                 needs_stop ? "needs" : "takes no");
  return {};
}

Result<void> check_trail(const Order& order) {
  const bool trails = order.type == OrderType::trailing_stop;
  if (trails != order.trail.has_value())
    return error(Code::invalid_argument, "A {} order {} a distance to trail by.",
                 name_of(order.type), trails ? "needs" : "takes no");
  if (!trails) return {};
  const Trail& trail = *order.trail;
  if (trail.amount.has_value() == trail.percent.has_value())
    return error(Code::invalid_argument,
                 "A trailing stop has one distance, an amount or a percent.");
  if (trail.amount && trail.amount->sign() <= 0)
    return error(Code::invalid_argument, "A trailing stop stays above zero behind, not {}.",
                 trail.amount->text());
  if (trail.percent && (trail.percent->sign() <= 0 || *trail.percent >= Ratio::from_integer(100)))
    return error(Code::invalid_argument,
                 "A trailing stop stays between 0 and 100 % behind, not {}.",
                 trail.percent->text());
  return {};
}

Result<void> check_spread(const Spread& spread) {
  if (spread.legs.size() < 2 || spread.legs.size() > Spread::max_legs)
    return error(Code::invalid_argument, "A spread has 2 to {} legs, not {}.", Spread::max_legs,
                 spread.legs.size());
  for (std::size_t i = 0; i < spread.legs.size(); ++i) {
    const Leg& leg = spread.legs[i];
    if (leg.ratio < 1 || leg.ratio > Spread::max_ratio)
      return error(Code::invalid_argument, "The ratio of a leg is 1 to {}, not {}.",
                   Spread::max_ratio, leg.ratio);
    for (std::size_t other = 0; other < i; ++other)
      if (spread.legs[other].symbol == leg.symbol)
        return error(Code::invalid_argument, "{} is in the spread twice.", leg.symbol.view());
  }
  return {};
}

}  // namespace

Result<void> validate(const Order& order) {
  if (order.quantity.sign() <= 0)
    return error(Code::invalid_argument, "An order needs a quantity above zero, not {}.",
                 order.quantity.text());
  PITWALL_TRY_VOID(check_prices(order));
  PITWALL_TRY_VOID(check_trail(order));
  const bool of_the_day = is_on_close(order.type) || order.type == OrderType::midprice;
  if (of_the_day && order.time_in_force != TimeInForce::day)
    return error(Code::invalid_argument, "A {} order is for the day, not {}.", name_of(order.type),
                 name_of(order.time_in_force));
  if (order.spread) return check_spread(*order.spread);
  return {};
}

}  // namespace pitwall::port
