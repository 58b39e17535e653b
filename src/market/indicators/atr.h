// Average true range of Wilder: the true range of a bar is its range with the close before it
// counted in, so the first bar has none (as in TA-Lib). The first average, at bar n + 1, is the
// mean of n true ranges; after that (before * (n - 1) + range) / n. In the prices' unit.
#pragma once

#include <algorithm>
#include <optional>

#include "market/indicators/sample.h"
#include "market/indicators/window.h"

namespace pitwall::market {

class Atr {
 public:
  explicit Atr(std::size_t period) : period_(period), length_(static_cast<double>(period)) {
    PITWALL_CHECK(period >= 1 && period <= max_period, "an average over {} bars", period);
  }

  std::optional<double> update(const Sample& bar) {
    const double range = std::max(bar.high, before_) - std::min(bar.low, before_);
    before_ = bar.close;
    if (count_ == 0) {
      ++count_;
      return std::nullopt;
    }
    if (count_ <= period_) {
      average_ += range;
      if (count_++ < period_) return std::nullopt;
      average_ /= length_;
    } else {
      average_ = (average_ * (length_ - 1) + range) / length_;
    }
    return average_;
  }

 private:
  std::size_t period_;
  double length_;
  std::size_t count_ = 0;  // of the bars of the seed, which are period + 1
  double before_ = 0;
  double average_ = 0;
};

}  // namespace pitwall::market
