// The tape: the ticks of many instruments, merged in order of time. Each instrument's ticks come
// from bars (bar_path.h), and its bars from a feed: stored ones or a model's. Not shared between
// threads; after the first tick of each bar's worth it allocates nothing of its own.
#pragma once

#include <memory>
#include <vector>

#include "adapter/paper/bar_path.h"

namespace pitwall::paper {

// The bars of one instrument, one after the other.
class BarFeed {
 public:
  virtual ~BarFeed() = default;
  // The next bar, which begins at or after the end of the one before; false at the end for good.
  virtual bool next(PlayedBar& bar) = 0;
};

class Tape {
 public:
  // The instrument outlives the tape.
  void add(const market::Instrument& instrument, std::unique_ptr<BarFeed> feed);

  // The tick that comes next, by time and then by instrument; null when the tape has ended.
  const market::Tick* peek() const;
  void pop();  // there is one

 private:
  struct Lane {
    std::unique_ptr<BarFeed> feed;
    BarTicks ticks;
    market::Tick next;
    bool advance();
  };
  bool later(std::uint32_t a, std::uint32_t b) const;

  std::vector<Lane> lanes_;
  std::vector<std::uint32_t> heap_;  // indices of lanes that have a tick, the earliest in front
};

}  // namespace pitwall::paper
