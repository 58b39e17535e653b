// Chance for tests and benchmarks, from a seed and the same everywhere: SplitMix64 (Steele, Lea and
// Flood, "Fast splittable pseudorandom number generators", 2014).
#pragma once

#include <cstdint>

namespace pitwall {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit) {  // limit > 0
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % limit;
  }
  bool chance(std::uint64_t one_in) { return below(one_in) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace pitwall
