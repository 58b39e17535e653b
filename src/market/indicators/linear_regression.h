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

// A Formula makes a value of the distances' sums; its constructor takes n.
template <class Formula>
class WeightedWindow {
 public:
  explicit WeightedWindow(std::size_t period)
      : window_(period, WeightedDistances{static_cast<double>(period) + 1}),
        formula_(static_cast<double>(period)) {}

  std::optional<double> update(double value) {
    if (!window_.push(value)) return std::nullopt;
    return formula_(window_.fold(), window_.window());
  }

  // The same for each of the values; no_value where there is none.
  void run(std::span<const double> values, std::span<double> results) {
    double* const out = results.data();
    window_.run(
        values.size(), [in = values.data()](std::size_t i) { return in[i]; },
        [out, formula = formula_](std::size_t i, const WeightedDistances& fold,
                                  const WeightedDistances::Partial& sums) {
          out[i] = formula(fold, sums);
        },
        [out](std::size_t i) { out[i] = no_value; });
  }

 private:
  Sliding<WeightedDistances> window_;
  Formula formula_;
};

// Below, S is the sum of the values and W that of each times its place, 1 to n.

// W / (1 + … + n).
struct WeightedMean {
  explicit WeightedMean(double n) : share(2 / (n * (n + 1))) {}
  double operator()(const WeightedDistances& fold, const WeightedDistances::Partial& sums) const {
    return fold.origin + share * sums.weighted;
  }
  double share;
};

// The line's value at the newest: 3 weighted means less 2 simple ones.
struct RegressionValue {
  explicit RegressionValue(double n) : a(2 / n), b(6 / (n * (n + 1))) {}
  double operator()(const WeightedDistances& fold, const WeightedDistances::Partial& sums) const {
    return fold.origin + (b * sums.weighted - a * sums.sum);
  }
  double a, b;
};

// (W - S * (n + 1) / 2) / (n * (n * n - 1) / 12); n is 2 or more.
struct RegressionSlope {
  explicit RegressionSlope(double n) : a(6 / (n * (n - 1))), b(12 / (n * (n - 1) * (n + 1))) {
    PITWALL_CHECK(n >= 2, "a slope of {} values", n);
  }
  double operator()(const WeightedDistances&, const WeightedDistances::Partial& sums) const {
    return b * sums.weighted - a * sums.sum;
  }
  double a, b;
};

using Wma = WeightedWindow<WeightedMean>;
using LinearRegression = WeightedWindow<RegressionValue>;
using LinearRegressionSlope = WeightedWindow<RegressionSlope>;

}  // namespace pitwall::market
