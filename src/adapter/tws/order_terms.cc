#include "adapter/tws/order_terms.h"

namespace pitwall::tws {

std::string_view action_of(port::Side side) { return side == port::Side::buy ? "BUY" : "SELL"; }

std::string_view type_of(port::OrderType type) {
  switch (type) {
    case port::OrderType::market:
      return "MKT";
    case port::OrderType::limit:
      return "LMT";
    case port::OrderType::stop:
      return "STP";
    case port::OrderType::stop_limit:
      return "STP LMT";
    case port::OrderType::trailing_stop:
      return "TRAIL";
    case port::OrderType::market_on_close:
      return "MOC";
    case port::OrderType::limit_on_close:
      return "LOC";
    case port::OrderType::midprice:
      return "MIDPRICE";
  }
  return "LMT";
}

std::string_view time_in_force_of(port::TimeInForce in_force) {
  switch (in_force) {
    case port::TimeInForce::day:
      return "DAY";
    case port::TimeInForce::gtc:
      return "GTC";
    case port::TimeInForce::ioc:
      return "IOC";
  }
  return "DAY";
}

Terms terms_of(const answer::OpenOrder& open) {
  Terms terms;
  port::Order& order = terms.order;
  order.account = open.account;
  order.side = open.action.starts_with("B") ? port::Side::buy : port::Side::sell;
  order.quantity = open.quantity;
  const bool limited = open.limit && !open.limit->is_zero();
  const bool stopped = open.stop && !open.stop->is_zero();
  if (open.type == "MKT") {
    order.type = port::OrderType::market;
  } else if (open.type == "LMT") {
    order.type = port::OrderType::limit;
    order.limit_price = open.limit;
  } else if (open.type == "STP") {
    order.type = port::OrderType::stop;
    order.stop_price = open.stop;
  } else if (open.type == "STP LMT") {
    order.type = port::OrderType::stop_limit;
    order.limit_price = open.limit;
    order.stop_price = open.stop;
  } else if (open.type == "TRAIL") {
    order.type = port::OrderType::trailing_stop;
    order.trail.emplace();
    if (open.trailing_percent && open.trailing_percent->sign() > 0) {
      order.trail->percent = open.trailing_percent;
    } else {
      order.trail->amount = open.stop;
    }
    if (open.trail_stop && !open.trail_stop->is_zero()) order.stop_price = open.trail_stop;
  } else if (open.type == "MOC") {
    order.type = port::OrderType::market_on_close;
  } else if (open.type == "LOC") {
    order.type = port::OrderType::limit_on_close;
    order.limit_price = open.limit;
  } else if (open.type == "MIDPRICE") {
    order.type = port::OrderType::midprice;
    if (limited) order.limit_price = open.limit;
  } else {
    terms.remark = fmt::format("At the broker this is an order of type {}.", open.type);
    order.type = limited && stopped ? port::OrderType::stop_limit
                 : limited          ? port::OrderType::limit
                 : stopped          ? port::OrderType::stop
                                    : port::OrderType::market;
    if (limited) order.limit_price = open.limit;
    if (stopped) order.stop_price = open.stop;
  }
  if (open.time_in_force == "GTC") {
    order.time_in_force = port::TimeInForce::gtc;
  } else if (open.time_in_force == "IOC") {
    order.time_in_force = port::TimeInForce::ioc;
  } else if (open.time_in_force != "DAY" && !open.time_in_force.empty()) {
    if (!terms.remark.empty()) terms.remark += ' ';
    terms.remark += fmt::format("Its time in force there is {}.", open.time_in_force);
  }
  return terms;
}

std::optional<port::OrderStatus> status_of(std::string_view text, Quantity filled) {
  using port::OrderStatus;
  if (text == "Submitted" || text == "PreSubmitted") {
    if (filled.sign() > 0) return OrderStatus::partially_filled;
    return text == "Submitted" ? OrderStatus::working : OrderStatus::submitted;
  }
  if (text == "ApiPending" || text == "PendingSubmit") return OrderStatus::submitted;
  if (text == "Filled") return OrderStatus::filled;
  if (text == "Cancelled" || text == "ApiCancelled") return OrderStatus::cancelled;
  if (text == "Inactive") return OrderStatus::rejected;
  return std::nullopt;
}

}  // namespace pitwall::tws
