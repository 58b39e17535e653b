// From the ticks and bars of one instrument to the values of the inputs that conditions want of it:
// one series for each input, however many conditions share it.
//
//   - What is on bars is that of the last bar that has ended, so that a condition does not come and
//   go
//     while a bar is made; with `live` it is that of the bar in progress, and between bars of the
//     last.
//   - A bar ends when time reaches its end (`advance`), whether or not there is another trade.
//   - An instrument without trades, as a currency pair, has bars of the middle of bid and ask.
//
// Owned by one thread. After `warm_up` nothing allocates.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/zone.h"
#include "expr/bar_inputs.h"
#include "expr/rolling_change.h"
#include "market/quote.h"

namespace pitwall::expr {

// Whether ticks and bars make it: all but the account's figures and the user's functions.
bool is_of_the_market(InputKind kind);

class LiveInputs {
 public:
  // The instrument's; it must outlive this. Bars are of the regular hours, or of the extended too.
  explicit LiveInputs(const market::Calendar& calendar,
                      market::Hours hours = market::Hours::regular);

  // Returns where its value stands in `values`; the same input has one place, whatever its symbol:
  // that these are the symbol's ticks is up to the caller. One may come at any time, and is missing
  // until the next tick, bar or warm_up gives it a value. Its kind is_of_the_market.
  std::size_t add(Input input);

  // The bars that must have gone before for every input to have its value at once.
  struct Wanted {
    market::BarSize bars;
    std::size_t count = 0;
  };
  std::vector<Wanted> history() const;
  // Takes such bars, oldest first, for the inputs that were not warmed up before; the last bar may
  // still be in progress at `now`. Ticks may have come before.
  void warm_up(market::BarSize bars, std::span<const market::Bar> history, Time now);

  // Takes the next tick, and the quote as it is after it.
  void update(const market::Tick& tick, const market::Quote& quote);
  // Time goes on without a tick. One that lies before the latest changes nothing.
  void advance(Time now);

  // As of the latest tick or advance; NaN where missing.
  std::span<const double> values() const { return values_; }
  bool ready(std::size_t index) const { return is_there(values_[index]); }

 private:
  struct Change {
    std::size_t place = 0;
    Duration span;
    RollingChange change;
    bool warmed = false;
  };
  struct Clock {
    std::size_t place = 0;
    Zone zone = Zone::utc();
    Time known_since;  // a quarter of an hour, in which a zone's offset does not change
    Duration offset;
  };

  BarInputs& on_bars(market::BarSize size);
  double figure_of(InputKind kind, const market::Quote& quote) const;
  void show_time();

  const market::Calendar* calendar_;
  market::Hours hours_;
  market::SessionCursor cursor_;
  Time now_ = Time::min();
  std::vector<Input> inputs_;  // by place
  std::vector<double> values_;
  std::vector<std::pair<std::size_t, InputKind>> of_the_quote_;
  std::vector<Change> changes_;
  std::vector<BarInputs> on_bars_;
  std::vector<Clock> clocks_;
  std::optional<std::size_t> session_;
};

}  // namespace pitwall::expr
