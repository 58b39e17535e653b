// On-balance volume of Granville: the volume of a bar is added where it closed higher than the one
// before and taken away where lower. As in TA-Lib it begins with the first bar's volume, so only
// its changes mean anything.
#pragma once

#include <limits>
#include <optional>

#include "market/indicators/compensated_sum.h"
#include "market/indicators/sample.h"

namespace pitwall::market {

class Obv {
 public:
  std::optional<double> update(const Sample& bar) { return step(bar); }
  double step(const Sample& bar) {
    const int direction = (bar.close > before_ ? 1 : 0) - (bar.close < before_ ? 1 : 0);
    before_ = bar.close;
    sum_.add(direction * bar.volume);
    return sum_.value();
  }

 private:
  double before_ = -std::numeric_limits<double>::infinity();  // the first bar counts as a rise
  CompensatedSum sum_;
};

}  // namespace pitwall::market
