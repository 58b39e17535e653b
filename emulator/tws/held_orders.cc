#include "emulator/tws/held_orders.h"

namespace pitwall::emulator::tws {

void HeldOrders::take(HeldOrder order) {
  const Key key{order.client, order.id};
  if (held_.size() >= max_held && !held_.contains(key)) {
    if (tell_) tell_(order, Fate::refused, "Too many orders wait already.");
    return;
  }
  ties_[key] = {order.parent_id, order.oca_group};
  const bool goes = order.transmit;
  const HeldOrder& kept = held_.insert_or_assign(key, std::move(order)).first->second;
  if (goes) transmit_with(kept);
  if (!may_go(kept) && tell_) tell_(HeldOrder(kept), Fate::held, "");
  release();
}

// With the last of a family, or of a group, all of it is sent.
void HeldOrders::transmit_with(const HeldOrder& last) {
  for (auto& [key, order] : held_) {
    const bool family =
        last.parent_id != 0 && (order.id == last.parent_id || order.parent_id == last.parent_id);
    const bool group = !last.oca_group.empty() && order.oca_group == last.oca_group;
    if (order.client == last.client && (family || group)) order.transmit = true;
  }
}

const HeldOrder* HeldOrders::find(std::int64_t client, std::int64_t id) const {
  const auto found = held_.find({client, id});
  return found == held_.end() ? nullptr : &found->second;
}

std::vector<HeldOrder> HeldOrders::all() const {
  std::vector<HeldOrder> orders;
  for (const auto& [key, order] : held_) orders.push_back(order);
  return orders;
}

const Ticket* HeldOrders::ticket_of(const Key& key) const {
  const Ticket* found = nullptr;
  for (const auto& [id, ticket] : brokerage_.tickets())
    if (ticket.client == key.first && ticket.client_order_id == key.second) found = &ticket;
  return found;
}

bool HeldOrders::may_go(const HeldOrder& order) const {
  if (!order.transmit) return false;
  if (order.parent_id == 0) return true;
  const Ticket* parent = ticket_of({order.client, order.parent_id});
  return parent && parent->status == port::OrderStatus::filled;
}

// Each order leaves the list before it is submitted: what the market says at once may come back
// here.
void HeldOrders::release() {
  for (auto next = held_.begin(); next != held_.end();) {
    if (!may_go(next->second)) {
      ++next;
      continue;
    }
    const HeldOrder order = std::move(next->second);
    held_.erase(next);
    Ticket ticket;
    ticket.reference = order.reference;
    ticket.client = order.client;
    ticket.client_order_id = order.id;
    ticket.order = order.order;
    ticket.instrument = order.instrument;
    const Result<std::int64_t> taken = brokerage_.submit(std::move(ticket));
    if (!taken) {
      if (tell_) tell_(order, Fate::refused, taken.error().message);
      call_off_children({order.client, order.id}, "its parent was rejected");
    }
    next = held_.begin();
  }
}

bool HeldOrders::cancel(std::int64_t client, std::int64_t id) {
  const auto found = held_.find({client, id});
  if (found == held_.end()) return false;
  const HeldOrder order = std::move(found->second);
  held_.erase(found);
  if (tell_) tell_(order, Fate::called_off, "");
  call_off_children({client, id}, "its parent was cancelled");
  return true;
}

void HeldOrders::call_off_children(const Key& parent, const std::string& reason) {
  std::vector<HeldOrder> children;
  for (const auto& [key, order] : held_)
    if (order.client == parent.first && order.parent_id == parent.second) children.push_back(order);
  for (const HeldOrder& child : children) {
    held_.erase({child.client, child.id});
    if (tell_) tell_(child, Fate::called_off, reason);
  }
}

void HeldOrders::on_order(const Ticket& ticket) {
  if (ticket.client_order_id == 0) return;
  const Key key{ticket.client, ticket.client_order_id};
  if (is_final(ticket.status) && ticket.status != port::OrderStatus::filled)
    call_off_children(key, "its parent was cancelled");
  if (ticket.status == port::OrderStatus::filled) release();
  if (!ticket.filled.is_zero()) call_off_group(ticket);
}

void HeldOrders::call_off_group(const Ticket& filled) {
  const std::string group = group_of(filled);
  if (group.empty()) return;
  std::vector<std::int64_t> rest;
  for (const auto& [id, ticket] : brokerage_.tickets())
    if (id != filled.order_id && ticket.client == filled.client && !is_final(ticket.status) &&
        group_of(ticket) == group)
      rest.push_back(id);
  // One that cannot be cancelled any more was filled in the same instant.
  for (const std::int64_t id : rest) static_cast<void>(brokerage_.cancel(id).ok());
  std::vector<HeldOrder> waiting;
  for (const auto& [key, order] : held_)
    if (order.client == filled.client && order.oca_group == group) waiting.push_back(order);
  for (const HeldOrder& order : waiting) {
    held_.erase({order.client, order.id});
    if (tell_) tell_(order, Fate::called_off, "another of its group was filled");
  }
}

std::int64_t HeldOrders::parent_of(const Ticket& ticket) const {
  const auto found = ties_.find({ticket.client, ticket.client_order_id});
  return found == ties_.end() || ticket.client_order_id == 0 ? 0 : found->second.parent_id;
}

std::string HeldOrders::group_of(const Ticket& ticket) const {
  const auto found = ties_.find({ticket.client, ticket.client_order_id});
  return found == ties_.end() || ticket.client_order_id == 0 ? "" : found->second.oca_group;
}

}  // namespace pitwall::emulator::tws
