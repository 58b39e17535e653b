// What a condition comes to: Kleene's three-valued logic. The order is part of it: `and` is the
// least of two, `or` the greatest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pitwall::expr {

enum class Truth : std::uint8_t { no, missing, yes };

constexpr std::string_view name_of(Truth truth) {
  constexpr std::string_view names[] = {"false", "missing", "true"};
  return names[static_cast<std::size_t>(truth)];
}
constexpr int count_of(Truth) { return 3; }

}  // namespace pitwall::expr
