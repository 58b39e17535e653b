// What an assistant should hear of the user's doings on a chart, in one line that goes with the
// answer of whatever tool it calls next. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "desk/engine/state.h"

namespace pitwall::desk {

// `told` is the number of the user's last act that this assistant has heard of; afterwards it has
// heard of `state.charts.user_events`. A session begins with that number, so that it is not told
// of last week. Nothing where there is no news; the assistant's own acts are never news.
std::optional<std::string> chart_hint(const State& state, std::uint64_t told);

}  // namespace pitwall::desk
