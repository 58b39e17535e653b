#include "desk/alert/alerting.h"

#include "desk/alert/sorted.h"

namespace pitwall::desk {
namespace {

Digest id_of(const AlertRoute& route, const AlertLabels& labels) {
  return Sha256()
      .add("pitwall alert group\n")
      .add(sha256(route.name).text())
      .add(fingerprint_of(labels).text())
      .finish();
}

const AlertRoute& route_of(const Alerting& state, const AlertGroup& group) {
  const AlertRoute* route = find_route(state.policy, group.route);
  return route ? *route : state.policy.otherwise;
}

// The group of that route for these labels, made where there is none. One that has been empty since
// its last look but one is a new one, whether or not anybody has looked.
AlertGroup& group_of(Alerting& state, const AlertRoute& route, const Alert& alert, Time now) {
  AlertLabels labels = group_labels(route, alert.labels);
  const Digest id = id_of(route, labels);
  AlertGroup* known = find_sorted(state.groups, id, &AlertGroup::id);
  if (known && (!known->members.empty() || now < known->next_look)) return *known;
  if (!known && state.groups.size() >= Alerting::max_groups)
    std::erase_if(state.groups, [](const AlertGroup& group) { return group.members.empty(); });
  AlertGroup fresh;
  fresh.id = id;
  fresh.route = route.name;
  fresh.labels = std::move(labels);
  fresh.next_look = now + route.group_wait;
  return put_sorted(state.groups, std::move(fresh), &AlertGroup::id);
}

void join_groups(Alerting& state, const Alert& alert, Time now) {
  for (const AlertRoute* route : routes_of(state.policy, alert))
    put_sorted(group_of(state, *route, alert, now).members, alert.fingerprint);
}

// What one alert does can mute another, or be heard through another: every group looks again.
void unsettle(Alerting& state, Time now) {
  for (AlertGroup& group : state.groups) {
    if (!group.settled) continue;
    group.next_look = look_at_or_after(state, group, now);
    group.settled = false;
  }
}

void set_back(Alerting& state, Duration by) {
  const auto earlier = [by](std::optional<Time>& time) {
    if (time) time = *time - by;
  };
  for (Alert& alert : state.alerts) alert.said = alert.said - by;
  for (HeldAlert& held : state.held) held.since = held.since - by;
  for (AlertGroup& group : state.groups) {
    group.next_look = group.next_look - by;
    earlier(group.told_at);
    earlier(group.escalates_from);
  }
}

// A source that could not be heard has not fallen silent: its alerts get their whole time anew.
void restart_timeouts(Alerting& state, Time now) {
  constexpr Duration unhurried = seconds(5);  // for a look that comes a little late
  const auto ran_out = [&](const Alert& alert) {
    return alert.fires() && alert.timeout && alert.said + *alert.timeout + unhurried < now;
  };
  if (std::ranges::none_of(state.alerts, ran_out)) return;
  for (Alert& alert : state.alerts) alert.said = now;
}

void put_latest_words(Alerting& state, const Alert& alert) {
  for (HeldAlert& held : state.held)
    if (held.alert.fingerprint == alert.fingerprint) held.alert = alert;
}

std::size_t room_for(AlertSeverity severity) {
  switch (severity) {
    case AlertSeverity::info:
      return Alerting::max_infos;
    case AlertSeverity::warning:
      return Alerting::max_warnings;
    case AlertSeverity::critical:
      return Alerting::max_alerts;
  }
  return Alerting::max_alerts;
}

Result<void> check(const AlertRaised& event) {
  if (event.summary.empty() || event.summary.size() > Alert::max_summary ||
      event.summary.find('\n') != std::string::npos || !is_showable(event.summary))
    return error(Code::invalid_argument, "An alert's summary is one line of up to {} bytes.",
                 Alert::max_summary);
  if (event.detail.size() > Alert::max_detail || !is_showable(event.detail))
    return error(Code::invalid_argument, "An alert's detail is text of up to {} bytes.",
                 Alert::max_detail);
  if (event.origin.size() > Alert::max_origin || !is_showable(event.origin))
    return error(Code::invalid_argument, "An alert's origin is a name of up to {} bytes.",
                 Alert::max_origin);
  if (event.timeout && (*event.timeout < AlertRaised::shortest_timeout ||
                        *event.timeout > AlertRaised::longest_timeout))
    return error(Code::invalid_argument, "An alert's timeout is {} to {}.",
                 AlertRaised::shortest_timeout.text(), AlertRaised::longest_timeout.text());
  return {};
}

// What was told of the members in a group that is not theirs any more was told of them here.
void inherit(AlertGroup& heir, const AlertGroup& old) {
  bool told = false;
  for (const ToldAlert& one : old.told) {
    if (!contains_sorted(heir.members, one.alert)) continue;
    put_sorted(heir.told, one, &ToldAlert::alert);
    told = true;
  }
  for (const Digest& one : old.owed)
    if (contains_sorted(heir.members, one)) put_sorted(heir.owed, one);
  if (!told) return;
  heir.told_at = std::max(heir.told_at, old.told_at);
  for (const std::string& channel : old.channels) put_sorted(heir.channels, channel);
  if (!heir.escalates_from) heir.escalates_from = old.escalates_from;
  heir.escalated = std::max(heir.escalated, old.escalated);
  heir.steps_done = std::max(heir.steps_done, old.steps_done);
  if (old.acknowledged()) heir.acknowledged_by = old.acknowledged_by;
}

// The group as it was, with the members that it has now.
void go_on_as(AlertGroup& group, const AlertGroup& before) {
  std::vector<Digest> members = std::move(group.members);
  group = before;
  group.members = std::move(members);
  std::erase_if(group.told,
                [&](const ToldAlert& told) { return !contains_sorted(group.members, told.alert); });
  std::erase_if(group.owed,
                [&](const Digest& alert) { return !contains_sorted(group.members, alert); });
}

// What is held back for a group that is gone is held for one that inherited it.
void hold_for_heir(const std::vector<AlertGroup>& groups, HeldAlert& held) {
  if (contains_sorted(groups, held.group, &AlertGroup::id)) return;
  const auto heir = std::ranges::find_if(groups, [&](const AlertGroup& group) {
    return contains_sorted(group.told, held.alert.fingerprint, &ToldAlert::alert);
  });
  if (heir != groups.end()) held.group = heir->id;
}

}  // namespace

std::string_view name_of(HeldFor reason) {
  return reason == HeldFor::digest ? "digest" : "quiet_hours";
}

const Alert* Alerting::find(const Digest& fingerprint) const {
  return find_sorted(alerts, fingerprint, &Alert::fingerprint);
}

const AlertGroup* Alerting::find_group(const Digest& id) const {
  return find_sorted(groups, id, &AlertGroup::id);
}

bool Alerting::is_muted(const Alert& alert, Time now) const {
  return is_muted(alert, now, sources_of(policy, alerts));
}

bool Alerting::is_muted(const Alert& alert, Time now, const InhibitSources& sources) const {
  return std::ranges::any_of(silences,
                             [&](const Silence& silence) { return silence.mutes(alert, now); }) ||
         is_inhibited(policy, alert, sources);
}

Time look_at_or_after(const Alerting& state, const AlertGroup& group, Time time) {
  if (time <= group.next_look) return group.next_look;
  const Duration interval = route_of(state, group).group_interval;
  const Duration late = time - group.next_look;
  return group.next_look + interval * ((late + interval - nanoseconds(1)) / interval);
}

void advance_clock(Alerting& state, Time now) {
  if (!state.clock) state.clock = now;
  const Time before = *state.clock;
  state.clock = now;
  if (now < before) return set_back(state, before - now);
  for (const Silence& silence : state.silences) {
    const std::optional<Time> edge = silence.edge_after(before);
    if (edge && *edge <= now) unsettle(state, *edge);
  }
  if (now - before > Alerting::longest_absence) restart_timeouts(state, now);
}

void end_alert(Alerting& state, Alert& alert, Time now) {
  alert.ended = now;
  put_latest_words(state, alert);
  unsettle(state, now);
}

Result<void> take(Alerting& state, const AlertRaised& event) {
  PITWALL_TRY(AlertLabels labels, make_labels(event.labels));
  PITWALL_TRY_VOID(check(event));
  advance_clock(state, event.now);
  const Digest fingerprint = fingerprint_of(labels);
  Alert* alert = find_sorted(state.alerts, fingerprint, &Alert::fingerprint);
  if (!alert && state.alerts.size() >= room_for(event.severity)) {
    ++state.dropped;
    return error(Code::too_large, "{} alerts are there: this one is not taken up.",
                 state.alerts.size());
  }
  const bool fired = alert && alert->fires();
  const bool differs = !fired || alert->severity != event.severity;
  if (!alert) {
    Alert unheard;
    unheard.labels = std::move(labels);
    unheard.fingerprint = fingerprint;
    alert = &put_sorted(state.alerts, std::move(unheard), &Alert::fingerprint);
  }
  alert->severity = event.severity;
  alert->summary = event.summary;
  alert->detail = event.detail;
  alert->origin = event.origin;
  alert->timeout = event.timeout;
  alert->said = event.now;
  if (!fired) {
    alert->starts = event.now;
    alert->ended.reset();
    join_groups(state, *alert, event.now);
  }
  put_latest_words(state, *alert);
  if (differs) unsettle(state, event.now);
  return {};
}

Result<void> take(Alerting& state, const AlertEnded& event) {
  PITWALL_TRY(const AlertLabels labels, make_labels(event.labels));
  advance_clock(state, event.now);
  Alert* alert = find_sorted(state.alerts, fingerprint_of(labels), &Alert::fingerprint);
  if (!alert || !alert->fires()) return error(Code::not_found, "No such alert fires.");
  end_alert(state, *alert, event.now);
  return {};
}

Result<void> take(Alerting& state, const AlertsAcknowledged& event) {
  advance_clock(state, event.now);
  AlertGroup* group = find_sorted(state.groups, event.group, &AlertGroup::id);
  if (!group || group->told.empty())
    return error(Code::not_found, "Nothing of that group fires any more.");
  if (event.by.empty()) return error(Code::invalid_argument, "Somebody acknowledges: by whom?");
  group->acknowledged_by = event.by;
  return {};
}

Result<void> take(Alerting& state, const SilenceAdded& event) {
  PITWALL_TRY_VOID(check(event.silence));
  advance_clock(state, event.now);
  if (find_sorted(state.silences, event.silence.id, &Silence::id))
    return error(Code::already_exists, "There is a silence of that id already.");
  if (state.silences.size() >= Alerting::max_silences)
    return error(Code::too_large, "{} silences are there; end one first.", state.silences.size());
  put_sorted(state.silences, event.silence, &Silence::id);
  unsettle(state, event.now);
  return {};
}

Result<void> take(Alerting& state, const SilenceEnded& event) {
  advance_clock(state, event.now);
  if (std::erase_if(state.silences, [&](const Silence& s) { return s.id == event.silence; }) == 0)
    return error(Code::not_found, "There is no such silence.");
  unsettle(state, event.now);
  return {};
}

Result<void> take(Alerting& state, const AlertPolicySet& event) {
  PITWALL_TRY_VOID(check(event.policy));
  advance_clock(state, event.now);
  unsettle(state, event.now);
  const std::vector<AlertGroup> before = std::move(state.groups);
  state.groups.clear();
  state.policy = event.policy;
  for (const Alert& alert : state.alerts) join_groups(state, alert, event.now);
  for (AlertGroup& group : state.groups) {
    if (const AlertGroup* same = find_sorted(before, group.id, &AlertGroup::id))
      go_on_as(group, *same);
    for (const AlertGroup& old : before)
      if (old.id != group.id) inherit(group, old);
  }
  for (HeldAlert& held : state.held) hold_for_heir(state.groups, held);
  return {};
}

namespace {

constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

}  // namespace

void describe(ToldAlert& told, Visitor& v) {
  v("alert", "Its fingerprint.", "", told.alert);
  v("severity", "As it was told.", "warning", told.severity);
}

void describe(AlertGroup& group, Visitor& v) {
  v("id", "Of route and labels.", "", group.id);
  v("route", "Its route.", "default", group.route);
  v("labels", "What its alerts have in common.", "", group.labels);
  v("members", "Its alerts.", "", group.members, unbounded);
  v("next_look", "When it is looked at next.", "2020-12-15T14:30:00Z", group.next_look);
  v("settled", "Nothing has changed since the last look.", "true", group.settled);
  v("told_at", "When it was told last.", "2020-12-15T14:30:00Z", group.told_at);
  v("told", "As firing.", "", group.told, unbounded);
  v("told_ended", "As ended.", "", group.told_ended, unbounded);
  v("owed", "Whose end is owed.", "", group.owed, unbounded);
  v("channels", "On which it was told.", "all", group.channels, unbounded);
  v("escalates_from", "When it was told first.", "2020-12-15T14:30:00Z", group.escalates_from);
  v("escalated", "How many times.", "0", group.escalated);
  v("steps_done", "Of the policy's escalations.", "0", group.steps_done);
  v("acknowledged_by", "Who has seen it.", "telegram", group.acknowledged_by, unbounded);
}

void describe(HeldAlert& held, Visitor& v) {
  v("alert", "As it stood last.", "", held.alert);
  v("group", "For which group.", "", held.group);
  v("reason", "quiet_hours or digest.", "quiet_hours", held.reason);
  v("since", "Since when it waits.", "2020-12-15T14:30:00Z", held.since);
  v("owed", "Its end is owed.", "false", held.owed);
  v("channels", "Where to.", "all", held.channels, unbounded);
}

void describe(Alerting& alerting, Visitor& v) {
  v("policy", "Policy in force.", "", alerting.policy, with_default);
  v("alerts", "Alerts, by fingerprint.", "", alerting.alerts, unbounded);
  v("groups", "Groups, by id.", "", alerting.groups, unbounded);
  v("silences", "Silences, by id.", "", alerting.silences, unbounded);
  v("held", "What is told later.", "", alerting.held, unbounded);
  v("clock", "Of the latest event.", "2020-12-15T14:30:00Z", alerting.clock);
  v("notifications", "So far.", "0", alerting.notifications);
  v("dropped", "Alerts that were too many, since the last notification.", "0", alerting.dropped);
}

}  // namespace pitwall::desk
