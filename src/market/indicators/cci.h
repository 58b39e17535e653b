// Commodity channel index of Lambert: how far the typical price (high + low + close) / 3 is from
// its mean of n bars, in 0.015 of their mean absolute deviation from it. As TA-Lib's CCI; 0 where
// the typical price has not moved. A mean deviation is no sliding sum: an update costs n steps.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "market/indicators/pieces.h"
#include "market/indicators/sample.h"
#include "market/indicators/sma.h"

namespace pitwall::market {

class Cci {
 public:
  explicit Cci(std::size_t period)
      : period_(period), mean_(period), last_twice_(2 * period), share_(1 / length()) {}

  std::optional<double> update(const Sample& bar) {
    const double typical = (bar.high + bar.low + bar.close) / 3;
    last_twice_[at_] = last_twice_[at_ + period_] = typical;
    if (++at_ == period_) at_ = 0;
    const std::optional<double> mean = mean_.update(typical);
    if (!mean) return std::nullopt;
    return index(last_twice_.data() + at_, *mean);
  }

  // The same for each of the bars; no_value where there is none.
  void run(const SampleColumns& bars, ResultColumns lines) {
    in_pieces(bars, lines, [this](const SampleColumns& piece, ResultColumns out) {
      std::array<double, max_period + longest_piece> typical;
      std::copy_n(last_twice_.data() + at_, period_, typical.data());
      double* const now = typical.data() + period_;
      for (std::size_t i = 0; i < piece.size(); ++i)
        now[i] = (piece.high[i] + piece.low[i] + piece.close[i]) / 3;
      mean_.run({now, piece.size()}, out[0]);
      for (std::size_t i = 0; i < piece.size(); ++i)
        if (!std::isnan(out[0][i])) out[0][i] = index(now + i + 1 - period_, out[0][i]);
      std::copy_n(now + piece.size() - period_, period_, last_twice_.data());
      std::copy_n(now + piece.size() - period_, period_, last_twice_.data() + period_);
      at_ = 0;
    });
  }

 private:
  double length() const { return static_cast<double>(period_); }

  // Of the n typical prices from `values` on, oldest first.
  double index(const double* values, double mean) const {
    const double deviation = deviations(values, mean) * share_;
    return deviation > 0 ? (values[period_ - 1] - mean) / (0.015 * deviation) : 0;
  }

  // Four sums side by side, since one would wait for each of its additions.
  double deviations(const double* values, double mean) const {
    double a = 0, b = 0, c = 0, d = 0;
    std::size_t i = 0;
    for (; i + 4 <= period_; i += 4) {
      a += std::abs(values[i] - mean);
      b += std::abs(values[i + 1] - mean);
      c += std::abs(values[i + 2] - mean);
      d += std::abs(values[i + 3] - mean);
    }
    for (; i < period_; ++i) a += std::abs(values[i] - mean);
    return (a + c) + (b + d);
  }

  std::size_t period_;
  Sma mean_;
  // The last n typical prices, twice in a row, so that from at_ on they stand in order of time.
  std::vector<double> last_twice_;
  std::size_t at_ = 0;
  double share_;
};

}  // namespace pitwall::market
