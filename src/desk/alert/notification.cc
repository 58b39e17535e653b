#include "desk/alert/notification.h"

namespace pitwall::desk {

std::string_view name_of(NotificationReason reason) {
  switch (reason) {
    case NotificationReason::first:
      return "first";
    case NotificationReason::changed:
      return "changed";
    case NotificationReason::repeat:
      return "repeat";
    case NotificationReason::escalation:
      return "escalation";
    case NotificationReason::digest:
      return "digest";
    case NotificationReason::resolved:
      return "resolved";
  }
  return "changed";
}

void describe(AlertNotification& notification, Visitor& v) {
  constexpr Rules unbounded{.max_items = SIZE_MAX};
  v("number", "Counts them.", "1", notification.number);
  v("reason", "first, changed, repeat, escalation, digest or resolved.", "first",
    notification.reason);
  v("severity", "The worst of what fires.", "warning", notification.severity);
  v("channels", "Where to; all: every one.", "all", notification.channels);
  v("group", "To acknowledge it by.", "", notification.group);
  v("route", "By which route.", "default", notification.route);
  v("labels", "What its alerts have in common.", "", notification.labels);
  v("firing", "What is wrong.", "", notification.firing, unbounded);
  v("ended", "What no longer is.", "", notification.ended, unbounded);
  v("escalation", "How many times it was escalated.", "0", notification.escalation);
  v("dropped", "Alerts that were too many to be taken up.", "0", notification.dropped);
  v("now", "The desk's time.", "2020-12-15T14:30:00Z", notification.now);
}

}  // namespace pitwall::desk
