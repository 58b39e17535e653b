// When a target is meant to be up. What is announced to be away, or being worked on, is nobody's
// alarm; and what nobody knows (a day beyond the calendar) counts as active, so that a fault is
// rather told once too often than not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/health/cron.h"
#include "market/calendar.h"

namespace pitwall::desk {

enum class Planned : std::uint8_t {
  active,         // it has to be up
  expected_down,  // out of its hours, or announced to be away
  maintenance,    // the person works on it, or wants to hear nothing
};
std::string_view name_of(Planned planned);
constexpr int count_of(Planned) { return 3; }

// Every time that `begins` fits, for so long.
struct RecurringWindow {
  static constexpr Duration longest = days(31);
  Cron begins;
  Duration length;
  Zone zone = Zone::utc();
  std::string reason;  // "the backup"; of hours it is not shown
};

struct OneOffWindow {
  Time from;
  Time until;  // not included
  std::string reason;
};

// Sessions of a market, from so long before each to so long after it.
struct MarketHours {
  const market::Calendar* calendar = nullptr;  // outlives the schedule
  market::Hours hours = market::Hours::regular;
  Duration before;
  Duration after;
};

struct Plan {
  Planned planned = Planned::active;
  std::string why;  // "the nightly reset", "weekend", "the backup"; empty while active
};

// Active while every part that is given agrees: in the market's hours, in hours of its own, not
// announced away, not in maintenance. With none it is active always.
struct Schedule {
  std::optional<MarketHours> market;
  std::vector<RecurringWindow> hours;         // active in any of these
  std::vector<const market::Calendar*> away;  // pauses, as a broker announces them
  std::vector<RecurringWindow> maintenance;
  std::vector<OneOffWindow> maintenance_once;

  Plan at(Time time) const;
};

// "Has to be up by 09:25 in New York": a time of the wall clock on each of some days.
struct UpBy {
  Duration since_midnight;
  Zone zone = Zone::utc();
  const market::Calendar* trading_days = nullptr;  // null: every day

  // The last such instant at or before `time`, if it was on the same local day.
  std::optional<Time> today(Time time) const;
};

}  // namespace pitwall::desk
