// The latest bars of a minute of one instrument, made from its trades: what a person sees beside a
// trigger that fired. Allocates nothing.
#pragma once

#include <array>
#include <vector>

#include "market/bar.h"
#include "market/quote.h"

namespace pitwall::app {

class RecentBars {
 public:
  static constexpr std::size_t max_bars = 10;

  void add(const market::Tick& tick) {
    if (tick.kind != market::Tick::Kind::trade) return;
    const Time minute = tick.time.floor(minutes(1));
    if (count_ == 0 || minute > last().time) {
      next_ = (next_ + 1) % max_bars;
      count_ = std::min(count_ + 1, max_bars);
      last() = {minute, tick.price, tick.price, tick.price, tick.price, tick.size};
      return;
    }
    if (minute < last().time) return;  // a late report changes no bar that was shown
    market::Bar& bar = last();
    bar.high = std::max(bar.high, tick.price);
    bar.low = std::min(bar.low, tick.price);
    bar.close = tick.price;
    bar.volume = bar.volume + tick.size;
  }

  std::vector<market::Bar> bars() const {  // oldest first
    std::vector<market::Bar> all;
    for (std::size_t i = 0; i < count_; ++i)
      all.push_back(bars_[(next_ + max_bars - count_ + 1 + i) % max_bars]);
    return all;
  }

 private:
  market::Bar& last() { return bars_[next_]; }

  std::array<market::Bar, max_bars> bars_{};
  std::size_t next_ = 0;  // where the last one is
  std::size_t count_ = 0;
};

}  // namespace pitwall::app
