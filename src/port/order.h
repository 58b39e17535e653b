// An order in the desk's words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "market/instrument.h"

namespace pitwall::port {

enum class Side { buy, sell };
enum class OrderType { market, limit, stop, stop_limit };
enum class TimeInForce { day, gtc, ioc };
enum class OrderStatus {
  submitted,  // the broker has it
  working,    // it is in the market
  partially_filled,
  filled,
  cancelled,
  rejected,
  expired,  // its time in force ended
};

std::string_view name_of(Side side);
std::string_view name_of(OrderType type);
std::string_view name_of(TimeInForce time_in_force);
std::string_view name_of(OrderStatus status);
constexpr int count_of(Side) { return 2; }
constexpr int count_of(OrderType) { return 4; }
constexpr int count_of(TimeInForce) { return 3; }
constexpr int count_of(OrderStatus) { return 7; }

constexpr bool is_final(OrderStatus status) {
  return status == OrderStatus::filled || status == OrderStatus::cancelled ||
         status == OrderStatus::rejected || status == OrderStatus::expired;
}

struct Order {
  std::string client_id;  // made from the approval; the same id twice is the same order
  std::string account;
  market::Symbol symbol;
  Side side = Side::buy;
  OrderType type = OrderType::market;
  Quantity quantity;                 // positive
  std::optional<Price> limit_price;  // of limit and stop-limit
  std::optional<Price> stop_price;   // of stop and stop-limit
  TimeInForce time_in_force = TimeInForce::day;
  // Texts of the broker's questions that the person has said yes to; any other is answered no.
  std::vector<std::string> accepted_questions = {};
};
void describe(Order& order, Visitor& v);

// Everything wrong with an order in itself, whatever the market: prices that its type needs or does
// not take, a quantity that is not positive.
Result<void> validate(const Order& order);

}  // namespace pitwall::port
