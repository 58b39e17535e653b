// The highest and the lowest of the last n values, as TA-Lib's MAX and MIN.
#pragma once

#include <optional>
#include <span>

#include "market/indicators/folds.h"
#include "market/indicators/sample.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

template <class Fold>
class Extreme {
 public:
  explicit Extreme(std::size_t period) : window_(period) {}

  std::optional<double> update(double value) {
    if (!window_.push(value)) return std::nullopt;
    return window_.window();
  }

  // The same for each of the values; no_value where there is none.
  void run(std::span<const double> values, std::span<double> results) {
    double* const out = results.data();
    window_.run(
        values.size(), [in = values.data()](std::size_t i) { return in[i]; },
        [out](std::size_t i, const Fold&, double extreme) { out[i] = extreme; },
        [out](std::size_t i) { out[i] = no_value; });
  }

 private:
  Sliding<Fold> window_;
};

using Highest = Extreme<Greatest>;
using Lowest = Extreme<Least>;

}  // namespace pitwall::market
