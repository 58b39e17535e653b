// The state of one calendar at one instant, as get_session and get_instrument show it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "market/calendar.h"

namespace pitwall::tool {

struct SessionState {
  std::string calendar;
  std::string title;
  std::vector<std::string> symbols;  // the instruments that asked, if any did
  bool open = false;                 // in regular hours
  bool extended = false;             // in the hours before or after them
  std::optional<market::Session::Kind> kind;
  std::string why_closed;
  std::optional<Date> trading_day;
  std::string special_day;
  bool half_day = false;
  std::optional<Time> next_open;
  std::optional<Time> next_close;
  std::string zone;
  std::string local_time;
  std::string local_next_open;
  std::string local_next_close;
};
void describe(SessionState& state, Visitor& v);

// Regular hours decide `open`, `next_open` and `next_close`. Code::no_data where the calendar does
// not reach to that instant: it names the days it covers.
Result<SessionState> session_state(const market::Calendar& calendar, Time at);

// "NYSE is closed (weekend); it opens 2020-12-21 09:30:00 -05:00."
std::string sentence(const SessionState& state);

}  // namespace pitwall::tool
