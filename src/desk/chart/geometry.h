// Where a drawing stands in numbers. A chart's axis leaves out the hours in which nothing trades,
// so a straight line on it is straight in trading time, and its value at an instant is worked out
// there too. Pure functions.
#pragma once

#include <array>
#include <optional>

#include "desk/chart/drawing.h"
#include "market/calendar.h"

namespace pitwall::desk {

// How long the market was open between two instants; negative where `to` is before `from`. Outside
// the days that the calendar knows, and where it was closed all along, the plain difference.
Duration trading_time(const market::Calendar& calendar, market::Hours hours, Time from, Time to);

// The price of a level, a note or a mark; of a trend line where it is at that instant, or nothing
// before its begin and beyond its end; nothing of the other kinds.
std::optional<Price> value_at(const Drawing& drawing, Time time, const market::Calendar& calendar,
                              market::Hours hours);

struct FibonacciLevel {
  double percent = 0;
  Price price;
};
inline constexpr std::array<int, 8> fibonacci_permille{0, 236, 382, 500, 618, 786, 1000, 1618};
// Of a fibonacci drawing: 0, 23.6, 38.2, 50, 61.8, 78.6, 100 and 161.8 % of the way.
std::array<FibonacciLevel, fibonacci_permille.size()> fibonacci_levels(const Drawing& drawing);

}  // namespace pitwall::desk
