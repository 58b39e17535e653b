// The one door. Every action passes here, and only here can a Permit be made.
#pragma once

#include "desk/gate/ruling.h"
#include "port/permit.h"

namespace pitwall::desk {

class GateRule {
 public:
  virtual ~GateRule() = default;
  // Of an order that comes with nothing but itself. A permit for exactly this order, or
  // Code::permission_denied with the rule's name.
  virtual Result<port::Permit> rule(const port::Order& order, const State& state) = 0;
  // Of an action that was approved and is about to leave: a permit for exactly this action, or
  // Code::permission_denied with the rule's name.
  virtual Result<port::Permit> permit(const Approval& approval, const Action& action,
                                      const State& state, const Circumstances& circumstances) = 0;
};

class Gate final : public GateRule {
 public:
  // Refuses: without an approval nothing goes out.
  Result<port::Permit> rule(const port::Order& order, const State& state) override;
  Result<port::Permit> permit(const Approval& approval, const Action& action, const State& state,
                              const Circumstances& circumstances) override;
};

}  // namespace pitwall::desk
