// What the market did after a decision, measured against its plan.
//
//   gain(p)    = p - basis of a purchase, basis - p of a sale: in points, positive is in favour
//   percent(p) = 100 gain(p) / basis             of a basis above zero
//   r(p)       = gain(p) / |start - stop|        risk multiples (Tharp, "Trade Your Way to
//   Financial
//                                                Freedom", 1998): 1 is what was to be lost at most
//
// The basis is the price from which all is counted: the reference, or the entry from the candle on
// that reached it. An entry that is not reached leaves the reference, and no risk multiples.
//
// Maximum favourable and adverse excursion (Sweeney, "Maximum Adverse Excursion", 1997) are the
// largest gain and loss that there were between the beginning and the horizon, or the last candle
// where no horizon was said or it is still to come, wherever the plan itself had ended by then.
//
// Which candles count: those that begin at or after the decision; the one that was being formed
// may have its extremes from before. Where a candle does not tell the order of things it is read
// against the decision:
//   - a candle that touches both stop and target touched the stop first, and says so (`ambiguous`);
//   - of the candle that reaches the entry all of the losing side counts, and of the gaining side
//     its close.
// A level that is jumped over is touched at the open behind it, which is what a stop order gets.
// Prices are taken as they come: a split, a dividend or the roll of a continuous future among them
// is not taken out. `jump` names what looks like one.
#pragma once

#include <span>

#include "knowledge/hindsight/plan.h"
#include "market/bar.h"

namespace pitwall::knowledge {

struct Mark {
  Time at;  // the start of its candle, UTC
  Price price;
  std::optional<double> percent{};  // rounded to 1e-4
  std::optional<double> r{};        // rounded to 1e-4
  bool operator==(const Mark&) const = default;
};

enum class PlannedLevel { entry, stop, target };

struct Touch {
  PlannedLevel level = PlannedLevel::entry;
  Price price;             // of the level
  std::optional<Time> at;  // the start of the first candle that touched it; none: not touched
  bool operator==(const Touch&) const = default;
};

enum class PlanEnd {
  not_entered,  // the entry was not reached
  stop,
  target,   // the nearest of them
  horizon,  // neither until then: worth what it was worth there
  running,  // neither so far: worth the last close
};

struct Course {
  std::int64_t candles = 0;  // that were looked at
  Time from;                 // the start of the first of them, UTC
  Time to;                   // the start of the last
  Price basis;
  std::optional<Time> entered{};  // the start of the candle that reached the entry, or `from`
  // First price at or after this long; none where that is still to come or was before the entry,
  // and where nothing was traded within max_gap after it.
  std::optional<Mark> after_day{};
  std::optional<Mark> after_week{};
  std::optional<Mark> after_month{};  // 30 days
  std::optional<Mark> at_horizon{};
  Mark now;  // the last close of all candles
  Mark favourable;
  Mark adverse;
  std::vector<Touch> levels{};  // entry, stop, targets from the nearest to the farthest
  PlanEnd end = PlanEnd::running;
  Mark ended;              // where and at which price; of one that was not entered the basis
  bool ambiguous = false;  // the candle of the stop touched a target as well
  // The first candle that opens at 7/5 or 5/7 of the price before it, or farther off.
  std::optional<Time> jump{};
};

inline constexpr Duration max_gap =
    days(5);  // the longest that markets are closed in ordinary years

// `bars` are valid, oldest first and do not overlap; they may be of several lengths. Those from
// before the decision are passed over. Code::no_data where none begins at or after it, and what
// `validate` refuses.
Result<Course> course_of(const Plan& plan, std::span<const market::Bar> bars);

// Whether `bar` touches a level of the plan: on the way down to it, or on the way up.
bool touches(const Plan& plan, PlannedLevel level, Price price, const market::Bar& bar);

}  // namespace pitwall::knowledge
