// What is to be said now, to whom and why.
#pragma once

#include "desk/alert/alert.h"

namespace pitwall::desk {

enum class NotificationReason {
  first,       // of a group nothing was told before
  changed,     // something new fires, has become worse, or some of it has ended
  repeat,      // it is as it was
  escalation,  // nobody acknowledged
  digest,      // what was held back until now
  resolved,    // nothing of it fires any more
};
std::string_view name_of(NotificationReason reason);
constexpr int count_of(NotificationReason) { return 6; }

struct AlertNotification {
  std::uint64_t number = 0;  // 1, 2, ... over the whole life of the desk
  NotificationReason reason = NotificationReason::first;
  // Of what fires, or of what has ended where nothing fires any more.
  AlertSeverity severity = AlertSeverity::info;
  std::vector<std::string> channels;  // sorted; "all" for every one there is
  Digest group;                       // to acknowledge it by; zero of a digest, which has none
  std::string route;                  // likewise empty
  AlertLabels labels;                 // that the group's alerts have in common
  std::vector<Alert> firing;          // by severity, the worst first, then the oldest
  std::vector<Alert> ended;           // since the last notification of the group, likewise
  std::int64_t escalation = 0;        // how many times it was escalated
  std::int64_t dropped =
      0;  // alerts that were not taken up since the last one: there were too many
  Time now;
};
void describe(AlertNotification& notification, Visitor& v);

}  // namespace pitwall::desk
