// What can happen to alerts, as the journal keeps it: names and fields are only ever added. Each
// carries the desk's time.
#pragma once

#include <concepts>

#include "desk/alert/policy.h"
#include "desk/alert/silence.h"

namespace pitwall::desk {

// Something is wrong, or still is: said again, it is the same alert, with the latest words.
struct AlertRaised {
  static constexpr std::string_view event_name = "alert_raised";
  static constexpr Duration shortest_timeout = seconds(1);
  static constexpr Duration longest_timeout = hours(24);
  AlertLabels labels;
  AlertSeverity severity = AlertSeverity::warning;
  std::string summary;
  std::string detail;
  std::string origin;
  std::optional<Duration> timeout;  // it ends where nobody says it again for so long
  Time now;
};

// It is no longer wrong.
struct AlertEnded {
  static constexpr std::string_view event_name = "alert_ended";
  AlertLabels labels;
  Time now;
};

// A person has seen a group.
struct AlertsAcknowledged {
  static constexpr std::string_view event_name = "alerts_acknowledged";
  Digest group;
  std::string by;
  Time now;
};

struct SilenceAdded {
  static constexpr std::string_view event_name = "silence_added";
  Silence silence;
  Time now;
};
struct SilenceEnded {
  static constexpr std::string_view event_name = "silence_ended";
  Id silence;
  std::string by;
  Time now;
};

// Time has passed, and something may have to be said.
struct AlertsDue {
  static constexpr std::string_view event_name = "alerts_due";
  Time now;
};

struct AlertPolicySet {
  static constexpr std::string_view event_name = "alert_policy_set";
  AlertPolicy policy;
  std::string by;
  Time now;
};

// Those that change alerts, and say nothing by themselves.
template <class E>
concept AlertEvent = std::same_as<E, AlertRaised> || std::same_as<E, AlertEnded> ||
                     std::same_as<E, AlertsAcknowledged> || std::same_as<E, SilenceAdded> ||
                     std::same_as<E, SilenceEnded> || std::same_as<E, AlertPolicySet>;

void describe(AlertRaised& event, Visitor& v);
void describe(AlertEnded& event, Visitor& v);
void describe(AlertsAcknowledged& event, Visitor& v);
void describe(SilenceAdded& event, Visitor& v);
void describe(SilenceEnded& event, Visitor& v);
void describe(AlertsDue& event, Visitor& v);
void describe(AlertPolicySet& event, Visitor& v);

}  // namespace pitwall::desk
