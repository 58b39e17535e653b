// A deletion or a write outside Pitwall's own state, ready for the tools that will want one: the
// tool says what would be touched, the gate asks the person, and only then, with the gate's permit
// in hand, it is made. Whoever has such a tool writes a Performer, makes it known to the Dispatch
// under the tool's name, and asks by `ask_for_change`.
#pragma once

#include <string>

#include "desk/gate/approval.h"
#include "port/permit.h"
#include "port/reply.h"
#include "tool/call.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

class Performer {
 public:
  virtual ~Performer() = default;

  // What these arguments would touch, in the desk's own words, and a hash of what stands there now.
  // Changes nothing. Asked when the change is asked for, and again just before it is made: where
  // the two differ it is not made.
  virtual void look(std::string arguments, port::Reply<desk::OutsideChange> reply) = 0;

  // Makes the change. Called once for each approval, also where the desk goes down meanwhile. The
  // reply is one sentence of what was done; an error says that nothing was, except
  // Code::unavailable, deadline_exceeded and internal, which say that nobody knows.
  virtual void perform(port::Permit permit, std::string arguments,
                       port::Reply<std::string> reply) = 0;
};

// Asks for the change. The approval that waits then, or why the gate refuses. `arguments` is
// canonical JSON of what the tool was called with.
Task<Result<desk::Approval>> ask_for_change(Context& context, Performer& performer,
                                            std::string tool, std::string arguments,
                                            const Call& call);

}  // namespace pitwall::tool
