// How often something took how long, in the form Prometheus wants: counts by upper bound, each with
// all that is below it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"

namespace pitwall::serve {

class Histogram {
 public:
  // Upper bounds in seconds, ascending; they outlive it.
  explicit Histogram(std::span<const double> bounds) : bounds_(bounds), at_most_(bounds.size()) {}

  void count(Duration took) {
    const double seconds = took.to_seconds();
    ++count_;
    sum_ += seconds;
    for (std::size_t i = 0; i < bounds_.size(); ++i)
      if (seconds <= bounds_[i]) ++at_most_[i];
  }

  std::span<const double> bounds() const { return bounds_; }
  std::uint64_t at_most(std::size_t bound) const { return at_most_[bound]; }
  std::uint64_t count() const { return count_; }
  double sum() const { return sum_; }  // seconds

 private:
  std::span<const double> bounds_;
  std::vector<std::uint64_t> at_most_;
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

}  // namespace pitwall::serve
