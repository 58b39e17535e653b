// How fast candles and past ticks may be asked for. Exact windows; times are a monotonic clock's.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "adapter/ibkr/pacing.h"
#include "base/time.h"

namespace pitwall::tws {

// One request of history, as the broker's rules see it.
struct HistoryAsk {
  std::string contract;    // contract, exchange and kind of figures: fewer than six in two seconds
  std::string whole;       // all of it: not the same within fifteen seconds
  bool small_bars = true;  // of thirty seconds or less, or ticks: sixty in ten minutes
  bool twice = false;      // BID_ASK counts for two
};

class HistoryPace {
 public:
  static constexpr std::size_t most_open = 50;
  static constexpr std::size_t most_in_ten_minutes = 60;
  static constexpr std::size_t most_for_one = 5;  // contract, in two seconds

  // Zero: it may go now.
  Duration wait(const HistoryAsk& ask, Duration now) const;
  void take(const HistoryAsk& ask, Duration now);
  void done();  // one of those under way has ended
  bool full() const { return open_ >= most_open; }

 private:
  void forget(Duration now);

  ibkr::Pace all_{most_in_ten_minutes, minutes(10)};
  // A request for two needs room for two: the second is free when the one before it is.
  ibkr::Pace pairs_{most_in_ten_minutes - 1, minutes(10)};
  struct Burst {
    ibkr::Pace pace;
    Duration last;
  };
  std::map<std::string, Burst> by_contract_;
  std::map<std::string, Duration> last_;  // of each whole request
  std::size_t open_ = 0;
};

}  // namespace pitwall::tws
