// Stored bars of one instrument as ticks: open, then the nearer of high and low, the farther, and
// close, at even distances, each with the quote as it then was. The shortest bars of an hour or
// less that are stored are taken.
#pragma once

#include <optional>
#include <vector>

#include "market/calendar.h"
#include "market/quote.h"
#include "port/bar_store.h"

namespace pitwall::desk {

class BarTape {
 public:
  static constexpr market::BarSize longest_bar = market::BarSize::h1;
  static constexpr std::int64_t bars_at_once = 1'000;  // that are read

  // Of bars from `from` until before `until`. None where none are stored there. The calendar
  // outlives it.
  static Result<std::optional<BarTape>> open(const market::Symbol& symbol,
                                             const market::Calendar& calendar,
                                             port::BarStore& store, Time from, Time until);

  const market::Symbol& symbol() const { return symbol_; }
  // Whether there is a tick at hand. Where there is none, `read_on` reads the next stretch, of
  // which a night without bars takes several; false: it is at its end. How many it read is added.
  bool ready() const { return bar_ < bars_.size(); }
  Result<bool> read_on(port::BarStore& store, std::uint64_t& bars);
  Time next() const;  // of the tick at hand
  // Takes it; `quote` is right after it.
  market::Tick take();
  const market::Quote& quote() const { return quote_; }

 private:
  BarTape(const market::Symbol& symbol, const market::Calendar& calendar, Time from, Time until)
      : symbol_(symbol), read_until_(from), until_(until), cursor_(calendar) {}
  Price price() const;
  void begin_day();

  market::Symbol symbol_;
  market::BarSize size_;
  Time read_until_;
  Time until_;
  std::vector<market::Bar> bars_;  // those read last
  std::size_t bar_ = 0;
  std::size_t part_ = 0;  // of its ticks
  market::Quote quote_;
  market::SessionCursor cursor_;
  std::optional<Date> day_;
};

}  // namespace pitwall::desk
