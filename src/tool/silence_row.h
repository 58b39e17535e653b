// A silence as tools show it.
#pragma once

#include "desk/alert/silence.h"

namespace pitwall::tool {

struct SilenceRow {
  Id id;
  std::vector<desk::Matcher> match;
  bool active = false;
  Time from;
  std::optional<Time> until;
  bool weekly = false;
  std::string comment;
  std::string by;
};
void describe(SilenceRow& row, Visitor& v);

SilenceRow row_of(const desk::Silence& silence, Time now);

// "alert = stale_quotes, instrument = AAPL until 2020-12-15T16:30:00Z, by "dashboard""
std::string sentence(const SilenceRow& row);

}  // namespace pitwall::tool
