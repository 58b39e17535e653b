// The change of a price over the last stretch of time, in percent: against the latest price that is
// older than that, taken to within 1/240 of the stretch. Constant time and a fixed ring, however
// many prices come: of each 240th of the stretch the last one is kept.
#pragma once

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/time.h"
#include "expr/operations.h"

namespace pitwall::expr {

class RollingChange {
 public:
  explicit RollingChange(Duration span) : step_(span / steps), ring_(steps + 2) {
    PITWALL_CHECK(step_.nanoseconds > 0, "a change over {}", span.text());
  }

  // A time that lies before the latest one counts as that.
  void add(Time time, double price) {
    advance(time);
    if (size_ > 0 && at(size_ - 1).step == now_)
      at(size_ - 1).price = price;
    else
      at(size_++) = {now_, price};
    drop();
  }
  void advance(Time now) {
    const std::int64_t step = now.floor(step_).nanoseconds / step_.nanoseconds;
    if (size_ > 0 && step <= now_) return;
    now_ = step;
    drop();
  }

  // Missing until there is a price that is old enough, and where that one is not above zero.
  double percent() const {
    if (size_ == 0 || at(0).step > now_ - steps || at(0).price <= 0) return missing_figure;
    return (at(size_ - 1).price / at(0).price - 1) * 100;
  }

 private:
  static constexpr std::int64_t steps = 240;

  struct Kept {
    std::int64_t step = 0;  // counted from 1970
    double price = 0;       // the last in it
  };

  // Of all that are old enough only the latest stays, as the first.
  void drop() {
    while (size_ > 1 && at(1).step <= now_ - steps) {
      begin_ = (begin_ + 1) % ring_.size();
      --size_;
    }
  }
  Kept& at(std::size_t index) { return ring_[(begin_ + index) % ring_.size()]; }
  const Kept& at(std::size_t index) const { return ring_[(begin_ + index) % ring_.size()]; }

  Duration step_;
  std::vector<Kept> ring_;
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
  std::int64_t now_ = 0;
};

}  // namespace pitwall::expr
