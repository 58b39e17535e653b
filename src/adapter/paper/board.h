// The quote board: the market in each instrument as its ticks have made it, and the latest ticks.
// What counts for the trading day (open, high, low, volume) are the trades of regular hours, like a
// daily bar; the previous close is the last of them of the day before. Not shared between threads;
// a tick allocates nothing.
#pragma once

#include <optional>
#include <vector>

#include "market/bar.h"
#include "market/calendar.h"
#include "market/catalogue.h"
#include "market/quote.h"

namespace pitwall::paper {

class Board {
 public:
  static constexpr std::size_t max_recent = 1'000;  // ticks kept for each instrument

  // Before its first tick: whose calendar divides its days, and where its figures come from. The
  // calendar outlives the board.
  void add(market::InstrumentId instrument, const market::Calendar& calendar, market::Source source,
           market::Quality quality);

  // What the trading day has seen before the tape began, where that is known.
  struct DaySoFar {
    Date day;
    std::optional<Price> previous_close;
    std::optional<market::Bar> regular;  // one bar of all regular hours so far
  };
  void begin_day(market::InstrumentId instrument, const DaySoFar& so_far);

  // The instrument was added. The quote is good until the next call.
  const market::Quote& apply(const market::Tick& tick);

  bool knows(market::InstrumentId instrument) const;
  // Null before the first tick.
  const market::Quote* find(market::InstrumentId instrument) const;
  // The latest ticks, oldest first, at most `limit`.
  std::vector<market::Tick> recent(market::InstrumentId instrument, std::size_t limit) const;

 private:
  struct Lane {
    explicit Lane(const market::Calendar& calendar) : cursor(calendar) {}
    market::Quote quote;
    bool ticked = false;
    market::SessionCursor cursor;
    Date day;                            // the trading day that the figures are of
    std::optional<Price> regular_close;  // the last trade in regular hours of that day
    std::vector<market::Tick> ring;      // max_recent places once full
    std::size_t oldest = 0;              // in a full ring
  };
  Lane& lane(market::InstrumentId instrument);
  const Lane* find_lane(market::InstrumentId instrument) const;

  std::vector<std::optional<Lane>> lanes_;  // by instrument
};

}  // namespace pitwall::paper
