// Double and triple exponential moving averages of Mulloy: combinations of an EMA, its own EMA and
// that one's, in which most of the delay cancels out: 2 a - b, and 3 a - 3 b + c. As in TA-Lib each
// average begins when the one before it has its first n values, so the first value is at 2 n - 1,
// or 3 n - 2.
#pragma once

#include <optional>

#include "market/indicators/ema.h"

namespace pitwall::market {

class Dema {
 public:
  explicit Dema(std::size_t period) : once_(period), twice_(period) {}

  std::optional<double> update(double value) {
    const std::optional<double> once = once_.update(value);
    if (!once) return std::nullopt;
    const std::optional<double> twice = twice_.update(*once);
    if (!twice) return std::nullopt;
    return combine(*once, *twice);
  }
  double step(double value) {
    const double once = once_.step(value);
    return combine(once, twice_.step(once));
  }

 private:
  static double combine(double once, double twice) { return once + (once - twice); }

  Ema once_, twice_;
};

class Tema {
 public:
  explicit Tema(std::size_t period) : once_(period), twice_(period), thrice_(period) {}

  std::optional<double> update(double value) {
    const std::optional<double> once = once_.update(value);
    if (!once) return std::nullopt;
    const std::optional<double> twice = twice_.update(*once);
    if (!twice) return std::nullopt;
    const std::optional<double> thrice = thrice_.update(*twice);
    if (!thrice) return std::nullopt;
    return combine(*once, *twice, *thrice);
  }
  double step(double value) {
    const double once = once_.step(value);
    const double twice = twice_.step(once);
    return combine(once, twice, thrice_.step(twice));
  }

 private:
  static double combine(double once, double twice, double thrice) {
    return thrice + 3 * (once - twice);
  }

  Ema once_, twice_, thrice_;
};

}  // namespace pitwall::market
