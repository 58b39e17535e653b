#include "sim/gate.h"

#include "base/json_out.h"
#include "sim/random.h"

namespace pitwall::sim {

Digest SimulatedGate::action_of(const port::Order& order) { return sha256(to_json(order)); }

Id SimulatedGate::approval_of(const port::Order& order) const {
  const Digest action = action_of(order);
  std::uint64_t mixed = seed_;
  for (const std::uint8_t byte : action.bytes) mixed = mixed * 257 + byte;
  return SeededRandom(mixed).id();
}

Result<port::Permit> SimulatedGate::rule(const port::Order& order, const desk::State&) {
  const Id approval = approval_of(order);
  if (approval.low % 4 == 0)
    return error(Code::permission_denied, "Rule sim.dice: order {} is refused by the dice.",
                 order.client_id);
  return port::Permit(approval, action_of(order));
}

Result<port::Permit> SimulatedGate::permit(const desk::Approval& approval,
                                           const desk::Action& action, const desk::State& state,
                                           const desk::Circumstances& circumstances) {
  return desk::Gate().permit(approval, action, state, circumstances);
}

}  // namespace pitwall::sim
