// How fast the broker may be asked. One bucket for each of its rules, shared by all who ask; a
// request takes from every bucket that applies to it, or waits until it can.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

#include "base/time.h"

namespace pitwall::ibkr {

// At most `count` in any window of length `window`: counted exactly, so that no burst at the edge
// of two windows is too much. Times are a monotonic clock's.
class Pace {
 public:
  Pace(std::size_t count, Duration window) : count_(count), window_(window) {}
  // How long to wait from `now` until one more is allowed; zero: now.
  Duration wait(Duration now) const {
    if (taken_.size() < count_) return Duration{};
    const Duration free = taken_[taken_.size() - count_] + window_;
    return free > now ? free - now : Duration{};
  }
  void take(Duration now) {
    taken_.push_back(now);
    while (taken_.size() > count_) taken_.pop_front();
  }

 private:
  std::size_t count_;
  Duration window_;
  std::deque<Duration> taken_;  // the last `count_`, oldest first
};

}  // namespace pitwall::ibkr
