// Which candles the gateway gives, over how long, and how its answer is read. Pure and total; any
// thread.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "market/bar.h"
#include "market/calendar.h"

namespace pitwall::client_portal {

// "5min", "2h", "1d", "1m"; none for what it has not, such as seconds.
Result<std::string_view> bar_name(market::BarSize size);

// The period that reaches back from an end over `span` at least, as far as one answer with this bar
// may: at most 1000 candles, and the broker's own steps from period to bar.
struct Period {
  std::string name;  // "8h", "30d", "15y"
  Duration length;   // what it covers
};
Period period_for(market::BarSize size, Duration span);

// "20260402-13:30:00", UTC: the end of a window.
std::string window_end(Time time);

struct HistoryAnswer {
  std::vector<market::Bar> bars;  // oldest first, each with the time that the gateway gave it
  std::string availability;       // as 6509 has it; may be empty
  Duration delay;                 // of the data
};
// Candles that cannot be true are left out: a gap is told as a gap.
Result<HistoryAnswer> history_of(const Json& body);

// Days, weeks and months begin where the desk's do: at the open of their first trading day.
Time aligned(Time time, market::BarSize size, const market::Calendar& calendar,
             market::Hours hours);

}  // namespace pitwall::client_portal
