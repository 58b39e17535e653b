// A day that is past, taken through triggers on a clock of its own: what would have been said, and
// when. Bars become ticks: open, then the nearer of high and low, the farther, and close, at even
// distances.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "desk/watch/watch.h"
#include "port/bar_store.h"

namespace pitwall::app {

struct ReplayReport {
  std::uint64_t bars = 0;
  std::uint64_t ticks = 0;
  std::uint64_t evaluations = 0;
  std::uint64_t fired = 0;
  std::uint64_t blind = 0;  // times that a trigger went blind
};

struct Replay {
  // By symbol; what has none is not known.
  std::map<market::Symbol, const market::Calendar*> calendars;
  port::BarStore& store;
  Time from;
  Time until;
  std::function<void(const desk::WatchNews&)> say;
};

// Code::not_found for an instrument that is not known, Code::no_data where no instrument of the
// triggers has stored bars of an hour or less in that time. The shortest stored bars of each are
// taken.
Result<ReplayReport> replay(std::vector<desk::CompiledTrigger> triggers, const Replay& what);

}  // namespace pitwall::app
