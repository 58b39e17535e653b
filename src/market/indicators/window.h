// What the averages and deviations stand on: the last n values, with their sum and the sum of their
// squares kept up to date. The values are finite.
#pragma once

#include <cstddef>
#include <vector>

#include "base/check.h"

namespace pitwall::market {

// The longest window of any indicator.
inline constexpr std::size_t max_period = 1000;

// A sum that also keeps what each addition rounds away (Knuth's two-sum), so that what enters and
// later leaves does leave nothing behind.
class CompensatedSum {
 public:
  void add(double value) {
    const double sum = sum_ + value;
    const double taken = sum - sum_;
    lost_ += (sum_ - (sum - taken)) + (value - taken);
    sum_ = sum;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

// Mean and variance of the last `size` values. They are summed as distances from one of the recent
// values, which is renewed once in a window's length: a mean of equal values is that value, and a
// deviation of cents is not lost beside a price of thousands. (TA-Lib sums the values themselves;
// the results agree to about 1e-10 of the value.) Constant time, on average over a window.
class Window {
 public:
  explicit Window(std::size_t size) : values_(size) {
    PITWALL_CHECK(size >= 1 && size <= max_period, "a window of {} values", size);
  }

  void push(double value) {
    if (count_ < values_.size()) {
      if (count_ == 0) origin_ = value;
      ++count_;
    } else {
      const double leaves = values_[next_] - origin_;
      sum_.add(-leaves);
      squares_.add(-leaves * leaves);
    }
    values_[next_] = value;
    const double enters = value - origin_;
    sum_.add(enters);
    squares_.add(enters * enters);
    if (++next_ == values_.size()) start_over(value);
  }

  bool full() const { return count_ == values_.size(); }
  std::size_t size() const { return values_.size(); }
  // Of the values that are there; one at least.
  double mean() const { return origin_ + sum_.value() / length(); }
  // Population variance (divides by n), never negative.
  double variance() const {
    const double mean = sum_.value() / length();
    const double variance = squares_.value() / length() - mean * mean;
    return variance > 0 ? variance : 0;
  }

 private:
  double length() const { return static_cast<double>(count_); }
  void start_over(double origin) {
    next_ = 0;
    origin_ = origin;
    sum_ = {};
    squares_ = {};
    for (const double value : values_) {
      sum_.add(value - origin);
      squares_.add((value - origin) * (value - origin));
    }
  }

  std::vector<double> values_;
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  double origin_ = 0;
  CompensatedSum sum_;
  CompensatedSum squares_;
};

}  // namespace pitwall::market
