// The file of triggers, as a person writes it:
//
//   symbols: [AAPL, TSLA]
//   interval_seconds: 5
//   triggers:
//     - name: AAPL above 200
//       symbol: AAPL
//       condition: price > 200
//       action: notify
//
// A trigger without a symbol is on all of `symbols`; one without an interval has the file's.
#pragma once

#include <string_view>
#include <vector>

#include "desk/watch/compiled_trigger.h"

namespace pitwall::app {

// All of them, checked and compiled; the error names the file and the trigger. Two triggers of one
// name are an error.
Result<std::vector<desk::CompiledTrigger>> parse_trigger_file(
    std::string_view yaml, std::string_view name, const expr::Vocabulary& vocabulary = {});

}  // namespace pitwall::app
