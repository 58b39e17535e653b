#include "sim/leave.h"

#include "base/json_out.h"

namespace pitwall::sim {

void Leave::catch_up() {
  const std::string_view rest = std::string_view(disk_.journal).substr(read_);
  const std::size_t whole = whole_frames(rest);
  const Result<std::vector<port::JournalRecord>> records = decode_journal(rest.substr(0, whole));
  if (!records) return;  // the witness says so
  read_ += whole;
  for (const port::JournalRecord& record : *records) {
    const Result<desk::Event> event = desk::decode(record.type, record.payload);
    if (event) take(*event);
  }
}

void Leave::take(const desk::Event& event) {
  if (const auto* asked = std::get_if<desk::ActionProposed>(&event)) {
    asked_.try_emplace(asked->approval,
                       Asked{asked->action, digest_of(asked->action), std::nullopt, false});
  } else if (const auto* answered = std::get_if<desk::ApprovalAnswered>(&event)) {
    const auto at = asked_.find(answered->approval);
    if (at != asked_.end() && !at->second.answer) at->second.answer = answered->yes;
  } else if (const auto* prepared = std::get_if<desk::SendingPrepared>(&event)) {
    const auto at = asked_.find(prepared->approval);
    // Taking an order back is what one wants to do with the kill switch on.
    const bool cancels =
        at != asked_.end() && at->second.action.kind == desk::ActionKind::cancel_order;
    if (at != asked_.end()) at->second.prepared = cancels || !killed_;
  } else if (const auto* given = std::get_if<desk::GrantGiven>(&event)) {
    grants_.try_emplace(given->grant.id, given->grant);
  } else if (const auto* turned = std::get_if<desk::KillSwitchTurned>(&event)) {
    killed_ = turned->kill_switch.on;
  }
}

// Leave without asking: of a grant for this very instrument, side and size, that has a use left.
bool Leave::granted(const desk::Action& action) {
  for (auto& [id, grant] : grants_) {
    const auto& symbols = grant.instruments;
    if (grant.uses <= 0 || grant.account != action.order.account ||
        std::ranges::find(symbols, action.order.symbol) == symbols.end() ||
        (grant.side && *grant.side != action.order.side) ||
        action.order.quantity > grant.max_quantity)
      continue;
    --grant.uses;
    return true;
  }
  return false;
}

std::string Leave::fault_of_leave(const Asked& asked, const port::Permit& permit,
                                  const std::string& client_id) {
  if (permit.action() != asked.digest) return "with a permit for something else";
  const bool cancels = asked.action.kind == desk::ActionKind::cancel_order;
  if (!used_.insert({permit.approval(), cancels ? client_id : ""}).second)
    return "with an approval that was used before";
  if (!asked.prepared) return "before its last look was on the disk, or with the kill switch on";
  if (asked.answer && !*asked.answer) return "though the person said no";
  if (!asked.answer && !granted(asked.action)) return "without its own yes";
  return {};
}

bool Leave::is_as_approved(const Asked& asked, desk::ActionKind kind, Id approval,
                           const std::vector<port::Order>& orders) {
  if (asked.action.kind != kind) return false;
  const std::vector<port::Order> approved = orders_of(asked.action);
  if (kind == desk::ActionKind::cancel_order)
    return orders.size() == 1 && std::ranges::any_of(approved, [&](const port::Order& order) {
             return order.client_id == orders.front().client_id;
           });
  if (orders.size() != approved.size()) return false;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const bool is_new = kind == desk::ActionKind::place_order;
    const port::Order due =
        is_new ? desk::identified(approved[i], approval, asked.digest, i) : approved[i];
    if (to_json(due) != to_json(orders[i])) return false;
  }
  return true;
}

std::string Leave::fault(desk::ActionKind kind, const port::Permit& permit,
                         const std::vector<port::Order>& orders) {
  catch_up();
  const auto at = asked_.find(permit.approval());
  if (at == asked_.end()) return "without anybody having asked for it";
  std::string fault = fault_of_leave(at->second, permit, orders.front().client_id);
  if (fault.empty() && !is_as_approved(at->second, kind, permit.approval(), orders))
    fault = "as something else than what was approved";
  return fault;
}

}  // namespace pitwall::sim
