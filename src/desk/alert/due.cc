#include "desk/alert/due.h"

#include "desk/alert/sorted.h"

namespace pitwall::desk {
namespace {

using Alerts = std::vector<const Alert*>;

// An instant, and what holds others back at it.
struct Moment {
  Time now;
  InhibitSources sources;
};

// How a group stands, as far as it is heard.
struct Standing {
  Alerts firing;
  Alerts ended;
};

Standing standing_of(const Alerting& state, const AlertGroup& group, const Moment& moment) {
  Standing standing;
  for (const Digest& member : group.members) {
    const Alert* alert = state.find(member);
    PITWALL_CHECK(alert, "a group has a member that is no alert");
    const bool muted = state.is_muted(*alert, moment.now, moment.sources);
    if (alert->fires() && !muted) standing.firing.push_back(alert);
    // Whoever was told of it hears its end, silence or not.
    if (!alert->fires() && (!muted || contains_sorted(group.owed, member)))
      standing.ended.push_back(alert);
  }
  return standing;
}

bool is_news(const AlertGroup& group, const Alert& firing) {
  const ToldAlert* told = find_sorted(group.told, firing.fingerprint, &ToldAlert::alert);
  return !told || told->severity < firing.severity;
}

bool has_news(const AlertGroup& group, const Standing& standing) {
  return std::ranges::any_of(standing.firing,
                             [&](const Alert* alert) { return is_news(group, *alert); });
}

// Why the group is to be told now; absent where it is not.
std::optional<NotificationReason> reason_to_tell(const AlertGroup& group, const Standing& standing,
                                                 Duration repeat, Time now) {
  const auto any_ended = [&](auto is) {
    return std::ranges::any_of(standing.ended,
                               [&](const Alert* alert) { return is(alert->fingerprint); });
  };
  if (standing.firing.empty() && standing.ended.empty()) return std::nullopt;
  if (has_news(group, standing))
    return group.told.empty() ? NotificationReason::first : NotificationReason::changed;
  const bool owed = any_ended([&](const Digest& d) { return contains_sorted(group.owed, d); });
  if (standing.firing.empty())
    return owed || !group.told.empty() ? std::optional(NotificationReason::resolved) : std::nullopt;
  if (owed || any_ended([&](const Digest& d) { return !contains_sorted(group.told_ended, d); }))
    return NotificationReason::changed;
  const bool again = !group.acknowledged() && group.told_at && *group.told_at + repeat <= now;
  return again ? std::optional(NotificationReason::repeat) : std::nullopt;
}

AlertSeverity worst_of(const Alerts& alerts) {
  AlertSeverity worst = AlertSeverity::info;
  for (const Alert* alert : alerts) worst = std::max(worst, alert->severity);
  return worst;
}

AlertSeverity raised_by(AlertSeverity severity, std::int64_t times) {
  for (std::int64_t i = 0; i < times; ++i) severity = raised(severity);
  return severity;
}

// What fires decides; what has ended, where nothing does. An escalation lasts.
AlertSeverity severity_of(const AlertGroup& group, const Standing& standing) {
  return raised_by(worst_of(standing.firing.empty() ? standing.ended : standing.firing),
                   group.escalated);
}

bool is_quiet(const Alerting& state, AlertSeverity severity, Time now) {
  const QuietHours& quiet = state.policy.quiet_hours;
  return severity < quiet.urgent && covers(quiet.windows, state.policy.zone_here(), now);
}

// Why it has to wait; absent where it does not.
std::optional<HeldFor> held_for(const Alerting& state, AlertSeverity severity, Time now) {
  if (is_quiet(state, severity, now)) return HeldFor::quiet_hours;
  if (severity == AlertSeverity::info && !state.policy.digest_at.empty()) return HeldFor::digest;
  return std::nullopt;
}

void add_channels(std::vector<std::string>& channels, const std::vector<std::string>& more) {
  for (const std::string& channel : more) put_sorted(channels, channel);
}

std::vector<Alert> worst_first(std::vector<Alert> alerts) {
  std::ranges::sort(alerts, [](const Alert& a, const Alert& b) {
    return std::tuple(b.severity, a.starts, a.fingerprint) <
           std::tuple(a.severity, b.starts, b.fingerprint);
  });
  return alerts;
}

std::vector<Alert> copies_of(const Alerts& alerts) {
  std::vector<Alert> copies;
  for (const Alert* alert : alerts) copies.push_back(*alert);
  return worst_first(std::move(copies));
}

const AlertRoute& route_of(const Alerting& state, const AlertGroup& group) {
  const AlertRoute* route = find_route(state.policy, group.route);
  PITWALL_CHECK(route, "a group has a route that is none");
  return *route;
}

// From here on these are told in the group: their end is owed, or no longer.
void note_told(AlertGroup& group, const Digest& alert, bool fires) {
  if (fires) {
    put_sorted(group.owed, alert);
  } else {
    std::erase(group.owed, alert);
  }
}

// One of the series.
AlertNotification numbered(Alerting& state, AlertNotification notification, Time now) {
  notification.number = ++state.notifications;
  notification.dropped = std::exchange(state.dropped, 0);
  notification.now = now;
  return notification;
}

bool says(const Standing& standing, const Digest& alert) {
  const auto is_it = [&](const Alert* one) { return one->fingerprint == alert; };
  return std::ranges::any_of(standing.firing, is_it) || std::ranges::any_of(standing.ended, is_it);
}

AlertNotification tell(Alerting& state, AlertGroup& group, const Standing& standing,
                       NotificationReason reason, Time now) {
  AlertNotification notification;
  notification.reason = reason;
  notification.severity = severity_of(group, standing);
  notification.group = group.id;
  notification.route = group.route;
  notification.labels = group.labels;
  notification.firing = copies_of(standing.firing);
  notification.ended = copies_of(standing.ended);
  notification.escalation = group.escalated;
  add_channels(notification.channels, route_of(state, group).channels.of(notification.severity));
  // Whoever was told that something fires hears that it has ended.
  if (!standing.ended.empty()) add_channels(notification.channels, group.channels);
  for (const Alert* alert : standing.ended) note_told(group, alert->fingerprint, false);
  for (const Alert* alert : standing.firing) note_told(group, alert->fingerprint, true);
  if (standing.firing.empty()) {
    group.channels.clear();
  } else {
    add_channels(group.channels, notification.channels);
    if (!group.escalates_from) group.escalates_from = now;
  }
  std::erase_if(state.held, [&](const HeldAlert& held) {
    return held.group == group.id && says(standing, held.alert.fingerprint);
  });
  return numbered(state, std::move(notification), now);
}

void hold(Alerting& state, const AlertGroup& group, const Standing& standing, HeldFor reason,
          Time now) {
  std::vector<std::string> channels;
  add_channels(channels, route_of(state, group).channels.of(severity_of(group, standing)));
  if (!standing.ended.empty()) add_channels(channels, group.channels);
  Alerts alerts = standing.ended;
  alerts.insert(alerts.end(), standing.firing.begin(), standing.firing.end());
  for (const Alert* alert : alerts) {
    auto held = std::ranges::find_if(state.held, [&](const HeldAlert& known) {
      return known.group == group.id && known.alert.fingerprint == alert->fingerprint;
    });
    if (held == state.held.end() && state.held.size() >= Alerting::max_held) {
      ++state.dropped;
      continue;
    }
    if (held == state.held.end())
      held = state.held.insert(held, HeldAlert{{}, group.id, reason, now, false, {}});
    held->alert = *alert;
    held->owed = held->owed || contains_sorted(group.owed, alert->fingerprint);
    add_channels(held->channels, channels);
  }
}

// What the next look compares with.
void remember_told(AlertGroup& group, const Standing& standing, Time now) {
  group.told.clear();
  group.told_ended.clear();
  for (const Alert* alert : standing.firing)
    put_sorted(group.told, {alert->fingerprint, alert->severity}, &ToldAlert::alert);
  for (const Alert* alert : standing.ended) put_sorted(group.told_ended, alert->fingerprint);
  group.told_at = now;
}

// Something new, or the end of it all, is nothing that anybody has acknowledged.
void begin_anew(AlertGroup& group) {
  group.escalates_from.reset();
  group.escalated = 0;
  group.steps_done = 0;
  group.acknowledged_by.clear();
}

// What has ended leaves the group with the look that could tell it.
void drop_ended(const Alerting& state, AlertGroup& group) {
  const auto is_over = [&](const Digest& member) { return !state.find(member)->fires(); };
  std::erase_if(group.members, is_over);
  std::erase_if(group.told,
                [&](const ToldAlert& told) { return !contains_sorted(group.members, told.alert); });
}

void look(Alerting& state, AlertGroup& group, const Moment& moment,
          std::vector<AlertNotification>& told) {
  const Time now = moment.now;
  const Standing standing = standing_of(state, group, moment);
  const Duration repeat = route_of(state, group).repeat_interval;
  if (const auto reason = reason_to_tell(group, standing, repeat, now)) {
    if (group.acknowledged() && has_news(group, standing)) begin_anew(group);
    if (const auto held = held_for(state, severity_of(group, standing), now)) {
      hold(state, group, standing, *held, now);
    } else {
      told.push_back(tell(state, group, standing, *reason, now));
    }
    remember_told(group, standing, now);
    if (standing.firing.empty()) begin_anew(group);
  }
  drop_ended(state, group);
  group.next_look = look_at_or_after(state, group, now + nanoseconds(1));
  group.settled = true;
}

// When the group needs its next look; absent where only an event can bring one.
std::optional<Time> wakes(const Alerting& state, const AlertGroup& group) {
  if (group.members.empty()) return std::nullopt;
  if (!group.settled) return group.next_look;
  if (group.told.empty() || group.acknowledged() || !group.told_at) return std::nullopt;
  return look_at_or_after(state, group, *group.told_at + route_of(state, group).repeat_interval);
}

// ---- Escalation -----------------------------------------------------------------------------

struct DueEscalation {
  std::int64_t steps_done = 0;  // once it is
  std::int64_t raises = 0;      // the severity, so many times
  Time at;
  std::vector<std::string> channels;
};

// The next of the group's escalations, with all that have become due by then as one. Absent where
// there is none, for now.
std::optional<DueEscalation> next_escalation(const Alerting& state, const AlertGroup& group,
                                             const Moment& moment) {
  const std::vector<Escalation>& steps = state.policy.escalation;
  if (steps.empty() || !group.escalates_from || group.acknowledged() || group.told.empty())
    return std::nullopt;
  const Alerts firing = standing_of(state, group, moment).firing;
  if (firing.empty()) return std::nullopt;
  const AlertSeverity worst = worst_of(firing);
  std::optional<DueEscalation> due;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (static_cast<std::int64_t>(i) < group.steps_done || worst < steps[i].from) continue;
    const Time at = *group.escalates_from + steps[i].after;
    if (due && moment.now < at) break;
    if (!due) due = DueEscalation{0, 0, at, {}};
    due->steps_done = static_cast<std::int64_t>(i) + 1;
    ++due->raises;
    add_channels(due->channels, steps[i].channels);
  }
  if (!due) return due;
  const Time from = std::max(moment.now, due->at);
  if (is_quiet(state, raised_by(worst, group.escalated + due->raises), from))
    due->at = *next_edge(state.policy.quiet_hours.windows, state.policy.zone_here(), from);
  return due;
}

void escalate(Alerting& state, AlertGroup& group, const Moment& moment,
              std::vector<AlertNotification>& told) {
  const Time now = moment.now;
  const std::optional<DueEscalation> due = next_escalation(state, group, moment);
  if (!due || now < due->at) return;
  Standing standing = standing_of(state, group, moment);
  standing.ended.clear();  // told by the next look
  group.steps_done = due->steps_done;
  group.escalated += due->raises;
  AlertNotification notification =
      tell(state, group, standing, NotificationReason::escalation, now);
  add_channels(notification.channels, due->channels);
  add_channels(group.channels, due->channels);
  told.push_back(std::move(notification));
  const std::vector<Digest> told_ended = std::move(group.told_ended);
  remember_told(group, standing, now);
  group.told_ended = told_ended;
}

// ---- What was held back ---------------------------------------------------------------------

// The first instant at which it may be told. One that lies in quiet hours is looked at again when
// they end.
Time release_of(const Alerting& state, const HeldAlert& held, Time now) {
  Time at = held.since;
  if (held.reason == HeldFor::digest)
    at = next_digest(state.policy, held.since).value_or(held.since);
  const Time from = std::max(at, now);
  const std::vector<WeeklyWindow>& quiet = state.policy.quiet_hours.windows;
  const Zone zone = state.policy.zone_here();
  return covers(quiet, zone, from) ? *next_edge(quiet, zone, from) : at;
}

// What was silenced meanwhile is left out, and is news when the silence ends.
void leave_out(AlertGroup& group, const Digest& alert) {
  if (contains_sorted(group.owed, alert)) return;
  std::erase_if(group.told, [&](const ToldAlert& told) { return told.alert == alert; });
}

void note_released(AlertGroup& group, const HeldAlert& held, Time now) {
  const Digest& alert = held.alert.fingerprint;
  note_told(group, alert, held.alert.fires());
  if (held.alert.fires()) {
    add_channels(group.channels, held.channels);
    group.told_at = now;
    if (!group.escalates_from) group.escalates_from = now;
  } else {
    std::erase_if(group.told, [&](const ToldAlert& told) { return told.alert == alert; });
    put_sorted(group.told_ended, alert);
  }
}

void release(Alerting& state, const Moment& moment, std::vector<AlertNotification>& told) {
  const Time now = moment.now;
  std::vector<HeldAlert> ready;
  std::vector<HeldAlert> waiting;
  for (HeldAlert& held : state.held)
    (now < release_of(state, held, now) ? waiting : ready).push_back(std::move(held));
  state.held = std::move(waiting);
  AlertNotification digest;
  digest.reason = NotificationReason::digest;
  for (const HeldAlert& held : ready) {
    const bool owed = held.owed && !held.alert.fires();
    AlertGroup* group = find_sorted(state.groups, held.group, &AlertGroup::id);  // if still there
    if (!owed && state.is_muted(held.alert, now, moment.sources)) {
      if (group) leave_out(*group, held.alert.fingerprint);
      continue;
    }
    if (group) note_released(*group, held, now);
    add_channels(digest.channels, held.channels);
    std::vector<Alert>& told_now = held.alert.fires() ? digest.firing : digest.ended;
    if (std::ranges::find(told_now, held.alert.fingerprint, &Alert::fingerprint) == told_now.end())
      told_now.push_back(held.alert);  // once, also where several groups have it
  }
  const std::vector<Alert>& gist = digest.firing.empty() ? digest.ended : digest.firing;
  if (gist.empty()) return;
  for (const Alert& alert : gist) digest.severity = std::max(digest.severity, alert.severity);
  digest.firing = worst_first(std::move(digest.firing));
  digest.ended = worst_first(std::move(digest.ended));
  told.push_back(numbered(state, std::move(digest), now));
}

void forget_what_is_over(Alerting& state, Time now) {
  std::erase_if(state.groups, [&](const AlertGroup& group) {
    return group.members.empty() && group.next_look <= now;
  });
  std::set<Digest> members;
  for (const AlertGroup& group : state.groups)
    members.insert(group.members.begin(), group.members.end());
  std::erase_if(state.alerts, [&](const Alert& alert) {
    return !alert.fires() && !members.contains(alert.fingerprint);
  });
  std::erase_if(state.silences, [&](const Silence& s) { return s.until && *s.until <= now; });
}

}  // namespace

std::optional<Time> next_due(const Alerting& state) {
  if (!state.clock) return std::nullopt;
  const Time now = *state.clock;
  std::optional<Time> next;
  const auto consider = [&](std::optional<Time> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  for (const Alert& alert : state.alerts)
    if (alert.fires() && alert.timeout) consider(alert.said + *alert.timeout);
  for (const AlertGroup& group : state.groups) consider(wakes(state, group));
  if (!state.policy.escalation.empty()) {
    const Moment moment{now, sources_of(state.policy, state.alerts)};
    for (const AlertGroup& group : state.groups)
      if (const auto escalation = next_escalation(state, group, moment)) consider(escalation->at);
  }
  for (const Silence& silence : state.silences) consider(silence.edge_after(now));
  for (const HeldAlert& held : state.held) consider(release_of(state, held, now));
  // What the end of a silence, say, has made due is due at once.
  return next ? std::optional(std::max(*next, now)) : next;
}

std::vector<AlertNotification> take(Alerting& state, const AlertsDue& event) {
  const Time now = event.now;
  advance_clock(state, now);
  for (Alert& alert : state.alerts)
    if (alert.fires() && alert.timeout && alert.said + *alert.timeout <= now)
      end_alert(state, alert, alert.said + *alert.timeout);
  const Moment moment{now, sources_of(state.policy, state.alerts)};
  std::vector<AlertNotification> told;
  for (AlertGroup& group : state.groups) {
    const std::optional<Time> look_at = wakes(state, group);
    if (look_at && *look_at <= now) look(state, group, moment, told);
    escalate(state, group, moment, told);
  }
  release(state, moment, told);
  forget_what_is_over(state, now);
  return told;
}

}  // namespace pitwall::desk
