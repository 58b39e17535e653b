// Average directional index of Wilder, with its two indicators, all 0 to 100. Upward movement of a
// bar is how far its high is above the one before, where that is more than its low is below the one
// before, and else none; downward movement the other way round. +DI and -DI are 100 times the share
// of each in the true range, of Wilder's running sums over n bars; ADX is his average of
// 100 * |+DI - -DI| / (+DI + -DI). As in TA-Lib the sums begin with n - 1 changes, the first value
// of ADX is at bar 2 n, and a bar that leaves nothing to divide by leaves ADX as it was. The three
// lines begin together; TA-Lib's functions for each DI begin at bar n + 1.
#pragma once

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
    const std::optional<double> range = range_.update(bar);
    const double up = bar.high - high_;
    const double down = low_ - bar.low;
    high_ = bar.high;
    low_ = bar.low;
    if (!range) return std::nullopt;
    const bool seeding = count_ + 1 < period_;
    const double keep = seeding ? 1 : keep_;
    up_ = up_ * keep + (up > down && up > 0 ? up : 0);
    down_ = down_ * keep + (down > up && down > 0 ? down : 0);
    ranges_ = ranges_ * keep + *range;
    if (seeding) {
      ++count_;
      return std::nullopt;
    }
    return lines();
  }

 private:
  std::optional<DirectionalLines> lines() {
    const double both = up_ + down_;
    const double directed = both > 0 ? 100 * (std::abs(up_ - down_) / both) : 0;
    const bool divides = both > 0 && ranges_ > 0;
    if (!there_) {
      there_ = average_.push(directed);
    } else if (divides) {
      average_.push(directed);
    }
    if (!there_) return std::nullopt;
    const double percent = ranges_ > 0 ? 100 / ranges_ : 0;
    return DirectionalLines{average_.value(), up_ * percent, down_ * percent};
  }

  std::size_t period_;
  double keep_;
  std::size_t count_ = 0;  // of the changes that the sums begin with, n - 1
  TrueRange range_;
  double high_ = 0, low_ = 0;              // of the bar before
  double up_ = 0, down_ = 0, ranges_ = 0;  // Wilder's sums
  WilderAverage average_;
  bool there_ = false;
};

}  // namespace pitwall::market
