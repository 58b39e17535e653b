// How the person wants to be told: which alerts are told together, after how long, how often again,
// on which channels, when not, and what happens where nobody answers.
#pragma once

#include <string>
#include <vector>

#include "desk/alert/alert.h"
#include "desk/alert/matcher.h"
#include "desk/alert/window.h"

namespace pitwall::desk {

// By name; every_channel for all there are.
inline constexpr std::string_view every_channel = "all";
struct AlertChannels {
  std::vector<std::string> info = {std::string(every_channel)};
  std::vector<std::string> warning = {std::string(every_channel)};
  std::vector<std::string> critical = {std::string(every_channel)};

  const std::vector<std::string>& of(AlertSeverity severity) const;
};
void describe(AlertChannels& channels, Visitor& v);

// Alerts that it matches are told in groups: those with the same values of the labels in `group_by`
// make one message. Routes are a list, not a tree: whoever reads it from the top knows what
// happens.
struct AlertRoute {
  static constexpr std::string_view all_labels = "*";  // in group_by: each alert by itself
  static constexpr Duration shortest_interval = seconds(1);
  static constexpr Duration longest_interval = days(30);
  static constexpr std::size_t max_matchers = 16;
  static constexpr std::size_t max_channels = 16;

  std::string name = "default";
  std::vector<Matcher> match;  // of labels: the severity chooses channels, not the route
  bool goes_on = false;        // "continue": routes after this one are looked at, too
  std::vector<std::string> group_by = {"alert", "probe"};
  // From a group's first alert to its first message. None: what watches has made sure already, and
  // names no consequence of what it has named.
  Duration group_wait = {};
  Duration group_interval = minutes(1);  // between looks at a group that has changed
  Duration repeat_interval = hours(4);   // of what has not changed; at the next look after it
  AlertChannels channels;
};
void describe(AlertRoute& route, Visitor& v);

// What is less than urgent waits until they end, and is then told as one digest.
struct QuietHours {
  std::vector<WeeklyWindow> windows;
  AlertSeverity urgent = AlertSeverity::critical;  // from this severity on it is told all the same
};
void describe(QuietHours& quiet, Visitor& v);

// A group that nobody has acknowledged so long after it was told is told again, one severity
// higher, on the channels of that severity and on further ones.
struct Escalation {
  Duration after;
  AlertSeverity from = AlertSeverity::warning;  // what is less severe is left alone
  std::vector<std::string> channels;
};
void describe(Escalation& step, Visitor& v);

// While an alert fires that `source` matches, those that `target` matches are not told, provided
// that both have the same values of the labels in `equal`. One that both match is held back by none
// that both match.
struct InhibitRule {
  std::vector<Matcher> source;
  std::vector<Matcher> target;
  std::vector<std::string> equal;
};
void describe(InhibitRule& rule, Visitor& v);

struct AlertPolicy {
  static constexpr std::size_t max_routes = 32;
  static constexpr std::size_t max_windows = 16;
  static constexpr std::size_t max_escalations = 8;
  static constexpr std::size_t max_digests = 24;
  static constexpr std::size_t max_inhibit_rules = 100;

  std::vector<AlertRoute> routes;  // the first that matches; and on, while they go on
  AlertRoute otherwise;            // of alerts that no route matches
  std::string zone = "UTC";        // of quiet hours, digests and the times in messages
  QuietHours quiet_hours;
  std::vector<TimeOfDay> digest_at;  // what is only info waits for these; empty: it does not wait
  std::vector<Escalation> escalation;
  std::vector<InhibitRule> inhibit;

  Zone zone_here() const;  // `zone`, or UTC where there is no such zone
};
void describe(AlertPolicy& policy, Visitor& v);

// What a description cannot say.
Result<void> check(const AlertPolicy& policy);

// The routes that an alert takes, in order; at least one.
std::vector<const AlertRoute*> routes_of(const AlertPolicy& policy, const Alert& alert);
const AlertRoute* find_route(const AlertPolicy& policy, std::string_view name);

// Those labels by which the route groups.
AlertLabels group_labels(const AlertRoute& route, const AlertLabels& labels);

// Of each inhibit rule, in order, those of `alerts` that fire and hold others back by it; they
// point into `alerts`. Found once for many questions.
using InhibitSources = std::vector<std::vector<const Alert*>>;
InhibitSources sources_of(const AlertPolicy& policy, const std::vector<Alert>& alerts);
// Any of them holds the alert back.
bool is_inhibited(const AlertPolicy& policy, const Alert& alert, const InhibitSources& sources);

// The first instant after `time` at which a digest is told; absent where there are none.
std::optional<Time> next_digest(const AlertPolicy& policy, Time time);

}  // namespace pitwall::desk
