// The deletion of a trigger, which the person is asked about at the gate.
#pragma once

#include "tool/performer.h"

namespace pitwall::tool {

class TriggerRemoval final : public Performer {
 public:
  static constexpr std::string_view tool = "delete_trigger";

  // The context outlives it.
  explicit TriggerRemoval(Context& context) : context_(context) {}
  void look(std::string arguments, port::Reply<desk::OutsideChange> reply) override;
  void perform(port::Permit permit, std::string arguments, port::Reply<std::string> reply) override;

 private:
  Context& context_;
};

}  // namespace pitwall::tool
