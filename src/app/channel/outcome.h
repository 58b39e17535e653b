// What became of something that was asked, in words for whoever was asked.
#pragma once

#include <string>

#include "desk/engine/state.h"
#include "port/channel.h"

namespace pitwall::app {

// Nothing more can become of it: it was refused, or what it let out has ended.
bool is_over(const desk::Approval& approval, const desk::State& state);
// "Filled", "Denied", "Expired"…: two words at most.
std::string outcome_title(const desk::Approval& approval, const desk::State& state);
// The same as a sentence for whoever tapped, short enough for a toast.
std::string outcome_sentence(const desk::Approval& approval, const desk::State& state);
// The message that takes the question's place.
port::Message outcome_message(const desk::Approval& approval, const desk::State& state);

}  // namespace pitwall::app
