// Bollinger bands: the simple average of n values, and lines `width` standard deviations (of the
// population, as Bollinger and TA-Lib have it) above and below it.
#pragma once

#include <cmath>
#include <optional>

#include "market/indicators/bands.h"
#include "market/indicators/deviation.h"
#include "market/indicators/sample.h"

namespace pitwall::market {

class Bollinger {
 public:
  Bollinger(std::size_t period, double width) : window_(period), width_(width) {}

  std::optional<Bands> update(double value) {
    if (!window_.push(value)) return std::nullopt;
    return bands(window_.spread(), width_);
  }

  // The same for each of the closes, into upper, middle and lower; no_value where there is none.
  void run(const SampleColumns& bars, ResultColumns lines) {
    double* const upper = lines[0].data();
    double* const middle = lines[1].data();
    double* const lower = lines[2].data();
    window_.run(
        bars.close,
        [=, width = width_](std::size_t i, const Spread& spread) {
          const Bands all = bands(spread, width);
          upper[i] = all.upper;
          middle[i] = all.middle;
          lower[i] = all.lower;
        },
        [=](std::size_t i) { upper[i] = middle[i] = lower[i] = no_value; });
  }

 private:
  static Bands bands(const Spread& spread, double width) {
    const double reach = width * std::sqrt(spread.variance);
    return {spread.mean + reach, spread.mean, spread.mean - reach};
  }

  DeviationWindow window_;
  double width_;
};

}  // namespace pitwall::market
