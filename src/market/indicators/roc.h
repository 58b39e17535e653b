// Rate of change: by how many per cent a value differs from that of n bars before, as TA-Lib's ROC.
// Unlike TA-Lib, which says 0 where the value before was 0, this has no value there.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "market/indicators/sample.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

class Roc {
 public:
  explicit Roc(std::size_t period) : last_(period) {
    PITWALL_CHECK(period >= 1 && period <= max_period, "a change over {} values", period);
  }

  std::optional<double> update(double value) {
    const double before = std::exchange(last_[at_], value);
    if (++at_ == last_.size()) at_ = 0;
    if (count_ < last_.size()) {
      ++count_;
      return std::nullopt;
    }
    if (before == 0) return std::nullopt;
    return rate(before, value);
  }

  // The same for each of the values; no_value where there is none.
  void run(std::span<const double> values, std::span<double> results) {
    const std::size_t period = last_.size();
    const std::size_t first = std::min(period, values.size());
    for (std::size_t i = 0; i < first; ++i) results[i] = update(values[i]).value_or(no_value);
    if (values.size() <= period) return;
    const double* const in = values.data();
    double* const out = results.data();
    for (std::size_t i = period; i < values.size(); ++i) {
      const double before = in[i - period];
      const double change = rate(before, in[i]);
      out[i] = before == 0 ? no_value : change;
    }
    std::ranges::copy(values.last(period), last_.begin());
    at_ = 0;
  }

 private:
  static double rate(double before, double value) { return 100 * ((value - before) / before); }

  std::vector<double> last_;  // a ring; last_[at_] is the value of n bars before
  std::size_t at_ = 0;
  std::size_t count_ = 0;
};

}  // namespace pitwall::market
