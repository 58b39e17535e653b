// On-balance volume of Granville: the volume of a bar is added where it closed higher than the one
// before and taken away where lower. As in TA-Lib it begins with the first bar's volume, so only
// its changes mean anything.
#pragma once

#include <optional>

#include "market/indicators/compensated_sum.h"
#include "market/indicators/sample.h"

namespace pitwall::market {

class Obv {
 public:
  std::optional<double> update(const Sample& bar) {
    if (!begun_ || bar.close > before_)
      sum_.add(bar.volume);
    else if (bar.close < before_)
      sum_.add(-bar.volume);
    begun_ = true;
    before_ = bar.close;
    return sum_.value();
  }

 private:
  bool begun_ = false;
  double before_ = 0;
  CompensatedSum sum_;
};

}  // namespace pitwall::market
