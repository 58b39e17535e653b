// Relative strength index of Wilder, 0 to 100: 100 * gains / (gains + losses), where both are
// Wilder's averages of the changes from value to value. The first averages, at the n-th change (the
// value n + 1), are plain means; after that (before * (n - 1) + change) / n, as in TA-Lib.
// Unlike TA-Lib, which says 0 where nothing has moved at all, this says 50: a price that stands
// still is not oversold.
#pragma once

#include <optional>

#include "market/indicators/window.h"

namespace pitwall::market {

class Rsi {
 public:
  explicit Rsi(std::size_t period) : period_(period), length_(static_cast<double>(period)) {
    PITWALL_CHECK(period >= 1 && period <= max_period, "changes of {} values", period);
  }

  std::optional<double> update(double value) {
    const double change = value - before_;
    before_ = value;
    if (count_ == 0) {
      ++count_;
      return std::nullopt;
    }
    const double gain = change > 0 ? change : 0;
    const double loss = change < 0 ? -change : 0;
    if (count_ <= period_) {
      gains_ += gain;
      losses_ += loss;
      if (count_++ < period_) return std::nullopt;
      gains_ /= length_;
      losses_ /= length_;
    } else {
      gains_ = (gains_ * (length_ - 1) + gain) / length_;
      losses_ = (losses_ * (length_ - 1) + loss) / length_;
    }
    const double both = gains_ + losses_;
    return both > 0 ? 100 * (gains_ / both) : 50;
  }

 private:
  std::size_t period_;
  double length_;
  std::size_t count_ = 0;  // of the values of the seed, which are period + 1
  double before_ = 0;
  double gains_ = 0;
  double losses_ = 0;
};

}  // namespace pitwall::market
