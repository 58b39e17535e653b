// How market time follows the clock: at a speed, from an anchor that moves when a quiet stretch is
// passed over. Pure arithmetic.
#pragma once

#include "base/time.h"

namespace pitwall::paper {

class Playback {
 public:
  Playback(Time wall, Time market, std::int64_t speed)
      : wall_(wall), market_(market), speed_(speed) {}

  Time market_at(Time wall) const {
    const Int128 passed = static_cast<Int128>((wall - wall_).nanoseconds) * speed_;
    const Int128 room = Time::max().nanoseconds - std::max<std::int64_t>(market_.nanoseconds, 0);
    return market_ + nanoseconds(static_cast<std::int64_t>(std::min(passed, room)));
  }
  // The first instant of the clock at which market time has reached `market`.
  Time wall_at(Time market) const {
    const std::int64_t ahead = (market - market_).nanoseconds;
    return wall_ + nanoseconds(ahead <= 0 ? ahead / speed_ : (ahead - 1) / speed_ + 1);
  }
  // From when the clock shows `wall`, the market goes on at `market`.
  void jump(Time wall, Time market) {
    wall_ = wall;
    market_ = market;
  }

 private:
  Time wall_;    // at this instant of the clock …
  Time market_;  // … it is this time in the market
  std::int64_t speed_;
};

}  // namespace pitwall::paper
