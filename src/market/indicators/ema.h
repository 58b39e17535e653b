// Exponential moving average with k = 2 / (n + 1): before + k * (value - before). As in TA-Lib the
// first, at the n-th value, is the mean of the first n.
#pragma once

#include <optional>

#include "market/indicators/window.h"

namespace pitwall::market {

class Ema {
 public:
  explicit Ema(std::size_t period)
      : period_(period), weight_(2.0 / (static_cast<double>(period) + 1)) {
    PITWALL_CHECK(period >= 1 && period <= max_period, "an average over {} values", period);
  }

  std::optional<double> update(double value) {
    if (count_ < period_) {
      sum_.add(value);
      if (++count_ < period_) return std::nullopt;
      average_ = sum_.value() / static_cast<double>(period_);
    } else {
      average_ += weight_ * (value - average_);
    }
    return average_;
  }

 private:
  std::size_t period_;
  double weight_;
  std::size_t count_ = 0;  // of the values of the seed
  CompensatedSum sum_;
  double average_ = 0;
};

}  // namespace pitwall::market
