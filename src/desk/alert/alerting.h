// Everything the desk knows of alerts: what fires, what was told of it, what is silenced, what
// waits for the end of quiet hours. Added up from the events of event.h; what is said is decided in
// due.h. What was told is part of the state, so a restart neither repeats nor forgets it.
//
// Time comes with the events. A clock that was set back moves every deadline back with it, so that
// each wait keeps its length; one that was set forward, or a night's sleep of the machine, makes
// due at once what would have been due meanwhile, once, and ends no alert whose source could not
// speak.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/alert/event.h"
#include "desk/alert/notification.h"

namespace pitwall::desk {

struct ToldAlert {
  Digest alert;
  AlertSeverity severity = AlertSeverity::info;
};
void describe(ToldAlert& told, Visitor& v);

// Alerts that are told together: one route, the same values of the labels it groups by.
struct AlertGroup {
  Digest id;  // of route and labels
  std::string route;
  AlertLabels labels;
  std::vector<Digest> members;  // by fingerprint; without any it is forgotten at the next look
  Time next_look;
  bool settled = false;  // nothing has changed since the last look: only repeats are left

  // What the last notification said, or what is held back to be said.
  std::optional<Time> told_at = {};
  std::vector<ToldAlert> told = {};     // as firing, by fingerprint
  std::vector<Digest> told_ended = {};  // likewise

  std::vector<Digest> owed = {};           // the end of these is owed, for they were told as firing
  std::vector<std::string> channels = {};  // on which; sorted
  std::optional<Time> escalates_from = {};  // when it was told for the first time
  std::int64_t escalated = 0;               // how many times
  std::int64_t steps_done = 0;       // of the policy's, with those that were for what is worse
  std::string acknowledged_by = {};  // empty: nobody did

  bool acknowledged() const { return !acknowledged_by.empty(); }
};
void describe(AlertGroup& group, Visitor& v);

enum class HeldFor { quiet_hours, digest };
std::string_view name_of(HeldFor reason);
constexpr int count_of(HeldFor) { return 2; }

// To be told later for its group, as it stands then.
struct HeldAlert {
  Alert alert;
  Digest group;
  HeldFor reason = HeldFor::quiet_hours;
  Time since;
  bool owed = false;  // somebody was told that it fires, and hears its end
  std::vector<std::string> channels;
};
void describe(HeldAlert& held, Visitor& v);

struct Alerting {
  // So many fire or have not been told as ended. What is less severe leaves room for what is worse.
  static constexpr std::size_t max_alerts = 1'000;
  static constexpr std::size_t max_warnings = 900;  // of which, with what is info,
  static constexpr std::size_t max_infos = 700;
  static constexpr std::size_t max_silences = 200;
  static constexpr std::size_t max_held = 1'000;
  static constexpr std::size_t max_groups = 4'000;  // from here on, empty ones make room at once
  // A desk that hears nothing for longer than this was away.
  static constexpr Duration longest_absence = minutes(1);

  AlertPolicy policy;
  std::vector<Alert> alerts;        // by fingerprint
  std::vector<AlertGroup> groups;   // by id
  std::vector<Silence> silences;    // by id; ended ones are forgotten
  std::vector<HeldAlert> held;      // in the order they came
  std::optional<Time> clock = {};   // of the latest event
  std::uint64_t notifications = 0;  // so far
  std::int64_t dropped = 0;         // since the last one

  const Alert* find(const Digest& fingerprint) const;
  const AlertGroup* find_group(const Digest& id) const;
  bool is_muted(const Alert& alert, Time now) const;  // silenced, or held back by another
  // The same, where the sources of `alerts` are known.
  bool is_muted(const Alert& alert, Time now, const InhibitSources& sources) const;
};
void describe(Alerting& alerting, Visitor& v);

// Events that make no sense are kept out, with the reason; whoever replays a journal lets them be.
// Code::invalid_argument for labels or words that are none, Code::too_large when full.
Result<void> take(Alerting& state, const AlertRaised& event);
// Code::not_found where nothing of the kind fires.
Result<void> take(Alerting& state, const AlertEnded& event);
// Stops repeats and escalation until something new fires in the group, something in it becomes
// worse or all of it has ended. Code::not_found for a group of which nothing is told as firing.
Result<void> take(Alerting& state, const AlertsAcknowledged& event);
// Code::already_exists, Code::too_large, Code::invalid_argument.
Result<void> take(Alerting& state, const SilenceAdded& event);
Result<void> take(Alerting& state, const SilenceEnded& event);
// Alerts that fire go over to the new routes, and take along what was told of them.
Result<void> take(Alerting& state, const AlertPolicySet& event);

// What every event begins with: the time has come to `now`.
void advance_clock(Alerting& state, Time now);
// It fires no more.
void end_alert(Alerting& state, Alert& alert, Time now);
// The group's first look at or after `time`: they keep their rhythm, also while none is needed.
Time look_at_or_after(const Alerting& state, const AlertGroup& group, Time time);

}  // namespace pitwall::desk
