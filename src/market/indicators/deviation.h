// Mean and population variance (divides by n) of the last n values, for the bands and deviations.
#pragma once

#include <span>

#include "market/indicators/folds.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

struct Spread {
  double mean = 0;
  double variance = 0;  // never negative
};

class DeviationWindow {
 public:
  explicit DeviationWindow(std::size_t period)
      : window_(period), share_(1 / static_cast<double>(period)) {}

  bool push(double value) { return window_.push(value); }
  Spread spread() const { return spread(window_.fold(), window_.window(), share_); }

  // Calls emit(i, spread) where there is one, absent(i) where not.
  template <class Emit, class Absent>
  void run(std::span<const double> values, Emit emit, Absent absent) {
    window_.run(
        values.size(), [in = values.data()](std::size_t i) { return in[i]; },
        [emit, share = share_](std::size_t i, const SquaredDistances& fold,
                               const SquaredDistances::Partial& sums) {
          emit(i, spread(fold, sums, share));
        },
        absent);
  }

 private:
  static Spread spread(const SquaredDistances& fold, const SquaredDistances::Partial& sums,
                       double share) {
    const double mean = sums.sum * share;
    const double variance = sums.squares * share - mean * mean;
    return {fold.origin + mean, variance > 0 ? variance : 0};
  }

  Sliding<SquaredDistances> window_;
  double share_;
};

}  // namespace pitwall::market
