// Longer bars from shorter ones or from trades. The conventions, which are those of the charts
// that traders compare with:
//
//   - An intraday bar is counted from the open of its session: 5m bars of NYSE begin at 09:30,
//     1h bars at 09:30, 10:30, ..., and 15:30 is half an hour long. Futures count from the evening
//     open, 24/7 markets from midnight of their zone. No bar crosses the end of a session.
//   - A daily bar is a trading day, with all its sessions of the hours asked for; a future's one
//     begins the evening before. Weeks begin on Monday, months on the 1st, by trading day.
//   - A bar's time is its nominal start, whatever came first: 09:35 for a bar whose first trade was
//     at 09:37, and for a day, week or month the open of its first trading day, of the hours asked
//     for (Calendar::day_open). Daily bars that go in must carry that time too.
//   - Gaps are not filled: no trade, no bar.
//   - What lies outside the hours asked for is left out and counted, so that a caller can say so.
//
// Values only, no clock. Streaming and batch give the same bars, bar for bar.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "market/bar.h"
#include "market/calendar.h"

namespace pitwall::market {

class BarAggregator {
 public:
  // The calendar must outlive it.
  BarAggregator(BarSize size, const Calendar& calendar, Hours hours = Hours::regular);

  // Takes the next trade or shorter bar and returns the bar that it completes, if it does: the
  // first input of the next bar ends the one before. What lies before the bar in work, or within
  // one that has ended, came too late; it is left out and counted in `late`.
  std::optional<Bar> add(Time time, Price price, Quantity size);
  std::optional<Bar> add(const Bar& bar);

  // Ends the bar in work once `now` has reached its end, without waiting for another trade.
  std::optional<Bar> advance(Time now);
  // Ends it at once, as at the end of the data.
  std::optional<Bar> flush();

  const std::optional<Bar>& in_work() const { return bar_; }  // so far
  Time in_work_until() const { return end_; }                 // the end of the bar in work
  std::size_t outside() const { return outside_; }
  std::size_t late() const { return late_; }
  // Bars whose volume went beyond what a Quantity holds (92 billion), and stays at that.
  std::size_t overflowed() const { return overflowed_; }

 private:
  bool is_inside(Time time);
  void begin(const Bar& first);
  void begin_period(Date trading_day);
  void grow(const Bar& bar);

  BarSize size_;
  const Calendar* calendar_;
  Hours hours_;
  SessionCursor cursor_;
  const Session* session_ = nullptr;  // of the latest input
  std::optional<Bar> bar_;
  Time end_;                       // of the bar in work
  Time done_until_ = Time::min();  // the end of the last bar that time or a flush ended
  std::size_t outside_ = 0;
  std::size_t late_ = 0;
  std::size_t overflowed_ = 0;
};

struct Aggregated {
  std::vector<Bar> bars;    // oldest first
  std::size_t outside = 0;  // bars given that lie outside the hours asked for, and are left out
};

// The bars, which are in order and of length `from`, as bars of length `to`. Refused: a length that
// cannot be made of the other (bars of the same length only pass the hours), times that do not
// increase, a damaged bar, a volume beyond what a Quantity holds.
Result<Aggregated> aggregate(std::span<const Bar> bars, BarSize from, BarSize to,
                             const Calendar& calendar, Hours hours = Hours::regular);

}  // namespace pitwall::market
