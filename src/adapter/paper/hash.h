// The only chance in the paper market: bits mixed out of a seed and the place they are for. The
// same words give the same bits on every machine and in any order of asking.
#pragma once

#include <cstdint>

namespace pitwall::paper {

constexpr std::uint64_t mix(std::uint64_t word) {  // the finaliser of splitmix64
  word += 0x9e3779b97f4a7c15;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
  word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
  return word ^ (word >> 31);
}
constexpr std::uint64_t mix(std::uint64_t key, std::uint64_t place) {
  return mix(mix(key) ^ place);
}

// 0 to limit - 1; `limit` is positive and small beside 2^32, so that its bias does not show.
constexpr std::int64_t pick(std::uint64_t bits, std::int64_t limit) {
  return static_cast<std::int64_t>((bits >> 32) * static_cast<std::uint64_t>(limit) >> 32);
}

// Uniform over [0, 1).
constexpr double uniform(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

// Mean 0, variance 1, bell-shaped and within 3.5 of 0: the sum of four uniforms. No logarithm and
// no sine, whose last digit depends on the machine.
constexpr double normal(std::uint64_t bits) {
  double sum = -2.0;
  for (int i = 0; i < 4; ++i)
    sum += (static_cast<double>(bits >> (16 * i) & 0xffff) + 0.5) * 0x1p-16;
  return sum * 1.7320508075688772;
}

}  // namespace pitwall::paper
