// Bars that are the same in every run and on every machine, for the tests and for whoever works out
// reference values for them.
#pragma once

#include <algorithm>
#include <vector>

#include "market/bar.h"

namespace pitwall::market {

// Whole numbers from 0 to below a bound, by a linear congruence of Knuth's.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::int64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::int64_t>((state_ >> 33) % bound);
  }

 private:
  std::uint64_t state_;
};

// A walk in cents, with gaps, flat stretches and bars without volume; it turns up below half of
// where it starts.
inline std::vector<Bar> walk(std::size_t count, std::int64_t start = 10'000) {
  std::vector<Bar> bars;
  Numbers numbers(12345);
  const auto next = [&numbers](std::uint64_t bound) { return numbers.below(bound); };
  const auto price = [](std::int64_t cents) {
    return Price::from_scaled(cents * (Price::unit / 100));
  };
  std::int64_t close = start;
  for (std::size_t i = 0; i < count; ++i) {
    const bool flat = i % 97 > 80;
    const std::int64_t open = close + (flat ? 0 : next(41) - 20);
    close = open + (flat ? 0 : next(101) - (open < start / 2 ? 40 : 50));
    const std::int64_t high = std::max(open, close) + (flat ? 0 : next(30));
    const std::int64_t low = std::min(open, close) - (flat ? 0 : next(30));
    bars.push_back({Time{} + minutes(static_cast<std::int64_t>(i)), price(open), price(high),
                    price(low), price(close),
                    Quantity::from_integer(i % 13 == 0 ? 0 : next(10'000))});
  }
  return bars;
}

}  // namespace pitwall::market
