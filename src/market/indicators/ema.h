// Exponential moving average with k = 2 / (n + 1): before + k * (value - before). As in TA-Lib the
// first, at the n-th value, is the mean of the first n.
#pragma once

#include <optional>

#include "market/indicators/compensated_sum.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

class Ema {
 public:
  explicit Ema(std::size_t period)
      : period_(period),
        keep_((static_cast<double>(period) - 1) / (static_cast<double>(period) + 1)) {
    PITWALL_CHECK(period >= 1 && period <= max_period, "an average over {} values", period);
  }

  std::optional<double> update(double value) {
    if (count_ >= period_) return step(value);
    seed_.add(value);
    if (++count_ < period_) return std::nullopt;
    value_ = value;
    const double mean = seed_.value() / static_cast<double>(period_);
    distance_ = mean - value;
    return mean;
  }

  // The distance to the value shrinks by 1 - k: two operations wait for the one before, not three,
  // and at a price that stands still the average arrives.
  double step(double value) {
    distance_ = keep_ * (distance_ - (value - value_));
    value_ = value;
    return value + distance_;
  }

 private:
  std::size_t period_;
  double keep_;            // 1 - k
  std::size_t count_ = 0;  // of the values of the seed
  CompensatedSum seed_;
  double value_ = 0;     // the newest
  double distance_ = 0;  // from it to the average
};

}  // namespace pitwall::market
