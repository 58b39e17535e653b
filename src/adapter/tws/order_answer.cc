// Orders and executions as the gateway tells them. An order has a place for every term that any
// order could have; those that the desk has no word for are passed over.
#include "adapter/tws/answer.h"
#include "adapter/tws/contract_fields.h"
#include "adapter/tws/reading.h"

namespace pitwall::tws::answer {
namespace {

void read_terms(FieldReader& fields, OpenOrder& order) {
  order.contract = read_contract(fields);
  order.action = fields.text();
  order.quantity = fields.decimal<Quantity>().value_or(Quantity{});
  order.type = fields.text();
  order.limit = fields.decimal<Price>();
  order.stop = fields.decimal<Price>();
  order.time_in_force = fields.text();
  fields.skip(1);  // group of which one cancels all
  order.account = fields.text();
  fields.skip(2);  // opening or closing, origin
  order.reference = fields.text();
}

// From the adviser's fields to the end of those about volatility.
void skip_allocation(FieldReader& fields, int version, bool open) {
  fields.skip(3);                                      // adviser: group, method, percentage
  if (version < since::no_fa_profile) fields.skip(1);  // and profile
  fields.skip(2);                                      // model, good till
  fields.skip(3);                                      // rule 80A, percent offset, settling firm
  fields.skip(3);                                      // short sale
  if (open) fields.skip(1);                            // auction
  fields.skip(5);                                      // box and range
  fields.skip(1);                                      // displayed size
  if (open) fields.skip(1);                            // block
  fields.skip(4);            // sweep, all or none, least quantity, kind of group
  if (open) fields.skip(3);  // electronic only, firm quote only, price cap
  if (open) fields.skip(1);  // parent
  fields.skip(1);            // trigger
  fields.skip(2);            // volatility and its kind
  const bool neutral = !fields.text().empty();
  fields.skip(1);
  if (neutral) fields.skip(open ? 8 : 4);
  fields.skip(2);  // updates, reference price
}

void skip_combination(FieldReader& fields) {
  constexpr std::size_t leg_fields = 8;
  fields.skip(1);  // description
  const std::size_t legs = fields.count(leg_fields);
  fields.skip(static_cast<int>(leg_fields * legs));
  const std::size_t prices = fields.count(1);
  fields.skip(static_cast<int>(prices));
  const std::size_t routing = fields.count(2);
  fields.skip(static_cast<int>(2 * routing));
}

void skip_strategy(FieldReader& fields) {
  fields.skip(2);  // scale: first and further sizes
  const std::optional<Price> increment = fields.decimal<Price>();
  if (increment && increment->sign() > 0) fields.skip(7);
  if (!fields.text().empty()) fields.skip(1);  // hedge
}

void skip_algorithm(FieldReader& fields) {
  if (fields.flag()) fields.skip(3);  // delta-neutral contract
  if (fields.text().empty()) return;
  const std::size_t parameters = fields.count(2);
  fields.skip(static_cast<int>(2 * parameters));
}

void read_margins(FieldReader& fields, OpenOrder& order, int version) {
  order.initial.before = fields.decimal<Money>();
  order.maintenance.before = fields.decimal<Money>();
  order.equity.before = fields.decimal<Money>();
  order.initial.change = fields.decimal<Money>();
  order.maintenance.change = fields.decimal<Money>();
  order.equity.change = fields.decimal<Money>();
  order.initial.after = fields.decimal<Money>();
  order.maintenance.after = fields.decimal<Money>();
  order.equity.after = fields.decimal<Money>();
  order.commission = fields.decimal<Money>();
  order.least_commission = fields.decimal<Money>();
  order.most_commission = fields.decimal<Money>();
  order.commission_currency = fields.text();
  if (version >= since::full_preview) {
    constexpr std::size_t allocation_fields = 7;
    order.margin_currency = fields.text();
    fields.skip(9);  // the same margins outside regular hours
    fields.skip(1);  // proposed size
    order.reject_reason = plain_text(fields.text());
    const std::size_t allocations = fields.count(allocation_fields);
    fields.skip(static_cast<int>(allocation_fields * allocations));
  }
  order.warning = plain_text(fields.text());
}

}  // namespace

Result<OpenOrder> open_order(std::string_view payload, int version) {
  FieldReader fields = begun(payload);
  OpenOrder order;
  order.order_id = fields.integer_or(0);
  read_terms(fields, order);
  order.client = fields.integer_or(0);
  order.perm_id = fields.integer_or(0);
  fields.skip(4);  // outside regular hours, hidden, discretionary, good after
  fields.skip(1);  // shares
  skip_allocation(fields, version, true);
  order.trail_stop = fields.decimal<Price>();
  order.trailing_percent = fields.decimal<Ratio>();
  fields.skip(2);  // basis points and their kind
  skip_combination(fields);
  skip_strategy(fields);
  fields.skip(4);  // opt out of smart routing, clearing account and intent, not held
  skip_algorithm(fields);
  fields.skip(1);  // solicited
  order.what_if = fields.flag();
  order.status = fields.text();
  read_margins(fields, order, version);
  // What follows are terms that the desk has no word for.
  return checked(fields, std::move(order), "open order");
}

Result<OpenOrder> completed_order(std::string_view payload, int version) {
  FieldReader fields = begun(payload);
  OpenOrder order;
  read_terms(fields, order);
  order.perm_id = fields.integer_or(0);
  fields.skip(4);  // outside regular hours, hidden, discretionary, good after
  skip_allocation(fields, version, false);
  fields.skip(2);  // trailing stop and percent
  skip_combination(fields);
  skip_strategy(fields);
  fields.skip(3);  // clearing account and intent, not held
  skip_algorithm(fields);
  fields.skip(1);  // solicited
  order.status = fields.text();
  return checked(fields, std::move(order), "completed order");
}

Result<OrderStatus> order_status(std::string_view payload) {
  FieldReader fields = begun(payload);
  OrderStatus result;
  result.order_id = fields.integer_or(0);
  result.status = fields.text();
  result.filled = fields.decimal<Quantity>().value_or(Quantity{});
  result.remaining = fields.decimal<Quantity>().value_or(Quantity{});
  result.average_price = fields.decimal<Price>();
  result.perm_id = fields.integer_or(0);
  fields.skip(2);  // parent, last price
  result.client = fields.integer_or(0);
  result.why_held = fields.text();
  return checked(fields, std::move(result), "order status");
}

Result<Execution> execution(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  Execution result;
  result.order_id = fields.integer_or(0);
  result.contract = read_contract(fields);
  result.id = fields.text();
  result.time = fields.text();
  result.account = fields.text();
  const std::string_view venue = fields.text();
  if (result.contract.exchange.empty()) result.contract.exchange = venue;
  result.side = fields.text();
  result.quantity = fields.decimal<Quantity>().value_or(Quantity{});
  const std::optional<Price> price = fields.decimal<Price>();
  result.price = price.value_or(Price{});
  result.perm_id = fields.integer_or(0);
  result.client = fields.integer_or(0);
  fields.skip(1);  // liquidation
  result.cumulative = fields.decimal<Quantity>().value_or(Quantity{});
  result.average_price = fields.decimal<Price>();
  result.reference = fields.text();
  if (!price || result.id.empty())
    return error(Code::corrupt, "The gateway told an execution without its id or price.");
  return checked(fields, std::move(result), "execution");
}

Result<Commission> commission(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  Commission result;
  result.execution_id = fields.text();
  result.amount = fields.decimal<Money>();
  result.currency = fields.text();
  return checked(fields, std::move(result), "commission");
}

}  // namespace pitwall::tws::answer
