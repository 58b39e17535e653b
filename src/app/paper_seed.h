// What the journal knows of the paper market, as its exchange takes it back after a restart.
#pragma once

#include <string_view>

#include "adapter/paper/exchange.h"
#include "desk/engine/state.h"

namespace pitwall::app {

// The accounts of `broker` alone: another broker's may stand in the same journal. `session` is the
// journal's length: a number that no earlier run had.
paper::ExchangeSeed paper_seed(const desk::State& state, std::string_view broker,
                               std::uint64_t session);

}  // namespace pitwall::app
