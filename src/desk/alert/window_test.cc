#include "desk/alert/window.h"

#include <doctest/doctest.h>

namespace pitwall::desk {
namespace {

Time at(std::string_view text) { return Time::parse(text).value(); }
TimeOfDay clock(std::string_view text) { return TimeOfDay::parse(text).value(); }
const Zone& new_york() {
  static const Zone zone = Zone::find("America/New_York").value();
  return zone;
}

TEST_CASE("a time of day") {
  CHECK(clock("00:00").minutes == 0);
  CHECK(clock("24:00").minutes == 1440);
  CHECK(clock("07:05").text() == "07:05");
  for (const std::string_view text : {"", "7:05", "24:01", "12:60", "ab:cd", "12:300", "-1:00"})
    CHECK_FALSE(TimeOfDay::parse(text).ok());
}

TEST_CASE("a night from Friday to Saturday begins on Friday") {
  const WeeklyWindow night{{Weekday::friday}, clock("22:00"), clock("07:00")};
  const Zone utc = Zone::utc();
  // 2020-12-18 is a Friday.
  const Span span = current_or_next(night, utc, at("2020-12-14T12:00:00Z"));
  CHECK(span.begin == at("2020-12-18T22:00:00Z"));
  CHECK(span.end == at("2020-12-19T07:00:00Z"));
  CHECK(covers({night}, utc, at("2020-12-18T22:00:00Z")));
  CHECK(covers({night}, utc, at("2020-12-19T06:59:59Z")));
  CHECK_FALSE(covers({night}, utc, at("2020-12-19T07:00:00Z")));
  CHECK_FALSE(covers({night}, utc, at("2020-12-17T23:00:00Z")));
  CHECK(next_edge({night}, utc, at("2020-12-19T03:00:00Z")) == at("2020-12-19T07:00:00Z"));
  CHECK(next_edge({night}, utc, at("2020-12-19T07:00:00Z")) == at("2020-12-25T22:00:00Z"));
  CHECK_FALSE(next_edge({}, utc, at("2020-12-19T07:00:00Z")));
}

TEST_CASE("a window of one whole day, and of every day") {
  const WeeklyWindow sunday{{Weekday::sunday}, clock("00:00"), clock("24:00")};
  CHECK(covers({sunday}, Zone::utc(), at("2020-12-20T00:00:00Z")));
  CHECK(covers({sunday}, Zone::utc(), at("2020-12-20T23:59:59Z")));
  CHECK_FALSE(covers({sunday}, Zone::utc(), at("2020-12-21T00:00:00Z")));
  const WeeklyWindow always{{}, clock("06:00"), clock("06:00")};
  for (int hour = 0; hour < 48; ++hour)
    CHECK(covers({always}, Zone::utc(), at("2020-12-20T00:30:00Z") + hours(hour)));
}

TEST_CASE("summer time makes a night shorter or longer, and skips what never was") {
  const WeeklyWindow night{{}, clock("22:00"), clock("07:00")};
  const Span spring = current_or_next(night, new_york(), at("2020-03-08T05:00:00Z"));
  CHECK((spring.end - spring.begin) == hours(8));
  const Span autumn = current_or_next(night, new_york(), at("2020-11-01T05:00:00Z"));
  CHECK((autumn.end - autumn.begin) == hours(10));
  const WeeklyWindow skipped{{Weekday::sunday}, clock("02:10"), clock("02:50")};
  const Span next = current_or_next(skipped, new_york(), at("2020-03-08T05:00:00Z"));
  CHECK(next.begin == at("2020-03-15T06:10:00Z"));
}

}  // namespace
}  // namespace pitwall::desk
