// Taking something out of the memory, which the person is asked about at the gate.
#pragma once

#include "tool/performer.h"

namespace pitwall::tool {

class Forgetting final : public Performer {
 public:
  static constexpr std::string_view tool = "forget_memory";

  // The context outlives it.
  explicit Forgetting(Context& context) : context_(context) {}
  void look(std::string arguments, port::Reply<desk::OutsideChange> reply) override;
  void perform(port::Permit permit, std::string arguments, port::Reply<std::string> reply) override;

 private:
  Context& context_;
};

}  // namespace pitwall::tool
