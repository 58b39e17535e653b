// Simple moving average: the mean of the last n values, from the n-th on.
#pragma once

#include <optional>

#include "market/indicators/window.h"

namespace pitwall::market {

class Sma {
 public:
  explicit Sma(std::size_t period) : window_(period) {}

  std::optional<double> update(double value) {
    window_.push(value);
    if (!window_.full()) return std::nullopt;
    return window_.mean();
  }

 private:
  Window window_;
};

}  // namespace pitwall::market
