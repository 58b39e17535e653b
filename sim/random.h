// Randomness from a seed: xoshiro256**, seeded by splitmix64. The same seed gives the same numbers
// on every machine; `fork` gives each part of a simulation its own stream, so that one part's
// drawing more does not shift another's.
#pragma once

#include <array>

#include "base/check.h"
#include "base/time.h"
#include "port/clock.h"

namespace pitwall::sim {

class SeededRandom final : public port::Random {
 public:
  explicit SeededRandom(std::uint64_t seed) {
    for (std::uint64_t& word : state_) word = split_mix(seed);
  }

  std::uint64_t next() override {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

  SeededRandom fork() { return SeededRandom(next()); }

  // 0 to bound - 1; the bias of the remainder, below 2^-32 for the bounds in use, matters to
  // nobody.
  std::uint64_t below(std::uint64_t bound) {
    PITWALL_CHECK(bound > 0, "nothing to choose from");
    return next() % bound;
  }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
  }
  Duration between(Duration least, Duration most) {
    return {between(least.nanoseconds, most.nanoseconds)};
  }
  // Draws even where the answer is certain, so that a fault switched off shifts nothing else.
  bool chance(double probability) {
    return static_cast<double>(next() >> 11) * 0x1.0p-53 < probability;
  }

 private:
  static std::uint64_t rotate(std::uint64_t word, int count) {
    return (word << count) | (word >> (64 - count));
  }
  static std::uint64_t split_mix(std::uint64_t& seed) {
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = seed;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace pitwall::sim
