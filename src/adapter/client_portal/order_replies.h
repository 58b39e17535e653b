// Orders as the gateway writes and reads them. Pure and total; any thread.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapter/ibkr/contract.h"
#include "base/json.h"
#include "port/account_reports.h"
#include "port/order_preview.h"

namespace pitwall::client_portal {

// An order of the broker, as far as it has been told: rows that follow name only what changed.
struct OrderRow {
  std::int64_t order_id = 0;
  std::int64_t conid = 0;
  std::string account;
  std::string reference;  // our client id, where it is ours
  std::string side;
  std::string type;
  std::string time_in_force;
  std::string status;
  std::string clearing_status;  // order_ccp_status
  std::string description;
  std::optional<Price> price;
  std::optional<Price> second_price;
  std::optional<Price> average_price;
  std::optional<Quantity> total;
  std::optional<Quantity> filled;
  Time changed;
};
std::vector<Json> order_rows_in(const Json& body);  // of /iserver/account/orders or `sor`
std::int64_t order_id_of(const Json& row);          // 0 where there is none
void merge(OrderRow& known, const Json& row);

port::OrderStatus status_of(const OrderRow& row);
// In the desk's words. The symbol is the instrument's. What the desk has no word for takes the
// nearest, and the detail says the broker's own.
Result<port::LiveOrder> live_order_of(const OrderRow& row, market::Symbol symbol);

// What came of handing over an order, or of answering a question about it.
struct Accepted {
  std::int64_t order_id = 0;
  std::string status;
};
struct Questions {
  std::string reply_id;
  std::vector<port::BrokerQuestion> questions;
};
using OrderReply = std::variant<Accepted, Questions, Error>;
OrderReply order_reply_of(const Json& body);

struct OrderTerms {
  const port::Order& order;
  const ibkr::Contract& contract;
  std::string_view operator_name;  // who is behind it, as futures exchanges ask
};
// One order as /orders and /order/{id} take it.
std::string order_json(const OrderTerms& terms, bool modifies);
std::string orders_json(const OrderTerms& terms);  // {"orders":[…]}

port::OrderPreview preview_of(const Json& body);

}  // namespace pitwall::client_portal
