// One tick as it reached the desk, with what was known of its instrument right after it.
#pragma once

#include "base/time.h"
#include "market/quote.h"
#include "market/symbol.h"

namespace pitwall::tape {

struct Entry {
  Time at;  // when it reached the desk: the tape is in this order
  market::Symbol symbol;
  market::Tick tick;  // from a tape without `instrument`, which means nothing in another run
  market::Quote quote;
};

}  // namespace pitwall::tape
