// Average directional index of Wilder, with its two indicators, all 0 to 100. Upward movement of a
// bar is how far its high is above the one before, where that is more than its low is below the one
// before, and else none; downward movement the other way round. +DI and -DI are 100 times the share
// of each in the true range, of Wilder's running sums over n bars; ADX is his average of
// 100 * |+DI - -DI| / (+DI + -DI). As in TA-Lib the sums begin with n - 1 changes, the first value
// of ADX is at bar 2 n, and a bar that leaves nothing to divide by leaves ADX as it was. The three
// lines begin together; TA-Lib's functions for each DI begin at bar n + 1.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "market/indicators/true_range.h"
#include "market/indicators/wilder.h"

namespace pitwall::market {

struct DirectionalLines {
  double adx = 0, plus_di = 0, minus_di = 0;
  bool operator==(const DirectionalLines&) const = default;
};

class Adx {
 public:
  explicit Adx(std::size_t period)
      : period_(period),
        keep_((static_cast<double>(period) - 1) / static_cast<double>(period)),
        average_(period) {
    PITWALL_CHECK(period >= 2, "directions of {} bars", period);
  }

  std::optional<DirectionalLines> update(const Sample& bar) {
    if (!begun_) {
      begun_ = true;
      range_.update(bar);
      high_ = bar.high;
      low_ = bar.low;
      return std::nullopt;
    }
    if (summed_ + 1 < period_) {
      ++summed_;
      add(bar, 1);
      return std::nullopt;
    }
    if (there_) return step(bar);
    add(bar, keep_);
    there_ = average_.update(up_ + down_ > 0 ? directed() : 0).has_value();
    if (!there_) return std::nullopt;
    return lines();
  }
  DirectionalLines step(const Sample& bar) {
    add(bar, keep_);
    if (up_ + down_ > 0) average_.step(directed());
    return lines();
  }

 private:
  // Both movements from differences that are 0 where they do not count: what a market does next
  // is nothing that a processor could guess.
  void add(const Sample& bar, double keep) {
    const double up = std::max(bar.high - high_, 0.0);
    const double down = std::max(low_ - bar.low, 0.0);
    high_ = bar.high;
    low_ = bar.low;
    up_ = up_ * keep + (up > down ? up : 0);
    down_ = down_ * keep + (down > up ? down : 0);
    ranges_ = ranges_ * keep + range_.step(bar);
  }
  double directed() const { return 100 * (std::abs(up_ - down_) / (up_ + down_)); }
  DirectionalLines lines() const {
    const double percent = ranges_ > 0 ? 100 / ranges_ : 0;
    return {average_.value(), up_ * percent, down_ * percent};
  }

  std::size_t period_;
  double keep_;
  bool begun_ = false;
  std::size_t summed_ = 0;  // of the n - 1 changes that the sums begin with
  TrueRange range_;
  double high_ = 0, low_ = 0;              // of the bar before
  double up_ = 0, down_ = 0, ranges_ = 0;  // Wilder's sums
  WilderAverage average_;
  bool there_ = false;
};

}  // namespace pitwall::market
