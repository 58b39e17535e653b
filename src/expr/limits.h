// How large one condition may be. Far beyond what a person writes; what is larger is refused with a
// sentence, so that no text costs more than a bounded amount of time and memory.
#pragma once

#include <cstddef>

namespace pitwall::expr {

inline constexpr std::size_t max_text = 1000;      // characters
inline constexpr std::size_t max_nodes = 250;      // names, numbers and operations
inline constexpr std::size_t max_depth = 24;       // of parentheses, calls and signs
inline constexpr std::size_t max_inputs = 32;      // distinct ones
inline constexpr std::size_t max_results = 64;     // kept at once while it is worked out
inline constexpr std::size_t max_state = 24;       // numbers: 1 for a `crosses`, 3 for a `for`
inline constexpr int max_bars_back = 100;          // close(5m)[100]
inline constexpr int max_bars_counted = 1000;      // highest(1000, 1d), for 1000 bars
inline constexpr std::size_t max_arguments = 4;    // of a function of the user
inline constexpr std::size_t max_functions = 100;  // of the user
inline constexpr double max_number = 1'000'000'000'000'000;  // in the text

}  // namespace pitwall::expr
