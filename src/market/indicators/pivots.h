// Classic pivot points (those of floor traders): of the session before, with its high H, low L and
// close C, the pivot P = (H + L + C) / 3, resistances r1 = 2 P - L, r2 = P + (H - L) and
// r3 = H + 2 (P - L), supports s1 = 2 P - H, s2 = P - (H - L) and s3 = L - 2 (H - P). They hold
// for a session. The first bar may be from the middle of one, so that session is not taken for
// whole: there are values from the third on. TA-Lib has none.
#pragma once

#include <algorithm>
#include <optional>

#include "market/indicators/sample.h"

namespace pitwall::market {

struct PivotLines {
  double pivot = 0, r1 = 0, r2 = 0, r3 = 0, s1 = 0, s2 = 0, s3 = 0;
  bool operator==(const PivotLines&) const = default;
};

class Pivots {
 public:
  std::optional<PivotLines> update(const Sample& bar) {
    if (bar.session_starts) {
      if (whole_) lines_ = of(high_, low_, close_);
      whole_ = begun_;
      high_ = bar.high;
      low_ = bar.low;
    }
    begun_ = true;
    high_ = std::max(high_, bar.high);
    low_ = std::min(low_, bar.low);
    close_ = bar.close;
    return lines_;
  }

 private:
  static PivotLines of(double high, double low, double close) {
    const double pivot = (high + low + close) / 3;
    const double range = high - low;
    return {pivot,
            2 * pivot - low,
            pivot + range,
            high + 2 * (pivot - low),
            2 * pivot - high,
            pivot - range,
            low - 2 * (high - pivot)};
  }

  bool begun_ = false;
  bool whole_ = false;                     // the session so far began where one does
  double high_ = 0, low_ = 0, close_ = 0;  // of the session so far
  std::optional<PivotLines> lines_;
};

}  // namespace pitwall::market
