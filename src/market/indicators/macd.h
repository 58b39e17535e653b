// Moving average convergence/divergence of Appel: the fast EMA less the slow one, its own EMA as
// the signal, and the difference of both as the histogram. As in TA-Lib all three begin together,
// at value slow + signal - 1, and the fast average begins with the slow one: its seed is the mean
// of the last `fast` of the first `slow` values.
#pragma once

#include <optional>

#include "market/indicators/ema.h"

namespace pitwall::market {

struct MacdLines {
  double macd = 0, signal = 0, histogram = 0;
  bool operator==(const MacdLines&) const = default;
};

class Macd {
 public:
  Macd(std::size_t fast, std::size_t slow, std::size_t signal)
      : skip_(slow - fast), fast_(fast), slow_(slow), signal_(signal) {
    PITWALL_CHECK(fast < slow, "a fast average of {} and a slow one of {}", fast, slow);
  }

  std::optional<MacdLines> update(double value) {
    const std::optional<double> slow = slow_.update(value);
    if (skip_ > 0) {
      --skip_;
      return std::nullopt;
    }
    const std::optional<double> fast = fast_.update(value);
    if (!slow) return std::nullopt;
    const double macd = *fast - *slow;
    const std::optional<double> signal = signal_.update(macd);
    if (!signal) return std::nullopt;
    return MacdLines{macd, *signal, macd - *signal};
  }
  MacdLines step(double value) {
    const double macd = fast_.step(value) - slow_.step(value);
    const double signal = signal_.step(macd);
    return {macd, signal, macd - signal};
  }

 private:
  std::size_t skip_;  // values that the fast average does not see
  Ema fast_, slow_, signal_;
};

}  // namespace pitwall::market
