// When a row was, as written: a day, a reading of some wall clock, or an instant. Pure.
//
// Understood: 2020-12-15, 2020/12/15, 2020.12.15, 20201215, 2020-12 (a month), 12/15/2020 (month
// first, or day first where that was said), each with 09:30, 9:30 or 09:30:00.5 behind it, and with
// Z or +05:30 behind that; Unix seconds and milliseconds. Eight digits are a day.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"

namespace pitwall::csv {

struct Moment {
  enum class Kind { day, month, local, instant };
  Kind kind = Kind::day;
  LocalTime local{};  // of day and month its midnight
  Time instant{};     // of `instant` only
  bool unix_time = false;
};

struct MomentOptions {
  bool day_first = false;  // 15/12/2020
  bool unix_time = false;  // eight digits are seconds, not a day
};

// Code::conflict where the text has its day where the month should be, by the option: all the lines
// before may be wrong as well. All other errors are of this text alone.
Result<Moment> read_moment(std::string_view text, const MomentOptions& options);

}  // namespace pitwall::csv
