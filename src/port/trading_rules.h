// What an exchange and the broker demand of an order for one instrument.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "market/origin.h"

namespace pitwall::port {

struct PriceStep {
  Price from;       // this step holds from here up to the next one
  Price increment;  // smallest step of a price
};
void describe(PriceStep& step, Visitor& v);

struct TradingRules {
  std::vector<PriceStep> price_steps;       // by `from`, at least one
  std::optional<Quantity> smallest_size;    // of an order
  std::optional<Quantity> size_increment;   // of an order's quantity
  std::vector<std::string> order_types;     // the broker's words: "limit", "midprice"
  std::vector<std::string> times_in_force;  // the broker's words: "day", "gtc"
  std::optional<bool> can_trade;            // with this login; none where nobody says
  std::optional<Quantity> default_size;     // what the broker proposes
  std::string hours;                        // regular hours in words; may be empty
  market::Origin origin;
};

}  // namespace pitwall::port
