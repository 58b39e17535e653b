// What can happen to triggers, as the journal keeps it: names and fields are only ever added. That
// one cannot see is a Blindness (firing.h).
#pragma once

#include "desk/watch/firing.h"
#include "desk/watch/trigger.h"
#include "market/bar.h"
#include "market/origin.h"

namespace pitwall::desk {

// A trigger is there, or another one in the place of that of its name.
struct TriggerPut {
  static constexpr std::string_view event_name = "trigger_put";
  Trigger trigger;
  Time now;
};

struct TriggerRemoved {
  static constexpr std::string_view event_name = "trigger_removed";
  std::string name;
  std::string by;
  Time now;
};

// With all that a person needs to judge it later, when the trigger may have changed.
struct TriggerFired {
  static constexpr std::string_view event_name = "trigger_fired";
  static constexpr std::size_t max_bars = 10;  // that are kept with it
  std::string trigger;
  market::Symbol symbol;
  std::string condition;
  Urgency urgency = Urgency::informational;
  TriggerAction action = TriggerAction::notify;
  std::string workflow;
  std::optional<Price> price;
  std::optional<market::Origin> origin;  // of the price; absent where there is none
  // The worst of all that the condition looked at.
  market::Quality quality = market::Quality::live;
  std::vector<WatchedFigure> figures;
  std::vector<market::Bar> bars;  // of a minute, the latest ones, oldest first
  Time now;
};

void describe(TriggerPut& event, Visitor& v);
void describe(TriggerRemoved& event, Visitor& v);
void describe(TriggerFired& event, Visitor& v);

}  // namespace pitwall::desk
