// An order that the broker has, whoever placed it, as the blotter keeps it: one of ours, or one
// that was placed elsewhere, which becomes one of ours when the desk changes it. Pure; values.
#pragma once

#include <optional>

#include "desk/engine/state.h"

namespace pitwall::desk {

// None where the desk has not heard of it, or it was placed elsewhere and is over.
std::optional<BlotterEntry> known_order(const State& state, std::string_view client_id);

}  // namespace pitwall::desk
