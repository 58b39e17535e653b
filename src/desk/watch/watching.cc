#include "desk/watch/watching.h"

#include <algorithm>

#include "base/visitor.h"

namespace pitwall::desk {
namespace {

constexpr Rules unbounded{.has_default = true, .max_length = SIZE_MAX, .max_items = SIZE_MAX};

auto place_of(std::vector<WatchedTrigger>& triggers, std::string_view name) {
  return std::ranges::lower_bound(triggers, name, {}, [](const WatchedTrigger& one) {
    return std::string_view(one.trigger.name);
  });
}

WatchedTrigger* find_in(Watching& watching, std::string_view name) {
  const auto at = place_of(watching.triggers, name);
  return at != watching.triggers.end() && at->trigger.name == name ? &*at : nullptr;
}

// Null where the trigger is not on that instrument.
WatchedInstrument* instrument_of(WatchedTrigger& trigger, const market::Symbol& symbol) {
  if (std::ranges::find(trigger.trigger.symbols, symbol) == trigger.trigger.symbols.end())
    return nullptr;
  const auto at = std::ranges::lower_bound(trigger.on, symbol, {}, &WatchedInstrument::symbol);
  if (at != trigger.on.end() && at->symbol == symbol) return &*at;
  return &*trigger.on.insert(at, WatchedInstrument{.symbol = symbol});
}

}  // namespace

void describe(WatchedInstrument& instrument, Visitor& v) {
  v("symbol", "Instrument.", "AAPL", instrument.symbol);
  v("fired", "How often.", "3", instrument.fired);
  v("fired_at", "When it fired last.", "2020-12-15T14:30:00Z", instrument.fired_at);
  v("price", "The price then.", "200.01", instrument.price);
  v("blind", "What it does not see; empty: it sees.", "", instrument.blind, with_default);
  v("blind_since", "Since when.", "2020-12-15T14:30:00Z", instrument.blind_since);
}

void describe(WatchedTrigger& trigger, Visitor& v) {
  v("trigger", "The trigger.", "", trigger.trigger);
  v("since", "Since when it is as it is.", "2020-12-15T14:30:00Z", trigger.since);
  v("fired", "How often it fired.", "3", trigger.fired);
  v("on", "By instrument, where anything has happened.", "", trigger.on, unbounded);
}

void describe(Watching& watching, Visitor& v) {
  v("triggers", "The triggers, by name.", "", watching.triggers, unbounded);
  v("firings", "How often any fired.", "0", watching.firings);
}

std::optional<Time> WatchedTrigger::fired_at() const {
  std::optional<Time> latest;
  for (const WatchedInstrument& one : on)
    if (one.fired_at && (!latest || *latest < *one.fired_at)) latest = one.fired_at;
  return latest;
}

bool WatchedTrigger::is_blind() const {
  return std::ranges::any_of(on, [](const WatchedInstrument& one) { return !one.blind.empty(); });
}

bool WatchedTrigger::is_over(Time now) const {
  return (trigger.expires && now >= *trigger.expires) || (trigger.times && fired >= *trigger.times);
}

TriggerBefore WatchedTrigger::before() const {
  TriggerBefore before{fired, {}};
  for (const WatchedInstrument& one : on)
    if (one.fired > 0) before.fired_on.push_back(one.symbol);
  return before;
}

const WatchedTrigger* Watching::find(std::string_view name) const {
  return find_in(const_cast<Watching&>(*this), name);
}

void take(Watching& watching, const TriggerPut& event) {
  if (WatchedTrigger* known = find_in(watching, event.trigger.name)) {
    if (known->trigger != event.trigger) *known = {event.trigger, event.now, 0, {}};
    return;
  }
  if (watching.triggers.size() >= Trigger::max_triggers) return;
  watching.triggers.insert(place_of(watching.triggers, event.trigger.name),
                           {event.trigger, event.now, 0, {}});
}

void take(Watching& watching, const TriggerRemoved& event) {
  const auto at = place_of(watching.triggers, event.name);
  if (at != watching.triggers.end() && at->trigger.name == event.name) watching.triggers.erase(at);
}

void take(Watching& watching, const TriggerFired& event) {
  ++watching.firings;
  WatchedTrigger* trigger = find_in(watching, event.trigger);
  if (!trigger) return;
  ++trigger->fired;
  WatchedInstrument* on = instrument_of(*trigger, event.symbol);
  if (!on) return;
  ++on->fired;
  on->fired_at = event.now;
  on->price = event.price;
}

void take(Watching& watching, const Blindness& event) {
  WatchedTrigger* trigger = find_in(watching, event.trigger);
  WatchedInstrument* on = trigger ? instrument_of(*trigger, event.symbol) : nullptr;
  if (!on) return;
  on->blind_since =
      event.why.empty() ? std::nullopt : std::optional(on->blind_since.value_or(event.time));
  on->blind = event.why;
}

}  // namespace pitwall::desk
