// Orders that depend on each other, on the market's own price or on its close.
#include <algorithm>

#include "adapter/paper/exchange.h"

namespace pitwall::paper {

using port::Order;
using port::OrderStatus;
using port::OrderType;
using port::Side;

// ---- Together ----------------------------------------------------------------------------------

Result<void> PaperExchange::check_entry(Entry& entry, Opening opening, Time now) const {
  PITWALL_TRY_VOID(check_terms(entry));
  entry.instrument = catalogue_.find(entry.order.symbol)->id;
  if (opening == Opening::yes) return {};
  PITWALL_TRY_VOID(check_market(entry, now));
  PITWALL_TRY_VOID(check_on_close(entry, now));
  // What waits for a parent only undoes what that will have done.
  if (entry.order.parent) return {};
  return check_funds(entry, now);
}

Result<void> PaperExchange::submit_group(const std::vector<Order>& orders, Time now) {
  if (orders.empty()) return error(Code::invalid_argument, "There is no order in it.");
  // Known already: it gets the answers it got then.
  if (orders_.contains(orders.front().client_id)) {
    Result<void> answer;
    for (const Order& order : orders)
      if (Result<void> again = submit(order, now); !again && answer.ok()) answer = again;
    return answer;
  }
  Result<void> fault;
  for (const Order& order : orders) {
    if (!ledgers_.contains(order.account))
      return error(Code::not_found, "The paper market has no account {}.", order.account);
    const auto same_id = [&](const Order& other) { return other.client_id == order.client_id; };
    if (order.client_id.empty() || orders_.contains(order.client_id) ||
        std::ranges::count_if(orders, same_id) != 1)
      return error(Code::conflict, "Each of the orders needs a client id of its own.");
    if (order.parent && *order.parent != orders.front().client_id)
      return error(Code::invalid_argument, "Orders that go together have the first as parent.");
    Entry dry;
    dry.order = order;
    if (fault.ok()) fault = check_entry(dry, Opening::no, now);
  }
  for (const Order& order : orders) {
    if (fault.ok()) {
      if (Result<void> taken = submit(order, now); !taken) fault = taken;
      continue;
    }
    Entry& entry = orders_[order.client_id];
    entry.order = order;
    entry.answer = fault;
    finish(entry, OrderStatus::rejected, fault.error().message, now);
  }
  deliver();
  return fault;
}

bool PaperExchange::waits(const Entry& entry) const {
  if (!entry.order.parent) return false;
  const auto parent = orders_.find(*entry.order.parent);
  return parent != orders_.end() && !is_final(parent->second.status);
}

bool PaperExchange::is_off(const Entry& entry, const Book& book) const {
  const OrderType type = entry.order.type;
  const bool has_no_middle =
      type == OrderType::midprice && !(book.bid.offers() && book.ask.offers());
  return is_final(entry.status) || is_on_close(type) || (is_stop(type) && !entry.triggered) ||
         has_no_middle || waits(entry);
}

bool PaperExchange::join_group(Entry& entry, Time now) {
  if (!entry.order.oca_group) return false;
  Quantity traded;
  for (const auto& [id, other] : orders_)
    if (&other != &entry && other.order.account == entry.order.account &&
        other.order.oca_group == entry.order.oca_group)
      traded += other.filled;
  if (traded.is_zero()) return false;
  if (entry.order.quantity <= traded) {
    finish(entry, OrderStatus::cancelled, "Another order of its group has traded.", now);
    sweep(book_of(entry.instrument));
    return true;
  }
  entry.before = entry.order;
  entry.order.quantity -= traded;
  return false;
}

// Only one of a group can trade: what it did is taken from the others.
void PaperExchange::reduce_group(Entry& entry, Quantity traded, Time now) {
  if (!entry.order.oca_group) return;
  for (auto& [id, other] : orders_) {
    if (&other == &entry || is_final(other.status) || other.number == 0 ||
        other.order.account != entry.order.account ||
        other.order.oca_group != entry.order.oca_group)
      continue;
    if (other.remaining() <= traded) {
      finish(other, OrderStatus::cancelled, "Another order of its group has traded.", now);
      continue;
    }
    if (!other.before) other.before = other.order;
    other.order.quantity -= traded;
    report(other, "Another order of its group has traded in part.", now);
  }
}

void PaperExchange::take_parent_end(Entry& parent, Time now) {
  for (Entry* child : book_of(parent.instrument).open) {
    if (is_final(child->status) || child->order.parent != parent.order.client_id) continue;
    if (parent.filled.is_zero()) {
      finish(*child, OrderStatus::cancelled, "The order that it waited for ended without a trade.",
             now);
      continue;
    }
    if (parent.filled < child->order.quantity) {
      if (!child->before) child->before = child->order;
      child->order.quantity = parent.filled;
    }
    // From here on it follows the market; it is met by the next tick.
    const market::Quote* quote = board_.find(child->instrument);
    if (is_stop(child->order.type) && quote && quote->last) follow(*child, *quote->last);
    report(*child, "The order that it waited for has traded.", now);
  }
}

// ---- Stops -------------------------------------------------------------------------------------

// Where a trailing stop would stand with the market here; the step beyond, where it falls between.
std::optional<Price> PaperExchange::trail_from(const Entry& entry, Price last) const {
  const port::Trail& trail = *entry.order.trail;
  Price distance;
  if (trail.amount) {
    distance = *trail.amount;
  } else {
    const auto part = static_cast<Int128>(last.abs().scaled()) * trail.percent->scaled() /
                      (static_cast<Int128>(Ratio::unit) * 100);
    const Price exact = Price::from_scaled(static_cast<std::int64_t>(part));
    distance = exact.rounded_to(catalogue_.at(entry.instrument).tick_size, Rounding::up);
  }
  return entry.order.side == Side::sell ? last - distance : last + distance;
}

void PaperExchange::follow(Entry& entry, Price last) {
  if (entry.triggered) return;
  if (entry.trigger && triggers(entry.order.side, last, *entry.trigger)) {
    entry.triggered = true;
    return;
  }
  if (!entry.order.trail) return;
  const std::optional<Price> here = trail_from(entry, last);
  if (!entry.trigger) {
    entry.trigger = here;
  } else {
    entry.trigger = entry.order.side == Side::sell ? std::max(*entry.trigger, *here)
                                                   : std::min(*entry.trigger, *here);
  }
}

// ---- The close ---------------------------------------------------------------------------------

Result<void> PaperExchange::check_on_close(const Entry& entry, Time now) const {
  if (!is_on_close(entry.order.type)) return {};
  const market::Calendar& calendar = *listings_[entry.instrument.index].calendar;
  const market::AssetClass asset_class = catalogue_.at(entry.instrument).asset_class;
  if (calendar.name() == "ALWAYS" || asset_class == market::AssetClass::fx)
    return error(Code::unsupported, "{} has no close that an order could wait for.",
                 entry.order.symbol.view());
  const Time close = expiry_of(entry, now);
  if (close - now >= closing_cutoff) return {};
  return error(Code::unavailable,
               "It is too late for an order on this close ({}): they are taken until {} before.",
               close.text(), closing_cutoff.text());
}

void PaperExchange::close(Entry& entry, Book& book) {
  if (waits(entry)) return;
  if (!book.last)
    return finish(entry, OrderStatus::cancelled, "There was no trade to close at.", entry.expires);
  const std::optional<Price>& limit = entry.order.limit_price;
  if (limit && !within(entry.order.side, *book.last, *limit))
    return finish(entry, OrderStatus::cancelled,
                  fmt::format("It closed at {}, beyond the limit.", book.last->text()),
                  entry.expires);
  execute(entry, {*book.last, entry.remaining()}, entry.expires);
  finish(entry, OrderStatus::filled, "", entry.expires);
}

}  // namespace pitwall::paper
