// The desk's words for orders and the broker's. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapter/tws/answer.h"
#include "port/order.h"

namespace pitwall::tws {

std::string_view action_of(port::Side side);                    // "BUY"
std::string_view type_of(port::OrderType type);                 // "STP LMT"
std::string_view time_in_force_of(port::TimeInForce in_force);  // "GTC"

// The terms of an order as the gateway tells it, without its symbol. The desk has fewer kinds of
// orders than the broker: `remark` says what it could not say.
struct Terms {
  port::Order order;
  std::string remark;
};
Terms terms_of(const answer::OpenOrder& open);

// None where the text says nothing new: a cancellation that is only wished for.
std::optional<port::OrderStatus> status_of(std::string_view text, Quantity filled);

}  // namespace pitwall::tws
