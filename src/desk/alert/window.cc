#include "desk/alert/window.h"

namespace pitwall::desk {

std::string_view name_of(Weekday day) {
  constexpr std::string_view names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  return names[static_cast<std::size_t>(day)];
}

Result<TimeOfDay> TimeOfDay::parse(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() == 5 && digit(0) && digit(1) && text[2] == ':' && digit(3) && digit(4)) {
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (minute < 60 && hour * 60 + minute <= 24 * 60) return TimeOfDay{hour * 60 + minute};
  }
  return error(Code::invalid_argument, "A time of day is 00:00 to 24:00, such as \"07:30\".");
}

std::string TimeOfDay::text() const {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

Time instant_of(Date date, TimeOfDay time, const Zone& zone) {
  const int whole_days = time.minutes / (24 * 60);
  return zone.instant({date + whole_days, minutes(time.minutes % (24 * 60))});
}

void describe(WeeklyWindow& window, Visitor& v) {
  v("days", "On which it begins: sun to sat; empty: every day.", "mon", window.days,
    {.has_default = true, .max_items = WeeklyWindow::max_days});
  v("from", "Beginning, on the clock.", "22:00", window.from);
  v("until", "End; at or before the beginning it is on the next day.", "07:00", window.until);
}

Span current_or_next(const WeeklyWindow& window, const Zone& zone, Time time) {
  // One that begins two days before has ended by now, even where a zone skipped a day.
  Date date = zone.local(time).date - 2;
  for (;; ++date) {
    const auto weekday = static_cast<Weekday>(date.weekday());
    if (!window.days.empty() && std::ranges::find(window.days, weekday) == window.days.end())
      continue;
    const Span span{instant_of(date, window.from, zone),
                    instant_of(window.until <= window.from ? date + 1 : date, window.until, zone)};
    // Nothing is left of one that lies in the hour which a change of summer time skips.
    if (span.begin < span.end && time < span.end) return span;
  }
}

bool covers(const std::vector<WeeklyWindow>& windows, const Zone& zone, Time time) {
  return std::ranges::any_of(windows, [&](const WeeklyWindow& window) {
    return current_or_next(window, zone, time).contains(time);
  });
}

std::optional<Time> next_edge(const std::vector<WeeklyWindow>& windows, const Zone& zone,
                              Time time) {
  std::optional<Time> next;
  for (const WeeklyWindow& window : windows) {
    const Span span = current_or_next(window, zone, time);
    const Time edge = span.contains(time) ? span.end : span.begin;
    if (!next || edge < *next) next = edge;
  }
  return next;
}

}  // namespace pitwall::desk
