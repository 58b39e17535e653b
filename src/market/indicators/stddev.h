// Standard deviation of the last n values, as TA-Lib's STDDEV and Bollinger have it: of the
// population (divides by n). The sample's (n - 1) is standard_deviation in market/statistics.h.
#pragma once

#include <cmath>
#include <optional>

#include "market/indicators/window.h"

namespace pitwall::market {

class StandardDeviation {
 public:
  explicit StandardDeviation(std::size_t period) : window_(period) {}

  std::optional<double> update(double value) {
    window_.push(value);
    if (!window_.full()) return std::nullopt;
    return std::sqrt(window_.variance());
  }

 private:
  Window window_;
};

}  // namespace pitwall::market
