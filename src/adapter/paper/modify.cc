// Changing a working order, as exchanges do it: what it becomes is checked like a new order, and a
// better place in the queue than it has earned cannot be had by it.
#include <algorithm>

#include "adapter/paper/exchange.h"

namespace pitwall::paper {

using port::Order;
using port::OrderType;

// That `order` differs from the entry in nothing but what can be changed, and may.
Result<void> PaperExchange::check_change(const Entry& entry, const Order& order) const {
  const Order& is = entry.order;
  const auto fixed = [](bool same, std::string_view what) -> Result<void> {
    if (same) return {};
    return error(Code::invalid_argument,
                 "An order's {} cannot be changed; cancel it and place another. Its quantity, "
                 "prices and time in force can.",
                 what);
  };
  PITWALL_TRY_VOID(fixed(order.account == is.account, "account"));
  PITWALL_TRY_VOID(fixed(order.symbol == is.symbol, "symbol"));
  PITWALL_TRY_VOID(fixed(order.side == is.side, "side"));
  PITWALL_TRY_VOID(fixed(order.type == is.type, "type"));
  PITWALL_TRY_VOID(fixed(order.parent == is.parent, "parent"));
  PITWALL_TRY_VOID(fixed(order.oca_group == is.oca_group, "group"));
  PITWALL_TRY_VOID(fixed((order.time_in_force == port::TimeInForce::ioc) ==
                             (is.time_in_force == port::TimeInForce::ioc),
                         "being immediate"));
  if (is_final(entry.status))
    return error(Code::conflict, "The order is {} already.", name_of(entry.status));
  if (order.quantity <= entry.filled)
    return error(Code::conflict,
                 "{} of the order is filled already; its new quantity must be more than that.",
                 entry.filled.text());
  if (entry.triggered &&
      (order.trail != is.trail || (!is.trail && order.stop_price != is.stop_price)))
    return error(Code::conflict, "The stop has been set off already; its price means nothing now.");
  if (!halted_.empty())
    return error(Code::unavailable, "{} cannot be traded: {}", order.symbol.view(), halted_);
  return {};
}

Result<void> PaperExchange::modify(const Order& order, Time now) {
  const auto found = orders_.find(order.client_id);
  if (found == orders_.end())
    return error(Code::not_found, "The paper market knows no order {}.", order.client_id);
  Entry& entry = found->second;
  PITWALL_TRY_VOID(check_change(entry, order));
  Entry changed = entry;
  changed.order = order;
  changed.reserved = Money();
  PITWALL_TRY_VOID(check_terms(changed));
  if (!order.parent) PITWALL_TRY_VOID(check_funds(changed, now));
  const bool keeps_place = order.quantity <= entry.order.quantity &&
                           order.limit_price == entry.order.limit_price &&
                           order.stop_price == entry.order.stop_price;
  if (!entry.before) entry.before = entry.order;
  // A stop begins anew where it is told to; where a trailing one stands comes from the market.
  if (order.trail ? order.trail != entry.order.trail : order.stop_price != entry.order.stop_price)
    entry.trigger = order.trail ? std::nullopt : order.stop_price;
  entry.order = order;
  if (order.trail) entry.order.stop_price.reset();
  entry.expires = expiry_of(entry, now);
  next_expiry_ = std::min(next_expiry_, entry.expires);
  // Reserved is kept for the whole order, of which part may be filled.
  entry.reserved = Notional::of(changed.reserved)
                       .share(order.quantity, entry.remaining(), Rounding::up)
                       .to_money(Rounding::up);
  Book& book = book_of(entry.instrument);
  if (!keeps_place) {
    const auto place = std::ranges::find(book.open, &entry);
    PITWALL_CHECK(place != book.open.end(), "open order {} is in no book", order.client_id);
    std::rotate(place, place + 1, book.open.end());
  }
  const market::Quote* quote = board_.find(entry.instrument);
  if (is_stop(order.type) && !waits(entry) && quote && quote->last) follow(entry, *quote->last);
  report(entry, "Changed as asked.", now);
  if (in_regular_hours(book, now)) match(entry, book, now);
  sweep(book);
  deliver();
  return {};
}

}  // namespace pitwall::paper
