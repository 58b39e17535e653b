// What of an order its prices say: shared by the tools that ask for orders. Values.
#pragma once

#include <optional>

#include "port/order.h"

namespace pitwall::tool {

struct OrderTerms {
  std::optional<port::OrderType> type;  // none: what the prices say
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
  port::Trail trail;
};
void describe(OrderTerms& terms, Visitor& v);

// Gives the order its type, prices and distance.
void take_terms(const OrderTerms& terms, port::Order& order);

}  // namespace pitwall::tool
