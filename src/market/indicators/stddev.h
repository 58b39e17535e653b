// Standard deviation of the last n values, as TA-Lib's STDDEV and Bollinger have it: of the
// population (divides by n). The sample's (n - 1) is standard_deviation in market/statistics.h.
#pragma once

#include <cmath>
#include <optional>

#include "market/indicators/deviation.h"
#include "market/indicators/sample.h"

namespace pitwall::market {

class StandardDeviation {
 public:
  explicit StandardDeviation(std::size_t period) : window_(period) {}

  std::optional<double> update(double value) {
    if (!window_.push(value)) return std::nullopt;
    return std::sqrt(window_.spread().variance);
  }

  // The same for each of the values; no_value where there is none.
  void run(std::span<const double> values, std::span<double> results) {
    double* const out = results.data();
    window_.run(
        values, [out](std::size_t i, const Spread& spread) { out[i] = std::sqrt(spread.variance); },
        [out](std::size_t i) { out[i] = no_value; });
  }

 private:
  DeviationWindow window_;
};

}  // namespace pitwall::market
