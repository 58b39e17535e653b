// What the paper exchange keeps of an account as time passes, for its reports: what it was worth at
// the end of each day (midnight UTC of market time), and what it made today. A record begins with
// the run of the daemon: the paper market remembers nothing of the days before, and does not guess.
// Values.
#pragma once

#include <deque>
#include <optional>

#include "base/decimal.h"
#include "base/time.h"

namespace pitwall::paper {

struct AccountRecord {
  static constexpr std::size_t max_days = 1'500;

  struct Day {
    Date date;
    std::optional<Money> net_liquidation;  // none where something held had no price then
  };

  std::optional<Time> began;
  // The account was opened then, so that all it has made, it has made since.
  bool from_opening = false;
  std::optional<Money> first;  // net liquidation when the record began
  std::deque<Day> days;        // that have ended, oldest first
  // Of the day under way, before commissions, in base currency; none where an amount of it could
  // not be converted.
  std::optional<Money> realized = Money();
};

}  // namespace pitwall::paper
