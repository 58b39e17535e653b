#include "desk/gate/gate.h"

#include "desk/gate/words.h"

namespace pitwall::desk {

Result<port::Permit> Gate::rule(const port::Order& order, const State&) {
  return error(Code::permission_denied,
               "Rule approval.approved: an order for account {} came without an approval.",
               quoted(order.account));
}

Result<port::Permit> GateRule::take_back(const BlotterEntry&, const State&) {
  return error(Code::permission_denied, "Rule gate.kill_switch: it takes nothing back here.");
}

Digest digest_of_taking_back(const BlotterEntry& entry) {
  return Sha256()
      .add("pitwall kill switch cancels\n")
      .add(entry.approval.text())
      .add("\n")
      .add(entry.order.client_id)
      .finish();
}

Result<port::Permit> Gate::take_back(const BlotterEntry& entry, const State& state) {
  const KillSwitch& kill = state.gate.kill_switch;
  const bool at_broker =
      entry.phase == OrderPhase::working || entry.phase == OrderPhase::partly_filled;
  if (!kill.on || !kill.cancel_orders)
    return error(Code::permission_denied,
                 "Rule gate.kill_switch: it was not turned on to cancel orders.");
  if (!at_broker || state.blotter.find(entry.order.client_id) != &entry)
    return error(Code::permission_denied, "Rule gate.kill_switch: no such order is working.");
  return port::Permit(entry.approval, digest_of_taking_back(entry));
}

Result<port::Permit> Gate::permit(const Approval& approval, const Action& action,
                                  const State& state, const Circumstances& circumstances) {
  const Ruling ruling = rule_on_sending(approval, action, state, circumstances);
  if (ruling.verdict != Verdict::allowed) return error(Code::permission_denied, "{}", ruling.words);
  return port::Permit(approval.id, approval.digest);
}

}  // namespace pitwall::desk
