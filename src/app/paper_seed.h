// What the journal knows of the paper market, as its exchange takes it back after a restart.
#pragma once

#include "adapter/paper/exchange.h"
#include "desk/engine/state.h"

namespace pitwall::app {

// `session` is the journal's length: a number that no earlier run had.
paper::ExchangeSeed paper_seed(const desk::State& state, std::uint64_t session);

}  // namespace pitwall::app
