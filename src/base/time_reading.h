// The one reader of written dates and times, shared by Time, Date and LocalTime.
#pragma once

#include <string_view>

#include "base/time.h"

namespace pitwall::detail {

struct Reading {
  Date date;
  Duration since_midnight;
  bool has_time = false;    // a day alone has none
  bool has_offset = false;  // "Z" or "+05:30" stood at the end
  Duration offset;          // east of UTC
};

Result<Reading> read_instant(std::string_view text);

}  // namespace pitwall::detail
