// Days that are past, taken through the watch as it runs, on a clock of their own: the same
// triggers, the same limits on what is told, the same alerts, grouped, held back at night and told
// as they would have been. Ticks that the desk recorded are played as they came; where there are
// none, stored bars become ticks (desk/watch/bar_tape.h).
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "desk/alert/policy.h"
#include "desk/watch/compiled_trigger.h"
#include "market/calendar.h"
#include "market/catalogue.h"
#include "port/bar_store.h"
#include "port/channel.h"

namespace pitwall::app {

struct ReplayedDays {
  std::vector<desk::CompiledTrigger> triggers;
  expr::Vocabulary vocabulary;  // nobody answers its functions: what rests on one is blind
  desk::AlertPolicy alerts;
  const market::Catalogue& catalogue;  // what is not in it is not known
  const market::CalendarSet& calendars;
  port::BarStore& bars;
  std::filesystem::path tape;  // folder of recorded ticks; may be missing
  Date first;
  Date last;  // included; both of UTC
  // What fired or went blind (or sees again), as one line.
  std::function<void(Time time, std::string line)> happened;
  // What a phone would have shown of alerts, and of firings that were too many to be told.
  std::function<void(Time time, const port::Message& message)> told;
  std::function<void(std::string line)> warn;
};

struct ReplayDayReport {
  std::uint64_t recorded = 0;  // ticks from the tape
  std::uint64_t bars = 0;
  std::uint64_t ticks = 0;  // in all
  std::uint64_t evaluations = 0;
  std::uint64_t fired = 0;
  std::uint64_t blind = 0;  // times that a trigger went blind
};

// Code::not_found for an instrument that is not known, Code::no_data where there is neither a
// recorded tick nor a stored bar in those days.
Result<ReplayDayReport> replay_days(ReplayedDays days);

}  // namespace pitwall::app
