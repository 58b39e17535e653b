// Volume-weighted average price of the session so far: the sum of typical price * volume over the
// sum of volume, where the typical price of a bar is (high + low + close) / 3. It begins anew at
// each bar that starts a session; absent until one has traded. TA-Lib has none.
#pragma once

#include <optional>

#include "market/indicators/compensated_sum.h"
#include "market/indicators/sample.h"

namespace pitwall::market {

class Vwap {
 public:
  std::optional<double> update(const Sample& bar) {
    if (bar.session_starts) {
      volume_ = {};
      weighted_ = {};
    }
    const double typical = (bar.high + bar.low + bar.close) / 3;
    volume_.add(bar.volume);
    weighted_.add(typical * bar.volume);
    if (volume_.value() <= 0) return std::nullopt;
    return weighted_.value() / volume_.value();
  }

 private:
  CompensatedSum volume_;
  CompensatedSum weighted_;
};

}  // namespace pitwall::market
