// What the person does not want to hear of for a while. Alerts that it matches go on as they are,
// and hold others back as they do (inhibition); they are only not told.
#pragma once

#include "base/id.h"
#include "desk/alert/alert.h"
#include "desk/alert/matcher.h"
#include "desk/alert/window.h"

namespace pitwall::desk {

struct Silence {
  static constexpr std::size_t max_matchers = 16;
  static constexpr std::size_t max_windows = 16;

  Id id;                                   // random, from outside
  std::vector<Matcher> matchers;           // all of them match; at least one
  Time from;                               // included
  std::optional<Time> until = {};          // not included; absent: until it is ended by hand
  std::vector<WeeklyWindow> windows = {};  // only inside these; empty: all the time
  std::string zone = "UTC";                // of the windows
  std::string comment;
  std::string by;

  bool active(Time now) const;
  bool mutes(const Alert& alert, Time now) const {
    return all_match(matchers, alert) && active(now);
  }
  // The first instant after `time` at which it begins or stops to hold, where there is one.
  std::optional<Time> edge_after(Time time) const;
};
void describe(Silence& silence, Visitor& v);

// Code::invalid_argument for one that silences everything (no matcher), ends before it begins or
// names a zone that does not exist.
Result<void> check(const Silence& silence);

}  // namespace pitwall::desk
