// What is said now. Each group has its rhythm: its first look `group_wait` after its first alert,
// then one every `group_interval`; what a look finds changed is told, and what has not changed
// every `repeat_interval`. These are Alertmanager's rules (https://prometheus.io/docs/alerting),
// with quiet hours, digests, acknowledgement and escalation on top; docs/alerts.md lists where they
// part.
#pragma once

#include "desk/alert/alerting.h"

namespace pitwall::desk {

// When something may have to be said next, unless an event comes first; after what is due now was
// taken, it is later than that. Absent where only an event can bring anything.
std::optional<Time> next_due(const Alerting& state);

// What is to be said by now, in the order in which to say it. It counts as said from here on.
std::vector<AlertNotification> take(Alerting& state, const AlertsDue& event);

}  // namespace pitwall::desk
