// Times as exports write them. Pure; any thread.
#pragma once

#include <optional>

#include "base/time.h"
#include "knowledge/import/json_tree.h"

namespace pitwall::knowledge {

// Unix seconds, whole or with a fraction, as a number or in quotes; or RFC 3339, in UTC where no
// zone stands. Nothing where it is neither.
std::optional<Time> time_in(const JsonNode& node);
std::optional<Time> time_in(std::string_view text);

// Seconds as a number, at most a thousand hours.
std::optional<Duration> seconds_in(const JsonNode& node);

}  // namespace pitwall::knowledge
