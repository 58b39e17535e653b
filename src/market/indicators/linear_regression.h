// What weighs the last n values by their age: the weighted moving average (1 for the oldest to n
// for the newest), and the straight line of least squares through them, by its value at the newest
// and by its slope in the values' unit a bar. As TA-Lib's WMA, LINEARREG and LINEARREG_SLOPE.
#pragma once

#include <optional>
#include <span>

#include "market/indicators/folds.h"
#include "market/indicators/sample.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

// With S the sum of the values and W the sum of each times its place, 1 to n, all three are
// a * S + b * W.
class WeightedWindow {
 public:
  // W / (1 + … + n).
  static WeightedWindow average(std::size_t period) {
    const auto n = static_cast<double>(period);
    return {period, {1, 0, 2 / (n * (n + 1))}};
  }
  // The least squares' value at the newest: 3 weighted averages less 2 simple ones.
  static WeightedWindow regression(std::size_t period) {
    const auto n = static_cast<double>(period);
    return {period, {1, -2 / n, 6 / (n * (n + 1))}};
  }
  // (W - S * (n + 1) / 2) / (n * (n * n - 1) / 12).
  static WeightedWindow regression_slope(std::size_t period) {
    const auto n = static_cast<double>(period);
    return {period, {0, -6 / (n * (n - 1)), 12 / (n * (n - 1) * (n + 1))}};
  }

  std::optional<double> update(double value) {
    if (!window_.push(value)) return std::nullopt;
    return formula_.of(window_.fold(), window_.window());
  }

  // The same for each of the values; no_value where there is none.
  void run(std::span<const double> values, std::span<double> results) {
    double* const out = results.data();
    window_.run(
        values.size(), [in = values.data()](std::size_t i) { return in[i]; },
        [out, formula = formula_](std::size_t i, const WeightedDistances& fold,
                                  const WeightedDistances::Partial& sums) {
          out[i] = formula.of(fold, sums);
        },
        [out](std::size_t i) { out[i] = no_value; });
  }

 private:
  struct Formula {
    double level;  // what it makes of values that are all 1
    double a, b;
    double of(const WeightedDistances& fold, const WeightedDistances::Partial& sums) const {
      return level * fold.origin + (a * sums.sum + b * sums.weighted);
    }
  };
  WeightedWindow(std::size_t period, Formula formula)
      : window_(period, WeightedDistances{static_cast<double>(period) + 1}), formula_(formula) {}

  Sliding<WeightedDistances> window_;
  Formula formula_;
};

}  // namespace pitwall::market
