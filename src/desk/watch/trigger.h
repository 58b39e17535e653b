// One trigger as a person writes it: a condition on instruments, when it counts, and what happens
// then.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "market/symbol.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::desk {

enum class Urgency : std::uint8_t { informational, urgent };
std::string_view name_of(Urgency urgency);
constexpr int count_of(Urgency) { return 2; }

enum class TriggerAction : std::uint8_t {
  notify,    // kept, and told on the channels
  store,     // kept only
  workflow,  // kept, and the workflow of that name is started
};
std::string_view name_of(TriggerAction action);
constexpr int count_of(TriggerAction) { return 3; }

// Fires when its condition becomes true (an edge), or at each look while it is true (a level).
// After an edge it counts again once the condition was false, or, where `rearm` is given, once that
// was true: "price > 200" with "price < 198" is not told at every flicker around 200.
struct Trigger {
  static constexpr std::size_t max_triggers = 20'000;
  static constexpr std::size_t max_name = 60;  // bytes: letters, digits, '-', '_', '.' and spaces
  static constexpr std::size_t max_symbols = 500;
  static constexpr Duration least_interval = milliseconds(250);
  static constexpr Duration most_interval = days(1);
  static constexpr std::int64_t most_times = 1'000'000;

  std::string name;
  std::vector<market::Symbol> symbols;  // the condition is put on each of them
  std::string condition;
  std::string rearm;  // empty: the condition is false
  bool level = false;
  Duration interval;   // zero: at every tick
  Duration cool_down;  // after a firing, for the same instrument
  std::optional<Time> expires;
  std::optional<std::int64_t> times;  // so many firings in all, over all its instruments
  bool on_delayed = false;            // looks at delayed quotes as well
  Urgency urgency = Urgency::informational;
  TriggerAction action = TriggerAction::notify;
  std::string workflow;  // of TriggerAction::workflow
  std::string by;        // who made it

  bool operator==(const Trigger&) const = default;
};
void describe(Trigger& trigger, Visitor& v);

// How a trigger stood before a restart.
struct TriggerBefore {
  std::int64_t fired = 0;
  std::vector<market::Symbol> fired_on;  // where what is true at the first look is no news
};

}  // namespace pitwall::desk
