// Bollinger bands: the simple average of n values, and lines `width` standard deviations (of the
// population, as Bollinger and TA-Lib have it) above and below it.
#pragma once

#include <cmath>
#include <optional>

#include "market/indicators/window.h"

namespace pitwall::market {

struct Bands {
  double upper = 0, middle = 0, lower = 0;
  bool operator==(const Bands&) const = default;
};

class Bollinger {
 public:
  Bollinger(std::size_t period, double width) : window_(period), width_(width) {}

  std::optional<Bands> update(double value) {
    window_.push(value);
    if (!window_.full()) return std::nullopt;
    const double middle = window_.mean();
    const double reach = width_ * std::sqrt(window_.variance());
    return Bands{middle + reach, middle, middle - reach};
  }

 private:
  Window window_;
  double width_;
};

}  // namespace pitwall::market
