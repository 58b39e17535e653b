#include "base/time.h"

#include <doctest/doctest.h>

#include "base/zone.h"

namespace pitwall {
namespace {

TEST_CASE("times read and write to the nanosecond") {
  for (const char* text :
       {"2020-12-15T14:30:00Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z",
        "2024-02-29T12:00:00.000000001Z", "1678-01-01T00:00:00Z"}) {
    INFO(text);
    REQUIRE(Time::parse(text).ok());
    CHECK(Time::parse(text)->text() == text);
  }
  CHECK(Time::parse("2020-12-15 09:30-05:00")->text() == "2020-12-15T14:30:00Z");
}

TEST_CASE("impossible days and times are refused") {
  for (const char* text :
       {"2023-02-29T00:00:00Z", "2020-13-01T00:00:00Z", "2020-12-15T24:00:00Z", "2020-12-15",
        "2020-12-15T09:30:00", "2020-12-15T09:30:00.Z", "2020-12-15T09:30:00.1234567890Z",
        "9999-01-01T00:00:00Z", "tomorrow", "", "2020-12-15T09:30:00Zjunk"}) {
    INFO(text);
    CHECK_FALSE(Time::parse(text).ok());
  }
}

TEST_CASE("spans") {
  CHECK(*Duration::parse("1h30m") == minutes(90));
  CHECK(*Duration::parse("250ms") == milliseconds(250));
  CHECK(Duration::parse("90m")->text() == "1h30m");
  CHECK(Duration::parse("-2d")->text() == "-2d");
  for (const char* text : {"", "5", "m", "5 m", "5y", "-", "99999999999999999999s", "400000d5"})
    CHECK_FALSE(Duration::parse(text).ok());
}

TEST_CASE("zones, with the hours that do not exist or exist twice") {
  const Zone new_york = *Zone::find("America/New_York");
  const auto at = [&](const char* local) {
    return new_york.instant(*LocalTime::parse(local)).text();
  };
  CHECK(at("2020-12-15 09:30") == "2020-12-15T14:30:00Z");
  CHECK(at("2020-07-15 09:30") == "2020-07-15T13:30:00Z");
  CHECK(at("2021-03-14 02:30") == "2021-03-14T07:00:00Z");  // never was: the instant of the change
  CHECK(at("2021-11-07 01:30") == "2021-11-07T05:30:00Z");  // twice: the first
  CHECK(new_york.local(*Time::parse("2021-11-07T06:30:00Z")).text() == "2021-11-07 01:30:00");
  CHECK_FALSE(Zone::find("America/Atlantis").ok());
}

TEST_CASE("dates") {
  CHECK(Date::from_civil(2020, 12, 15).weekday() == 2);
  CHECK(Date::parse("2024-02-29")->text() == "2024-02-29");
  CHECK(Date::of_utc(*Time::parse("1969-12-31T23:59:59Z")).text() == "1969-12-31");
}

}  // namespace
}  // namespace pitwall
