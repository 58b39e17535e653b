// What triggers, probes and alerts do to the desk.
#include "desk/alert/due.h"
#include "desk/engine/engine.h"

namespace pitwall::desk {

void Engine::on(const TriggerPut& event, std::vector<Effect>&) { take(state_.watching, event); }

void Engine::on(const TriggerRemoved& event, std::vector<Effect>&) { take(state_.watching, event); }

void Engine::on(const TriggerFired& event, std::vector<Effect>& effects) {
  take(state_.watching, event);
  const std::uint64_t number = state_.watching.firings;
  if (event.action == TriggerAction::notify) effects.push_back(TellFiring{number, event});
  if (event.action == TriggerAction::workflow) effects.push_back(StartWorkflow{number, event});
}

void Engine::on(const Blindness& event, std::vector<Effect>&) { take(state_.watching, event); }

// Kept for whoever looks back; what somebody has to hear of is an AlertRaised.
void Engine::on(const ProbeChange&, std::vector<Effect>&) {}

void Engine::on(const AlertsDue& event, std::vector<Effect>& effects) {
  for (AlertNotification& notification : take(state_.alerting, event))
    effects.push_back(TellAlerts{std::move(notification)});
}

}  // namespace pitwall::desk
