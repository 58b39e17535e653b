// A bar taken apart into the ticks that could have made it. Deterministic: the same bar of the same
// instrument is always the same ticks, and they add up to the bar again, to the last digit.
//
//   - The path runs open, low, high, close where the bar closed at or above its open, and open,
//     high, low, close where it closed below: the extreme against the bar's direction comes first.
//   - About one step a second, 4 to 390 steps in all. A step is a quote and then, at the same
//     instant, a trade. The four corners are the bar's own prices; between them the path is
//     straight with a wobble of up to an eighth of the range, on the tick grid, never outside the
//     bar.
//   - Sizes are whole lots and sum to the bar's volume; what is no whole lot goes to the last
//   trade.
//     A step that gets no lot has no trade, except at the corners: those are always traded, with
//     size zero where there is no volume for them.
//   - The quote is on the tick grid, its spread and sizes by asset class (`quote_style`). A step up
//     trades at the ask and a step down at the bid.
#pragma once

#include "market/bar.h"
#include "market/instrument.h"
#include "market/quote.h"

namespace pitwall::paper {

struct PlayedBar {
  market::Bar bar;
  Time end;  // after bar.time; every tick comes before it
};

// How a market of an asset class looks around its last price.
struct QuoteStyle {
  int spread_ticks;
  Quantity size_unit;  // displayed sizes are 1 to 10 of these
};
QuoteStyle quote_style(market::AssetClass asset_class);

class BarTicks {
 public:
  static constexpr Duration step = seconds(1);
  static constexpr std::int64_t min_steps = 4;
  static constexpr std::int64_t max_steps = 390;

  // The instrument outlives it.
  explicit BarTicks(const market::Instrument& instrument);

  void begin(const PlayedBar& bar);  // the bar is valid and its end is after its start
  // The next tick of the bar, in order of time; false when there are no more.
  bool next(market::Tick& tick);

 private:
  Price price_at(std::int64_t index) const;
  std::int64_t lots_before(std::int64_t index) const;
  Quantity size_at(std::int64_t index) const;
  void set_quote(Price price, market::Tick& tick);

  const market::Instrument* instrument_;
  QuoteStyle style_;
  PlayedBar bar_;
  std::uint64_t key_ = 0;                // of this bar's wobble and sizes
  Duration phase_;                       // so that instruments do not all tick at once
  std::int64_t steps_ = 0;               // in this bar
  std::int64_t index_ = 0;               // the step that comes next
  std::int64_t first_ = 0, second_ = 0;  // steps of the two extremes
  std::int64_t lots_ = 0;                // whole lots in the volume
  Price previous_;                       // of the step before
  Price price_;                          // of the step whose trade is due
  Quantity size_;                        // of the trade that is due
  bool trade_due_ = false;
  bool went_up_ = true;
};

}  // namespace pitwall::paper
