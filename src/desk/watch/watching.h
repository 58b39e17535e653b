// The triggers as the journal has them: which there are, how often they fired, what they cannot
// see. What a watch at work (watch.h) is made from after a start.
#pragma once

#include <string_view>
#include <vector>

#include "desk/watch/event.h"

namespace pitwall::desk {

// How a trigger stands on one instrument; there is none before anything has happened.
struct WatchedInstrument {
  market::Symbol symbol;
  std::int64_t fired = 0;
  std::optional<Time> fired_at = {};
  std::optional<Price> price = {};  // when it fired last
  std::string blind = {};           // why; empty: it sees
  std::optional<Time> blind_since = {};
};
void describe(WatchedInstrument& instrument, Visitor& v);

struct WatchedTrigger {
  Trigger trigger;
  Time since;  // it is as it is
  std::int64_t fired = 0;
  std::vector<WatchedInstrument> on;  // by symbol

  std::optional<Time> fired_at() const;  // last
  bool is_blind() const;
  // Nothing comes of it any more.
  bool is_over(Time now) const;
  TriggerBefore before() const;
};
void describe(WatchedTrigger& trigger, Visitor& v);

struct Watching {
  std::vector<WatchedTrigger> triggers;  // by name
  std::uint64_t firings = 0;             // of all triggers there ever were

  const WatchedTrigger* find(std::string_view name) const;
};
void describe(Watching& watching, Visitor& v);

// What does not fit (a firing of a trigger that is gone) is let be. A trigger that is put again as
// it was keeps what it went through.
void take(Watching& watching, const TriggerPut& event);
void take(Watching& watching, const TriggerRemoved& event);
void take(Watching& watching, const TriggerFired& event);
void take(Watching& watching, const Blindness& event);

}  // namespace pitwall::desk
