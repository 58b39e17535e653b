// Times as the gateway writes them: "20260413 15:27:04 US/Eastern", with one blank or two, with a
// zone's name of whatever kind the gateway's machine has, or none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"

namespace pitwall::tws {

// "EST5EDT", "Central Standard Time", "EST", …; none for what nobody knows.
std::optional<Zone> zone_named(std::string_view name);

// A text without a zone is of `otherwise`.
Result<Time> read_time(std::string_view text, const Zone& otherwise);

// "20260413-15:27:04": UTC, as requests take it.
std::string utc_text(Time time);

// "20260413"
std::optional<Date> read_day(std::string_view text);

}  // namespace pitwall::tws
