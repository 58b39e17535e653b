#include "adapter/csv/moment.h"

#include <doctest/doctest.h>

namespace pitwall::csv {
namespace {

std::string shown(std::string_view text, const MomentOptions& options = {}) {
  const Result<Moment> moment = read_moment(text, options);
  if (!moment) return std::string(name_of(moment.error().code));
  switch (moment->kind) {
    case Moment::Kind::day:
      return moment->local.date.text();
    case Moment::Kind::month:
      return moment->local.date.text().substr(0, 7);
    case Moment::Kind::local:
      return moment->local.text();
    case Moment::Kind::instant:
      return moment->instant.text();
  }
  return {};
}

TEST_CASE("dates and times in the ways that files write them") {
  CHECK(shown("2020-12-15") == "2020-12-15");
  CHECK(shown("2020/12/15") == "2020-12-15");
  CHECK(shown("2020.12.15") == "2020-12-15");
  CHECK(shown("20201215") == "2020-12-15");
  CHECK(shown("1/2/1990") == "1990-01-02");
  CHECK(shown("1/2/1990", {.day_first = true}) == "1990-02-01");
  CHECK(shown("15.12.2020", {.day_first = true}) == "2020-12-15");
  CHECK(shown("1833-01") == "1833-01");
  CHECK(shown("2020-12-15 09:30") == "2020-12-15 09:30:00");
  CHECK(shown("12/15/2020 9:30") == "2020-12-15 09:30:00");
  CHECK(shown("2020.12.15 09:30:05") == "2020-12-15 09:30:05");
  CHECK(shown("2020-12-15T09:30:00-05:00") == "2020-12-15T14:30:00Z");
  CHECK(shown("2020-12-15T14:30:00.250Z") == "2020-12-15T14:30:00.250Z");
  CHECK(shown("1608042600") == "2020-12-15T14:30:00Z");
  CHECK(shown("1608042600000") == "2020-12-15T14:30:00Z");
  CHECK(shown("-631152000") == "1950-01-01T00:00:00Z");
  CHECK(shown("31536000", {.unix_time = true}) == "1971-01-01T00:00:00Z");
}

TEST_CASE("what is no time is an error, and swapped days and months are told apart") {
  for (const char* text :
       {"", "-", "x", "2020-13-01", "2020-02-30", "12/15/20", "2020-1", "99999999",
        "2020-12-15 25:00", "2020-12-15 9:30 AM", "2020-12-15 09:30 EST", "1/2", "2020-12/15",
        "15/15/2020", "123456789012345678901234567890", "1608042600.5"})
    CHECK_MESSAGE(shown(text) == "invalid_argument", text);
  CHECK(shown("15/12/2020") == "conflict");
  CHECK(shown("12/15/2020", {.day_first = true}) == "conflict");
}

}  // namespace
}  // namespace pitwall::csv
