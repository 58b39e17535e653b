// Stretches of time that come back every week, in the wall-clock time of some zone: quiet hours,
// silences. Summer time is the zone's: from 22:00 until 07:00 is an hour shorter or longer in the
// night of a change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/visitor.h"
#include "base/zone.h"

namespace pitwall::desk {

enum class Weekday { sunday, monday, tuesday, wednesday, thursday, friday, saturday };
std::string_view name_of(Weekday day);  // "sun", "mon", ...
constexpr int count_of(Weekday) { return 7; }

// "00:00" to "24:00", the end of the day.
struct TimeOfDay {
  std::int32_t minutes = 0;  // since midnight, 0 to 1440
  auto operator<=>(const TimeOfDay&) const = default;
  static Result<TimeOfDay> parse(std::string_view text);
  std::string text() const;
};

// The instant of that reading of the clock on that day.
Time instant_of(Date date, TimeOfDay time, const Zone& zone);

struct WeeklyWindow {
  static constexpr std::size_t max_days = 7;
  std::vector<Weekday> days;  // on which it begins; empty: every day
  TimeOfDay from;             // included
  TimeOfDay until{24 * 60};   // not included; at or before `from` it is on the next day
};
void describe(WeeklyWindow& window, Visitor& v);

struct Span {
  Time begin;  // included
  Time end;    // not included
  bool contains(Time time) const { return begin <= time && time < end; }
};

// The occurrence that `time` lies in, or else the next one.
Span current_or_next(const WeeklyWindow& window, const Zone& zone, Time time);

// Whether one of them covers the instant, and the first instant after it at which one begins or
// ends; absent without windows.
bool covers(const std::vector<WeeklyWindow>& windows, const Zone& zone, Time time);
std::optional<Time> next_edge(const std::vector<WeeklyWindow>& windows, const Zone& zone,
                              Time time);

}  // namespace pitwall::desk
