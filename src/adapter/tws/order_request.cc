// The longest request by far: an order has a place for every term that any order could have.
#include "adapter/tws/contract_fields.h"
#include "adapter/tws/fields.h"
#include "adapter/tws/request.h"

namespace pitwall::tws::request {
namespace {

constexpr std::string_view no_double = "1.7976931348623157e+308";

void add_terms(FieldWriter& fields, const Order& order) {
  fields.add(order.action).add(order.quantity).add(order.type);
  fields.add(order.limit).add(order.stop);
  fields.add(order.time_in_force).add(order.oca_group).add(order.account);
  fields.add("").add(0).add(order.reference);  // opening or closing; a customer's
  fields.add(order.transmit).add(order.parent_id);
  fields.add(false).add(false).add(0).add(0);  // block, sweep; shown in full; usual trigger
  fields.add(false).add(false);                // outside regular hours, hidden
}

// For advisers, institutions and short sales, and the old ways to say when.
void add_allocation(FieldWriter& fields, const Order& order, int version) {
  fields.add("").add(0);  // shares; discretionary amount
  fields.add_empty(2);    // good after, good till
  fields.add_empty(3);    // group, method, percentage of an adviser
  if (version < since::no_fa_profile) fields.add("");
  fields.add("");                 // model
  fields.add(0).add("").add(-1);  // short sale: slot, location, exempt code
  // Of a group: what one trades is taken from the others, one at the market at a time.
  constexpr int reduce_with_block = 2;
  fields.add(order.oca_group.empty() ? 0 : reduce_with_block);
  fields.add_empty(2);                   // rule 80A, settling firm
  fields.add(false).add_empty(2);        // all or none; least quantity, percent offset
  fields.add(false).add(false).add("");  // electronic only, firm quote only; price cap
  fields.add(0).add_empty(5);            // auction; box: start, reference, delta; range
  fields.add(false).add_empty(2);        // override percentage; volatility and its kind
  fields.add_empty(2).add(0).add("");    // delta-neutral type and price; updates; reference price
  fields.add("").add(order.trailing_percent);  // trailing: stop, percent
  fields.add_empty(3).add_empty(3);            // scale; its table, begin and end
  fields.add("").add(false);                   // hedge; opt out of smart routing
  fields.add_empty(2);                         // clearing: account, intent
  fields.add(false).add(false);                // not held; no delta-neutral contract
}

void add_newer(FieldWriter& fields, const Order& order, int version) {
  fields.add("").add("");                             // algorithm, its id
  fields.add(order.what_if).add("");                  // options
  fields.add(false).add(false).add(false);            // solicited; size, price at random
  fields.add(0).add("");                              // conditions; adjusted order type
  for (int i = 0; i < 5; ++i) fields.add(no_double);  // its prices
  fields.add(0).add("");                              // trailing unit; operator
  fields.add_empty(2).add(no_double);                 // soft-dollar tier; amount in cash
  fields.add_empty(4);                                // MiFID II: who decided, who executes
  fields.add(false).add(false).add(false);  // hedge price, container, discretionary to limit
  fields.add("");                           // price management
  if (version >= since::duration) fields.add(unset_integer);
  if (version >= since::post_to_ats) fields.add(unset_integer);
  if (version >= since::auto_cancel_parent) fields.add(false);
  if (version >= since::advanced_reject) fields.add("");
  if (version >= since::manual_order_time) fields.add("");
  if (version >= since::customer_account) fields.add("");
  if (version >= since::professional_customer) fields.add(false);
  if (version >= since::request_for_quote && version < since::no_request_for_quote)
    fields.add("").add(unset_integer);
  if (version >= since::include_overnight) fields.add(false);
  if (version >= since::cme_tagging) fields.add(unset_integer);
  if (version >= since::imbalance_only) fields.add(false);
}

}  // namespace

std::string place_order(const ibkr::Contract& contract, const Order& order, int version) {
  FieldWriter fields(Out::place_order);
  fields.add(order.id);
  add_contract(fields, contract);
  fields.add_empty(2);  // kind and value of another number of the contract
  add_terms(fields, order);
  add_allocation(fields, order, version);
  add_newer(fields, order, version);
  return fields.take();
}

std::string cancel_order(std::int64_t order_id, int version) {
  FieldWriter fields(Out::cancel_order);
  if (version < since::cme_tagging) fields.add(1);
  fields.add(order_id);
  if (version >= since::manual_order_time) fields.add("");
  if (version >= since::request_for_quote && version < since::no_request_for_quote)
    fields.add("").add("").add(unset_integer);
  if (version >= since::cme_tagging) fields.add("").add(unset_integer);
  return fields.take();
}

}  // namespace pitwall::tws::request
