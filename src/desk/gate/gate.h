// The one door. Every order passes here, and only here can a Permit be made. For now the gate is in
// read_only mode and refuses everything.
#pragma once

#include "desk/engine/state.h"
#include "port/permit.h"

namespace pitwall::desk {

class GateRule {
 public:
  virtual ~GateRule() = default;
  // A permit for exactly this order, or Code::permission_denied with the rule's name.
  virtual Result<port::Permit> rule(const port::Order& order, const State& state) = 0;
};

class Gate final : public GateRule {
 public:
  Result<port::Permit> rule(const port::Order& order, const State& state) override;
};

}  // namespace pitwall::desk
