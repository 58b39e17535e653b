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
  // Of a working order of ours that the kill switch takes back, where it was turned on to do so.
  virtual Result<port::Permit> take_back(const BlotterEntry& entry, const State& state);
};

class Gate final : public GateRule {
 public:
  // Refuses: without an approval nothing goes out.
  Result<port::Permit> rule(const port::Order& order, const State& state) override;
  Result<port::Permit> permit(const Approval& approval, const Action& action, const State& state,
                              const Circumstances& circumstances) override;
  Result<port::Permit> take_back(const BlotterEntry& entry, const State& state) override;
};

// What such a permit is for: the cancellation of this order by the kill switch, and nothing else.
Digest digest_of_taking_back(const BlotterEntry& entry);

}  // namespace pitwall::desk
