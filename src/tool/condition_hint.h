// What was probably meant by a condition that does not compile: for whoever has no guide at hand.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "market/symbol.h"

namespace pitwall::tool {

// One sentence about the first word of everyday language in it, or else some conditions to go by.
// `symbols` are those that the condition is put on.
std::string condition_hint(std::string_view condition, std::span<const market::Symbol> symbols);

}  // namespace pitwall::tool
