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

const Leave::Asked* Leave::find(const port::Permit& permit, std::string& fault) {
  catch_up();
  const auto at = asked_.find(permit.approval());
  if (at == asked_.end()) {
    fault = "without anybody having asked for it";
    return nullptr;
  }
  const Asked& asked = at->second;
  if (permit.action() != asked.digest) {
    fault = "with a permit for something else";
  } else if (!used_.insert(permit.approval()).second) {
    fault = "with an approval that was used before";
  } else if (!asked.prepared) {
    fault = "before its last look was on the disk, or with the kill switch on";
  } else if (!asked.answer.value_or(false) && (asked.answer || !granted(asked.action))) {
    fault = asked.answer ? "though the person said no" : "without its own yes";
  }
  return &asked;
}

std::string Leave::fault_of_order(const port::Permit& permit, const port::Order& order) {
  std::string fault;
  const Asked* asked = find(permit, fault);
  if (!fault.empty() || !asked) return fault;
  port::Order due = asked->action.order;
  due.client_id = desk::client_id_of(permit.approval(), asked->digest);
  if (to_json(due) != to_json(order)) fault = "as another order than the one that was approved";
  return fault;
}

std::string Leave::fault_of_cancel(const port::Permit& permit, const std::string& client_id) {
  std::string fault;
  const Asked* asked = find(permit, fault);
  if (!fault.empty() || !asked) return fault;
  if (asked->action.kind != desk::ActionKind::cancel_order ||
      asked->action.order.client_id != client_id)
    fault = "as another cancellation than the one that was approved";
  return fault;
}

}  // namespace pitwall::sim
