// The highest of the last n values, in constant time on average and fixed memory: a queue of those
// that may still become the highest, in falling order.
#pragma once

#include <vector>

#include "base/check.h"

namespace pitwall::expr {

class RollingHighest {
 public:
  explicit RollingHighest(std::size_t count) : ring_(count) {
    PITWALL_CHECK(count > 0, "the highest of none");
  }

  void push(double value) {
    while (size_ > 0 && at(size_ - 1).value <= value) --size_;
    if (size_ > 0 && at(0).index + ring_.size() <= next_) {
      begin_ = (begin_ + 1) % ring_.size();
      --size_;
    }
    at(size_++) = {next_++, value};
  }

  bool full() const { return next_ >= ring_.size(); }
  double highest() const { return at(0).value; }  // of those that came so far; one at least

 private:
  struct Candidate {
    std::size_t index = 0;  // of all that came
    double value = 0;
  };
  Candidate& at(std::size_t index) { return ring_[(begin_ + index) % ring_.size()]; }
  const Candidate& at(std::size_t index) const { return ring_[(begin_ + index) % ring_.size()]; }

  std::vector<Candidate> ring_;
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
  std::size_t next_ = 0;
};

}  // namespace pitwall::expr
