#include <cstdio>

#include "app/commands.h"
#include "desk/gate/decision_table.h"

namespace pitwall::app {

int run_gate(const GateCommand& command) {
  const std::string text = command.all ? desk::decision_lines() : desk::decision_table();
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written ? 0 : fail(error(Code::unavailable, "The output cannot be written."));
}

}  // namespace pitwall::app
