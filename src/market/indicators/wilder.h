// Wilder's smoothing: the first average, at the n-th value, is a plain mean; after that it is
// (before * (n - 1) + value) / n. An EMA with k = 1 / n, for values that are never negative.
#pragma once

#include <optional>

#include "market/indicators/sliding.h"

namespace pitwall::market {

class WilderAverage {
 public:
  explicit WilderAverage(std::size_t period)
      : period_(period),
        keep_((static_cast<double>(period) - 1) / static_cast<double>(period)),
        share_(1 / static_cast<double>(period)) {
    PITWALL_CHECK(period >= 1 && period <= max_period, "an average over {} values", period);
  }

  std::optional<double> update(double value) {
    if (count_ >= period_) return step(value);
    average_ += value;
    if (++count_ < period_) return std::nullopt;
    return average_ *= share_;
  }
  double step(double value) { return average_ = average_ * keep_ + value * share_; }
  double value() const { return average_; }

 private:
  std::size_t period_;
  double keep_, share_;
  std::size_t count_ = 0;  // of the values of the seed
  double average_ = 0;     // while there are too few, their sum
};

}  // namespace pitwall::market
