// Simple moving average: the mean of the last n values, from the n-th on.
#pragma once

#include <optional>
#include <span>

#include "market/indicators/folds.h"
#include "market/indicators/sample.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

class Sma {
 public:
  explicit Sma(std::size_t period) : window_(period), share_(1 / static_cast<double>(period)) {}

  std::optional<double> update(double value) {
    if (!window_.push(value)) return std::nullopt;
    return mean(window_.fold(), window_.window(), share_);
  }

  // The same for each of the values; no_value where there is none.
  void run(std::span<const double> values, std::span<double> results) {
    double* const out = results.data();
    window_.run(
        values.size(), [in = values.data()](std::size_t i) { return in[i]; },
        [out, share = share_](std::size_t i, const Distances& fold, double sum) {
          out[i] = mean(fold, sum, share);
        },
        [out](std::size_t i) { out[i] = no_value; });
  }

 private:
  static double mean(const Distances& fold, double sum, double share) {
    return fold.origin + sum * share;
  }

  Sliding<Distances> window_;
  double share_;
};

}  // namespace pitwall::market
