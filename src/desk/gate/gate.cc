#include "desk/gate/gate.h"

#include "desk/gate/words.h"

namespace pitwall::desk {

Result<port::Permit> Gate::rule(const port::Order& order, const State&) {
  return error(Code::permission_denied,
               "Rule approval.approved: an order for account {} came without an approval.",
               quoted(order.account));
}

Result<port::Permit> Gate::permit(const Approval& approval, const Action& action,
                                  const State& state, const Circumstances& circumstances) {
  const Ruling ruling = rule_on_sending(approval, action, state, circumstances);
  if (ruling.verdict != Verdict::allowed) return error(Code::permission_denied, "{}", ruling.words);
  return port::Permit(approval.id, approval.digest);
}

}  // namespace pitwall::desk
