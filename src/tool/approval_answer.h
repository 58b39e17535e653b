// What a tool that asked for an action would answer now, after somebody has waited for the person.
#pragma once

#include "tool/context.h"
#include "tool/tool.h"

namespace pitwall::tool {

// Whether there is anything to wait for: the person has not answered, or what they let out is on
// its way to the broker.
bool is_under_way(const desk::State& state, Id approval);

// Code::not_found where the desk does not know the approval any more.
Result<Answer> answer_now(const desk::State& state, Id approval);

}  // namespace pitwall::tool
