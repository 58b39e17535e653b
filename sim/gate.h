// A gate that lets orders through by the dice, so that what comes after a permit can be simulated
// too. Its ruling rests on the seed and the order alone: the same in a run, in its replay and after
// a crash, as every rule of the desk must be.
#pragma once

#include "desk/gate/gate.h"

namespace pitwall::sim {

class SimulatedGate final : public desk::GateRule {
 public:
  explicit SimulatedGate(std::uint64_t seed) : seed_(seed) {}
  Result<port::Permit> rule(const port::Order& order, const desk::State& state) override;
  // As the desk's own gate.
  Result<port::Permit> permit(const desk::Approval& approval, const desk::Action& action,
                              const desk::State& state,
                              const desk::Circumstances& circumstances) override;

  // What a permit for this order says, to compare with the one that arrives.
  Id approval_of(const port::Order& order) const;
  static Digest action_of(const port::Order& order);

 private:
  std::uint64_t seed_;
};

}  // namespace pitwall::sim
