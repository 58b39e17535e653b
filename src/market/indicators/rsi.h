// Relative strength index of Wilder, 0 to 100: 100 * gains / (gains + losses), where both are
// Wilder's averages of the changes from value to value; the first is at value n + 1, as in TA-Lib.
// Unlike TA-Lib, which says 0 where nothing has moved at all, this says 50: a price that stands
// still is not oversold.
#pragma once

#include <optional>

#include "market/indicators/wilder.h"

namespace pitwall::market {

class Rsi {
 public:
  explicit Rsi(std::size_t period) : gains_(period), losses_(period) {}

  std::optional<double> update(double value) {
    const double change = value - before_;
    before_ = value;
    if (!begun_) {
      begun_ = true;
      return std::nullopt;
    }
    const std::optional<double> gains = gains_.update(change > 0 ? change : 0);
    const std::optional<double> losses = losses_.update(change < 0 ? -change : 0);
    if (!gains) return std::nullopt;
    return strength(*gains, *losses);
  }
  double step(double value) {
    const double change = value - before_;
    before_ = value;
    const double gains = gains_.step(change > 0 ? change : 0);
    return strength(gains, losses_.step(change < 0 ? -change : 0));
  }

 private:
  static double strength(double gains, double losses) {
    const double both = gains + losses;
    return both > 0 ? 100 * (gains / both) : 50;
  }

  bool begun_ = false;
  double before_ = 0;
  WilderAverage gains_, losses_;
};

}  // namespace pitwall::market
