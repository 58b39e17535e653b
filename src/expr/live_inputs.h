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
#include "expr/bar_figure.h"
#include "expr/rolling_change.h"
#include "market/aggregate.h"
#include "market/quote.h"

namespace pitwall::expr {

// Whether ticks and bars make it: all but the account's figures and the user's functions.
bool is_of_the_market(InputKind kind);

class LiveInputs {
 public:
  // The instrument's; it must outlive this. Bars are of the regular hours, or of the extended too.
  explicit LiveInputs(const market::Calendar& calendar,
                      market::Hours hours = market::Hours::regular);

  // Returns where its value stands in `values`; the same input has one place. All are added before
  // the first bar or tick; the input's symbol is left to the caller. Its kind is_of_the_market.
  std::size_t add(const Input& input);

  // The bars that must have gone before for every input to have its value at once.
  struct Wanted {
    market::BarSize bars;
    std::size_t count = 0;
  };
  std::vector<Wanted> history() const;
  // Takes such bars, oldest first; the last one may still be in progress at `now`.
  void warm_up(market::BarSize bars, std::span<const market::Bar> history, Time now);

  // Takes the next tick, and the quote as it is after it.
  void update(const market::Tick& tick, const market::Quote& quote);
  // Time goes on without a tick. One that lies before the latest changes nothing.
  void advance(Time now);

  // As of the latest tick or advance; NaN where missing.
  std::span<const double> values() const { return values_; }
  bool ready(std::size_t index) const { return is_there(values_[index]); }

 private:
  // All that is on bars of one length.
  struct OnBars {
    OnBars(market::BarSize bars, const market::Calendar& calendar, market::Hours hours)
        : size(bars), aggregator(bars, calendar, hours), cursor(calendar) {}

    market::BarSize size;
    market::BarAggregator aggregator;
    market::SessionCursor cursor;
    std::optional<Date> trading_day;  // of the last bar that ended
    std::optional<market::Bar> last;  // that ended
    std::vector<std::pair<std::size_t, BarFigure>> figures;
    std::vector<std::pair<std::size_t, InputKind>> live;  // fields of the bar in progress
  };
  struct Clock {
    std::size_t place = 0;
    Zone zone;
    Time known_since;  // a quarter of an hour, in which a zone's offset does not change
    Duration offset;
  };

  OnBars& on_bars(market::BarSize size);
  double figure_of(InputKind kind, const market::Quote& quote) const;
  void trade(Time time, Price price, Quantity size);
  void end_bar(OnBars& group, const market::Bar& bar);
  void show_live(const OnBars& group);
  void show_time();

  const market::Calendar* calendar_;
  market::Hours hours_;
  market::SessionCursor cursor_;
  Time now_ = Time::min();
  std::vector<Input> inputs_;  // by place
  std::vector<double> values_;
  std::vector<std::pair<std::size_t, InputKind>> of_the_quote_;
  std::vector<std::pair<std::size_t, RollingChange>> changes_;
  std::vector<OnBars> on_bars_;
  std::vector<Clock> clocks_;
  std::optional<std::size_t> session_;
};

}  // namespace pitwall::expr
