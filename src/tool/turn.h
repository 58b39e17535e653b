// Long work in slices: a tool that has much to do lets the loop do something else between them.
#pragma once

#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

// Comes back once the loop has been round.
inline auto next_turn(Context& context) {
  return ask<bool>([&context](port::Reply<bool> reply) {
    context.timers.after(Duration{}, [reply] { reply(true); });
  });
}

}  // namespace pitwall::tool
