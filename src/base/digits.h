// Two digits at a time: what makes writing thousands of prices and times cheap. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace pitwall::detail {

inline constexpr std::array<char, 200> digit_pairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

// `value` is below 100.
inline void write_pair(char* out, std::uint32_t value) {
  std::memcpy(out, &digit_pairs[2 * value], 2);
}

}  // namespace pitwall::detail
