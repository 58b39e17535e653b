// The range of a bar with the close before it counted in, so the first bar has none, as in TA-Lib.
// In the prices' unit.
#pragma once

#include <optional>

#include "market/indicators/sample.h"

namespace pitwall::market {

class TrueRange {
 public:
  std::optional<double> update(const Sample& bar) {
    if (begun_) return step(bar);
    begun_ = true;
    before_ = bar.close;
    return std::nullopt;
  }
  double step(const Sample& bar) {
    const double high = before_ > bar.high ? before_ : bar.high;
    const double low = before_ < bar.low ? before_ : bar.low;
    before_ = bar.close;
    return high - low;
  }

 private:
  bool begun_ = false;
  double before_ = 0;  // the close of the bar before
};

}  // namespace pitwall::market
