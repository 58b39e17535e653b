// From the configuration to what is probed: the desk's own feet, and what the person names.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "adapter/probe/probe.h"
#include "app/config.h"
#include "app/watch/config.h"
#include "desk/health/board.h"
#include "market/calendar.h"

namespace pitwall::app {

// What only the desk itself can tell.
enum class Inside {
  session,  // the broker's session stands
  data,     // ticks come while a watched market is open
  journal,  // the desk takes events up, and they become durable
};
// Somebody has to tell the desk at least so often.
struct HeartbeatTarget {
  Duration within;
};
// A page of the desk's own, on whichever port it answers.
struct OwnPage {
  std::string path;
  int status = 200;
};
using ProbeTarget = std::variant<Inside, HeartbeatTarget, OwnPage, probe::Target>;

struct PlannedProbe {
  desk::ProbeSpec spec;
  ProbeTarget target;
  Duration deadline = seconds(10);
  desk::AlertSeverity severity = desk::AlertSeverity::critical;
  // Whether its fault is an alert of its own; the broker's session is told by the one who watches
  // it (channel/notices.h).
  bool alerts = true;
};

// Names of the built-in ones.
inline constexpr std::string_view session_probe = "broker";
inline constexpr std::string_view data_probe = "market_data";

// Pointers into `calendars` stay with the result. Code::invalid_argument names the probe and what
// is wrong with it. `folder` is where the desk keeps its data.
Result<std::vector<PlannedProbe>> plan_probes(const Config& config,
                                              const market::CalendarSet& calendars,
                                              const std::string& folder);

}  // namespace pitwall::app
