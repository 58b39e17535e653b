// Random identifiers of 128 bits, as 26 characters of Crockford's base 32 (no I, L, O, U). The bits
// come from port::Random, so that a seeded run has the same ids twice.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall {

struct Id {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Id&) const = default;
  bool is_nil() const { return high == 0 && low == 0; }
  std::string text() const;
  static Result<Id> parse(std::string_view text);
};

}  // namespace pitwall
