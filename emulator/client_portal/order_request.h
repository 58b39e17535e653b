// An order as a client sends it, read into the broker's words; and the questions it raises. Pure
// but for the quote it is compared with.
#pragma once

#include <string>
#include <vector>

#include "emulator/client_portal/gateway.h"

namespace pitwall::emulator::cp {

// One order. What is missing or not offered is the error, in words for the client.
Result<Ticket> read_order(Gateway& gateway, const std::string& account, const Json& json);

// {"orders":[…]}, or the array alone: one order; a bracket, whose first has a cOID and whose others
// name it as parentId and have no cOID; or a group, each with isSingleGroup. Of a bracket the
// children cancel each other.
Result<std::vector<Ticket>> read_orders(Gateway& gateway, const std::string& account,
                                        const Json& body);

// What the broker asks before it takes such an order up, in order; at most three:
//   a limit price more than 3 % through the market   o163, then o10153 (the cap price)
//   a market order                                    o10151
//   a stop order, a trailing one too                  o10152
//   no live market data                               o354
//   more than 10,000 shares or 500 contracts          o383
std::vector<Question> questions_for(Gateway& gateway, const Ticket& ticket);

std::string order_words(const Gateway& gateway, const Ticket& ticket);  // "BUY 10 AAPL NASDAQ.NMS"
std::string_view wire_type(port::OrderType type);                       // "LMT"
std::string_view wire_status(const Gateway& gateway, const Ticket& ticket);  // "Submitted"

}  // namespace pitwall::emulator::cp
