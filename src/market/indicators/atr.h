// Average true range of Wilder: his average of the true ranges, first at bar n + 1, as in TA-Lib.
// In the prices' unit.
#pragma once

#include <optional>

#include "market/indicators/true_range.h"
#include "market/indicators/wilder.h"

namespace pitwall::market {

class Atr {
 public:
  explicit Atr(std::size_t period) : average_(period) {}

  std::optional<double> update(const Sample& bar) {
    const std::optional<double> range = range_.update(bar);
    if (!range) return std::nullopt;
    return average_.update(*range);
  }
  double step(const Sample& bar) { return average_.step(range_.step(bar)); }

 private:
  TrueRange range_;
  WilderAverage average_;
};

}  // namespace pitwall::market
