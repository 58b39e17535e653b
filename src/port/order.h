// An order in the desk's words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "market/instrument.h"

namespace pitwall::port {

enum class Side { buy, sell };
enum class OrderType {
  market,
  limit,
  stop,
  stop_limit,
  trailing_stop,    // a stop that follows the market at a distance, and never goes back
  market_on_close,  // in the closing auction
  limit_on_close,
  midprice,  // halfway between bid and ask, not worse than its limit where it has one
};
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
constexpr int count_of(OrderType) { return 8; }
constexpr int count_of(TimeInForce) { return 3; }
constexpr int count_of(OrderStatus) { return 7; }

constexpr bool is_final(OrderStatus status) {
  return status == OrderStatus::filled || status == OrderStatus::cancelled ||
         status == OrderStatus::rejected || status == OrderStatus::expired;
}

// How far a trailing stop stays behind the market: one of the two.
struct Trail {
  std::optional<Price> amount;
  std::optional<Ratio> percent;  // 2.5 is two and a half percent of the price
  bool operator==(const Trail&) const = default;
};
void describe(Trail& trail, Visitor& v);

// One side of a spread: `ratio` of it for each unit of the whole, on this side where the whole is
// bought and on the other where it is sold.
struct Leg {
  market::Symbol symbol;
  Side side = Side::buy;
  std::int64_t ratio = 1;
  bool operator==(const Leg&) const = default;
};
void describe(Leg& leg, Visitor& v);

struct Spread {
  static constexpr std::size_t max_legs = 4;
  static constexpr std::int64_t max_ratio = 100;

  std::vector<Leg> legs;  // at least two
  bool operator==(const Spread&) const = default;
};
void describe(Spread& spread, Visitor& v);

struct Order {
  std::string client_id;  // made from the approval; the same id twice is the same order
  std::string account;
  market::Symbol symbol;
  Side side = Side::buy;
  OrderType type = OrderType::market;
  Quantity quantity;                 // positive
  std::optional<Price> limit_price;  // of limit, stop-limit and limit-on-close; midprice may
  std::optional<Price> stop_price;   // of stop and stop-limit; of a trailing one where it stands
  TimeInForce time_in_force = TimeInForce::day;
  // Texts of the broker's questions that the person has said yes to; any other is answered no.
  std::vector<std::string> accepted_questions = {};
  std::optional<Trail> trail = {};  // of a trailing stop
  // What is absent here is not written either: the hash of an order that needs none of it is what
  // it was before there was any.
  std::optional<std::string> parent = {};     // client id of the order whose fill it waits for
  std::optional<std::string> oca_group = {};  // what trades of one cancels as much of the others
  std::optional<Spread> spread = {};  // `symbol` is then its first leg's; the price of the whole
};
void describe(Order& order, Visitor& v);

constexpr bool takes_limit(OrderType type) {
  return type == OrderType::limit || type == OrderType::stop_limit ||
         type == OrderType::limit_on_close || type == OrderType::midprice;
}
// It waits until the market reaches its stop.
constexpr bool is_stop(OrderType type) {
  return type == OrderType::stop || type == OrderType::stop_limit ||
         type == OrderType::trailing_stop;
}
constexpr bool is_on_close(OrderType type) {
  return type == OrderType::market_on_close || type == OrderType::limit_on_close;
}

// Everything wrong with an order in itself, whatever the market: prices that its type needs or does
// not take, a quantity that is not positive. Its parent and group are not looked at.
Result<void> validate(const Order& order);

}  // namespace pitwall::port
