// Changing a working order, as exchanges do it: what it becomes is checked like a new order, and a
// better place in the queue than it has earned cannot be had by it.
#include <algorithm>

#include "adapter/paper/exchange.h"

namespace pitwall::paper {

using port::Order;
using port::OrderType;

namespace {

bool is_stop(const Order& order) {
  return order.type == OrderType::stop || order.type == OrderType::stop_limit;
}

}  // namespace

// That `order` differs from the entry in nothing but its quantity and prices, and may.
Result<void> PaperExchange::check_change(const Entry& entry, const Order& order) const {
  const Order& is = entry.order;
  const auto fixed = [](bool same, std::string_view what) -> Result<void> {
    if (same) return {};
    return error(Code::invalid_argument,
                 "An order's {} cannot be changed; cancel it and place another. Its quantity and "
                 "prices can.",
                 what);
  };
  PITWALL_TRY_VOID(fixed(order.account == is.account, "account"));
  PITWALL_TRY_VOID(fixed(order.symbol == is.symbol, "symbol"));
  PITWALL_TRY_VOID(fixed(order.side == is.side, "side"));
  PITWALL_TRY_VOID(fixed(order.type == is.type, "type"));
  PITWALL_TRY_VOID(fixed(order.time_in_force == is.time_in_force, "time in force"));
  if (is_final(entry.status))
    return error(Code::conflict, "The order is {} already.", name_of(entry.status));
  if (order.quantity <= entry.filled)
    return error(Code::conflict,
                 "{} of the order is filled already; its new quantity must be more than that.",
                 entry.filled.text());
  if (entry.triggered && order.stop_price != is.stop_price)
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
  PITWALL_TRY_VOID(check_funds(changed, now));
  const bool keeps_place = order.quantity <= entry.order.quantity &&
                           order.limit_price == entry.order.limit_price &&
                           order.stop_price == entry.order.stop_price;
  if (!entry.before) entry.before = entry.order;
  entry.order = order;
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
  report(entry, "Changed as asked.", now);
  const market::Quote* quote = board_.find(entry.instrument);
  if (is_stop(order) && !entry.triggered && quote && quote->last)
    entry.triggered = triggers(order.side, *quote->last, *order.stop_price);
  if (in_regular_hours(book, now)) match(entry, book, now);
  sweep(book);
  deliver();
  return {};
}

}  // namespace pitwall::paper
