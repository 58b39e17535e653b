#include "desk/health/cron.h"

#include <doctest/doctest.h>

namespace pitwall::desk {
namespace {

Time at(std::string_view text) { return Time::parse(text).value(); }

std::string next(std::string_view cron, std::string_view time, std::string_view zone = "UTC") {
  const std::optional<Time> found =
      Cron::parse(cron).value().next(at(time), Zone::find(zone).value());
  return found ? found->text() : "never";
}

TEST_CASE("the next time") {
  CHECK(next("* * * * *", "2026-03-01T10:00:00Z") == "2026-03-01T10:01:00Z");
  CHECK(next("*/15 * * * *", "2026-03-01T10:46:00Z") == "2026-03-01T11:00:00Z");
  CHECK(next("30 3 * * sun", "2026-03-01T03:30:00Z") == "2026-03-08T03:30:00Z");
  CHECK(next("30 3 * * 7", "2026-03-01T03:29:59Z") == "2026-03-01T03:30:00Z");
  CHECK(next("0 9-17/4 * * mon-fri", "2026-03-06T13:00:00Z") == "2026-03-06T17:00:00Z");
  CHECK(next("0 9-17/4 * * mon-fri", "2026-03-06T17:00:00Z") == "2026-03-09T09:00:00Z");
  CHECK(next("0 0 29 feb *", "2026-03-01T00:00:00Z") == "2028-02-29T00:00:00Z");
  CHECK(next("0 0 30 2 *", "2026-03-01T00:00:00Z") == "never");
  CHECK(next("5/20 0 1,15 * *", "2026-03-01T00:25:00Z") == "2026-03-01T00:45:00Z");
}

TEST_CASE("either of two days, as cron has it") {
  CHECK(next("0 0 13 * fri", "2026-03-01T00:00:00Z") == "2026-03-06T00:00:00Z");
  CHECK(next("0 0 5 * fri", "2026-03-01T00:00:00Z") == "2026-03-05T00:00:00Z");
}

TEST_CASE("by the clock of a zone, summer time and all") {
  CHECK(next("25 9 * * *", "2026-03-06T20:00:00Z", "America/New_York") == "2026-03-07T14:25:00Z");
  CHECK(next("25 9 * * *", "2026-03-08T00:00:00Z", "America/New_York") == "2026-03-08T13:25:00Z");
  // 02:30 never was on that night; it counts as the instant of the change.
  CHECK(next("30 2 * * *", "2026-03-08T06:00:00Z", "America/New_York") == "2026-03-08T07:00:00Z");
}

TEST_CASE("the last time is the one that the next time finds again") {
  const Zone zone = Zone::find("Europe/Berlin").value();
  for (const char* text : {"*/7 2-4 * * *", "0 0 1 * *", "15 23 * 1,7 sun", "0 12 * * mon-fri"}) {
    const Cron cron = Cron::parse(text).value();
    Time time = at("2026-03-28T20:00:00Z");
    for (int i = 0; i < 50; ++i) {
      const Time next = cron.next(time, zone).value();
      CHECK(cron.last(next, zone) == next);
      CHECK(cron.last(next + seconds(30), zone) == next);
      CHECK(*cron.last(next - nanoseconds(1), zone) <= time);
      time = next;
    }
  }
}

TEST_CASE("what is wrong is named") {
  const auto words = [](std::string_view text) { return Cron::parse(text).error().message; };
  CHECK(words("61 * * * *").find("minute") != std::string::npos);
  CHECK(words("* * * * funday").find("weekday") != std::string::npos);
  CHECK(words("* * 0 * *").find("day of the month") != std::string::npos);
  CHECK(words("* * * *").find("five fields") != std::string::npos);
  for (const char* text : {"", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "1- * * * *",
                           "* * * * * *", "- * * * *", "/ * * * *", "1/2/3 * * * *"})
    CHECK_FALSE(Cron::parse(text).ok());
  CHECK(Cron::parse("  0  3 * *  SUN ").value().text() == "0 3 * * sun");
}

}  // namespace
}  // namespace pitwall::desk
