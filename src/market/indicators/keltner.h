// Keltner channel in Raschke's form: the exponential average of n closes, and lines `width` average
// true ranges (Wilder's, over a number of bars of its own) above and below it. TA-Lib has none.
#pragma once

#include <optional>

#include "market/indicators/atr.h"
#include "market/indicators/bands.h"
#include "market/indicators/ema.h"

namespace pitwall::market {

class Keltner {
 public:
  Keltner(std::size_t period, double width, std::size_t range_period)
      : average_(period), range_(range_period), width_(width) {}

  std::optional<Bands> update(const Sample& bar) {
    const std::optional<double> middle = average_.update(bar.close);
    const std::optional<double> range = range_.update(bar);
    if (!middle || !range) return std::nullopt;
    return bands(*middle, *range);
  }
  Bands step(const Sample& bar) { return bands(average_.step(bar.close), range_.step(bar)); }

 private:
  Bands bands(double middle, double range) const {
    const double reach = width_ * range;
    return {middle + reach, middle, middle - reach};
  }

  Ema average_;
  Atr range_;
  double width_;
};

}  // namespace pitwall::market
