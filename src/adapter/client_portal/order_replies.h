// Orders as the gateway writes and reads them. Pure and total; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
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
  std::int64_t parent = 0;  // order id of the one that it hangs on
  std::string account;
  std::string reference;  // our client id, where it is ours
  std::string side;
  std::string type;
  std::string time_in_force;
  std::string status;
  std::string clearing_status;  // order_ccp_status
  std::string description;
  std::optional<bool> outside_hours;  // may trade outside regular hours
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
// In the desk's words. The symbol is the instrument's. What the broker does not tell is as it was
// placed, where it is `ours`; what the desk has no word for takes the nearest, and the detail says
// the broker's own.
Result<port::LiveOrder> live_order_of(const OrderRow& row, market::Symbol symbol,
                                      const port::Order* ours = nullptr);
// Whether the row can be this order's: on its side, of its type.
bool is_alike(const OrderRow& row, const port::Order& order);
// An order is changed by sending it whole: whether the desk has words for all that the row says.
Result<void> check_changeable(const OrderRow& row, const port::Order& order);

// What came of handing over orders, or of answering a question about them: the broker answers each
// by itself, in the order of the request.
struct Accepted {
  std::int64_t order_id = 0;
  std::string client_id;  // where it gives that back
};
struct Questions {
  std::string reply_id;
  std::vector<port::BrokerQuestion> questions;
};
struct OrderReply {
  std::vector<Accepted> accepted;
  std::vector<Questions> asked;
};
Result<OrderReply> order_reply_of(const Json& body);

struct OrderTerms {
  const ibkr::Contract& contract;
  std::string_view operator_name;  // who is behind it, as futures exchanges ask
};
// {"orders":[…]}. The child of a bracket is named by its parent alone: the broker wants no cOID.
std::string orders_json(std::span<const port::Order> orders, const OrderTerms& terms);
// A working order as it shall be, as /order/{id} takes it; the row is what the broker has.
std::string changed_order_json(const port::Order& order, const OrderTerms& terms,
                               const OrderRow& row);

port::OrderPreview preview_of(const Json& body);

}  // namespace pitwall::client_portal
