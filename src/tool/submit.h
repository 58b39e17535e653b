// What tools that write the desk's own state have in common.
#pragma once

#include <string>

#include "tool/call.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

// Takes the event up; answered once it is durable and applied.
Task<Result<void>> submit(Context& context, desk::Event event);

// Whoever asks, by the name it gives itself, as the journal keeps it: never that of a file, whose
// triggers no tool touches (trigger_terms.h).
std::string author_of(const Call& call);

}  // namespace pitwall::tool
