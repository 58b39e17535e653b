#include "desk/alert/event.h"

namespace pitwall::desk {
namespace {

void describe_time(Time& now, Visitor& v) {
  v("now", "The desk's time.", "2020-12-15T14:30:00Z", now);
}

}  // namespace

void describe(AlertRaised& event, Visitor& v) {
  v("labels", "What it is about.", "", event.labels, {.max_items = max_alert_labels});
  v("severity", "info, warning or critical.", "warning", event.severity);
  v("summary", "What is wrong, in one line.", "", event.summary,
    {.max_length = Alert::max_summary});
  v("detail", "More of it.", "", event.detail,
    {.has_default = true, .max_length = Alert::max_detail});
  v("origin", "Who says so.", "health", event.origin,
    {.has_default = true, .max_length = Alert::max_origin});
  v("timeout", "It ends where nobody says it again for so long.", "5m", event.timeout);
  describe_time(event.now, v);
}

void describe(AlertEnded& event, Visitor& v) {
  v("labels", "What it was about.", "", event.labels, {.max_items = max_alert_labels});
  describe_time(event.now, v);
}

void describe(AlertsAcknowledged& event, Visitor& v) {
  v("group", "Which group.", "", event.group);
  v("by", "Who.", "telegram", event.by);
  describe_time(event.now, v);
}

void describe(SilenceAdded& event, Visitor& v) {
  v("silence", "The silence.", "", event.silence);
  describe_time(event.now, v);
}

void describe(SilenceEnded& event, Visitor& v) {
  v("silence", "Its id.", "", event.silence);
  v("by", "Who ended it.", "terminal", event.by);
  describe_time(event.now, v);
}

void describe(AlertsDue& event, Visitor& v) { describe_time(event.now, v); }

void describe(AlertPolicySet& event, Visitor& v) {
  v("policy", "The policy.", "", event.policy);
  v("by", "Where it was read.", "configuration", event.by);
  describe_time(event.now, v);
}

}  // namespace pitwall::desk
