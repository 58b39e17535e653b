#include "desk/alert/silence.h"

namespace pitwall::desk {
namespace {

// A zone that was there when the silence was made; should tzdata have lost it since, UTC.
Zone zone_of(const Silence& silence) {
  const Result<Zone> zone = Zone::find(silence.zone);
  return zone ? *zone : Zone::utc();
}

}  // namespace

bool Silence::active(Time now) const {
  if (now < from || (until && *until <= now)) return false;
  return windows.empty() || covers(windows, zone_of(*this), now);
}

std::optional<Time> Silence::edge_after(Time time) const {
  if (time < from) return from;
  if (until && *until <= time) return std::nullopt;
  const std::optional<Time> edge =
      windows.empty() ? std::nullopt : next_edge(windows, zone_of(*this), time);
  return edge && until ? std::min(*edge, *until) : (edge ? edge : until);
}

void describe(Silence& silence, Visitor& v) {
  v("id", "Names it.", "", silence.id);
  v("matchers", "Which alerts; all of them match.", "instrument = AAPL", silence.matchers,
    {.max_length = Matcher::max_text, .max_items = Silence::max_matchers});
  v("from", "Beginning.", "2020-12-15T14:30:00Z", silence.from);
  v("until", "End; if absent it holds until it is ended.", "2020-12-15T16:30:00Z", silence.until);
  v("windows", "Only then; empty: all the time.", "", silence.windows,
    {.has_default = true, .max_items = Silence::max_windows});
  v("zone", "Of the windows.", "America/New_York", silence.zone, with_default);
  v("comment", "Why.", "replacing the router", silence.comment, with_default);
  v("by", "Who made it.", "terminal", silence.by, with_default);
}

Result<void> check(const Silence& silence) {
  if (silence.matchers.empty() || silence.matchers.size() > Silence::max_matchers)
    return error(Code::invalid_argument, "A silence has 1 to {} matchers.", Silence::max_matchers);
  if (silence.windows.size() > Silence::max_windows)
    return error(Code::invalid_argument, "A silence has up to {} windows.", Silence::max_windows);
  if (silence.until && *silence.until <= silence.from)
    return error(Code::invalid_argument, "A silence ends after it begins.");
  PITWALL_TRY([[maybe_unused]] const Zone zone, Zone::find(silence.zone));
  return {};
}

}  // namespace pitwall::desk
