#include "desk/alert/policy.h"

namespace pitwall::desk {

const std::vector<std::string>& AlertChannels::of(AlertSeverity severity) const {
  switch (severity) {
    case AlertSeverity::info:
      return info;
    case AlertSeverity::warning:
      return warning;
    case AlertSeverity::critical:
      return critical;
  }
  return critical;
}

constexpr Rules channel_names{
    .has_default = true, .max_length = 64, .max_items = AlertRoute::max_channels};
constexpr Rules label_names{
    .has_default = true, .max_length = AlertLabel::max_name, .max_items = max_alert_labels};
constexpr Rules matchers{
    .has_default = true, .max_length = Matcher::max_text, .max_items = AlertRoute::max_matchers};

void describe(AlertChannels& channels, Visitor& v) {
  v("info", "Channels for what is worth knowing; all: every one.", "all", channels.info,
    channel_names);
  v("warning", "Channels for what should be seen soon.", "all", channels.warning, channel_names);
  v("critical", "Channels for what cannot wait.", "all", channels.critical, channel_names);
}

void describe(AlertRoute& route, Visitor& v) {
  v("name", "What the route is called.", "broker", route.name,
    {.has_default = true, .max_length = 64});
  v("match", "Which alerts: label, =, !=, =~ or !~, value; * is any run of characters.",
    "alert =~ broker_*", route.match, matchers);
  v("continue", "Look at the routes after this one, too.", "false", route.goes_on, with_default);
  v("group_by", "Alerts with the same values of these labels make one message; *: each its own.",
    "alert", route.group_by, label_names);
  v("group_wait", "From a group's first alert to its first message.", "0s", route.group_wait,
    with_default);
  v("group_interval", "Between messages of a group that changes.", "1m", route.group_interval,
    with_default);
  v("repeat_interval", "Between messages of a group that does not change.", "4h",
    route.repeat_interval, with_default);
  v("channels", "Where to, by severity.", "", route.channels, with_default);
}

void describe(QuietHours& quiet, Visitor& v) {
  v("windows", "When to be quiet.", "", quiet.windows,
    {.has_default = true, .max_items = AlertPolicy::max_windows});
  v("urgent", "From this severity on it is told all the same.", "critical", quiet.urgent,
    with_default);
}

void describe(Escalation& step, Visitor& v) {
  v("after", "So long after it was told, and nobody acknowledged it.", "10m", step.after);
  v("from", "What is less severe is left alone.", "warning", step.from, with_default);
  v("channels", "Further channels.", "telegram", step.channels, channel_names);
}

void describe(InhibitRule& rule, Visitor& v) {
  v("source", "While one that these match fires,", "alert = gateway_down", rule.source, matchers);
  v("target", "those that these match are not told,", "alert = stale_quotes", rule.target,
    matchers);
  v("equal", "where both have the same values of these labels.", "broker", rule.equal, label_names);
}

void describe(AlertPolicy& policy, Visitor& v) {
  v("routes", "How which alerts are told; the first that matches.", "", policy.routes,
    {.has_default = true, .max_items = AlertPolicy::max_routes});
  v("otherwise", "How alerts are told that no route matches.", "", policy.otherwise, with_default);
  v("zone", "Time zone of quiet hours, digests and messages.", "America/New_York", policy.zone,
    with_default);
  v("quiet_hours", "When only what is urgent is told.", "", policy.quiet_hours, with_default);
  v("digest_at", "Times of day at which what is only info is told.", "17:00", policy.digest_at,
    {.has_default = true, .max_items = AlertPolicy::max_digests});
  v("escalation", "What happens where nobody acknowledges.", "", policy.escalation,
    {.has_default = true, .max_items = AlertPolicy::max_escalations});
  v("inhibit", "Which alerts hold others back.", "", policy.inhibit,
    {.has_default = true, .max_items = AlertPolicy::max_inhibit_rules});
}

Zone AlertPolicy::zone_here() const {
  const Result<Zone> found = Zone::find(zone);
  return found ? *found : Zone::utc();
}

namespace {

Result<void> check(const AlertRoute& route) {
  if (route.name.empty()) return error(Code::invalid_argument, "A route of alerts has a name.");
  for (const Matcher& matcher : route.match)
    if (matcher.name() == severity_label)
      return error(Code::invalid_argument,
                   "Route {}: the severity chooses the channels (channels), not the route.",
                   route.name);
  for (const std::string& name : route.group_by)
    if (name != AlertRoute::all_labels && (!is_label_name(name) || name == severity_label))
      return error(Code::invalid_argument, "Route {}: group_by holds names of labels, or \"*\".",
                   route.name);
  const auto within = [](Duration span, Duration least) {
    return least <= span && span <= AlertRoute::longest_interval;
  };
  if (!within(route.group_wait, Duration{}) ||
      !within(route.group_interval, AlertRoute::shortest_interval) ||
      !within(route.repeat_interval, route.group_interval))
    return error(Code::invalid_argument,
                 "Route {}: group_wait is 0s or more, group_interval {} or more, repeat_interval "
                 "group_interval or more; each is up to {}.",
                 route.name, AlertRoute::shortest_interval.text(),
                 AlertRoute::longest_interval.text());
  return {};
}

}  // namespace

Result<void> check(const AlertPolicy& policy) {
  PITWALL_TRY_VOID(check(policy.otherwise));
  if (!policy.otherwise.match.empty())
    return error(Code::invalid_argument, "The route \"otherwise\" matches what is left: no match.");
  for (std::size_t i = 0; i < policy.routes.size(); ++i) {
    const AlertRoute& route = policy.routes[i];
    PITWALL_TRY_VOID(check(route));
    if (find_route(policy, route.name) != &route)
      return error(Code::invalid_argument, "Two routes of alerts are called {}.", route.name);
  }
  PITWALL_TRY([[maybe_unused]] const Zone zone, Zone::find(policy.zone));
  Duration before;
  for (const Escalation& step : policy.escalation) {
    if (step.after <= before || step.after > AlertRoute::longest_interval)
      return error(Code::invalid_argument,
                   "Each escalation is later than the one before, up to {}.",
                   AlertRoute::longest_interval.text());
    before = step.after;
  }
  for (const InhibitRule& rule : policy.inhibit) {
    if (rule.source.empty() || rule.target.empty())
      return error(Code::invalid_argument, "An inhibit rule has matchers of source and target.");
    if (!std::ranges::all_of(rule.equal, is_label_name))
      return error(Code::invalid_argument, "An inhibit rule's equal holds names of labels.");
  }
  return {};
}

std::vector<const AlertRoute*> routes_of(const AlertPolicy& policy, const Alert& alert) {
  std::vector<const AlertRoute*> taken;
  for (const AlertRoute& route : policy.routes) {
    if (!all_match(route.match, alert)) continue;
    taken.push_back(&route);
    if (!route.goes_on) break;
  }
  if (taken.empty()) taken.push_back(&policy.otherwise);
  return taken;
}

const AlertRoute* find_route(const AlertPolicy& policy, std::string_view name) {
  if (policy.otherwise.name == name) return &policy.otherwise;
  const auto found = std::ranges::find(policy.routes, name, &AlertRoute::name);
  return found == policy.routes.end() ? nullptr : &*found;
}

AlertLabels group_labels(const AlertRoute& route, const AlertLabels& labels) {
  const auto has = [&](std::string_view name) {
    return std::ranges::find(route.group_by, name) != route.group_by.end();
  };
  if (has(AlertRoute::all_labels)) return labels;
  AlertLabels kept;
  for (const AlertLabel& label : labels)
    if (has(label.name)) kept.push_back(label);
  return kept;
}

InhibitSources sources_of(const AlertPolicy& policy, const std::vector<Alert>& alerts) {
  InhibitSources sources(policy.inhibit.size());
  for (std::size_t i = 0; i < sources.size(); ++i)
    for (const Alert& alert : alerts)
      if (alert.fires() && all_match(policy.inhibit[i].source, alert)) sources[i].push_back(&alert);
  return sources;
}

bool is_inhibited(const AlertPolicy& policy, const Alert& alert, const InhibitSources& sources) {
  for (std::size_t i = 0; i < policy.inhibit.size(); ++i) {
    const InhibitRule& rule = policy.inhibit[i];
    if (sources[i].empty() || !all_match(rule.target, alert)) continue;
    const bool both = all_match(rule.source, alert);
    const auto holds_back = [&](const Alert* source) {
      const auto same = [&](const std::string& name) {
        return value_of(alert.labels, name) == value_of(source->labels, name);
      };
      return std::ranges::all_of(rule.equal, same) && !(both && all_match(rule.target, *source));
    };
    if (std::ranges::any_of(sources[i], holds_back)) return true;
  }
  return false;
}

std::optional<Time> next_digest(const AlertPolicy& policy, Time time) {
  std::optional<Time> next;
  const Zone zone = policy.zone_here();
  const Date today = zone.local(time).date;
  for (const TimeOfDay& at : policy.digest_at)
    for (Date date = today - 1; date <= today + 2; ++date) {
      const Time instant = instant_of(date, at, zone);
      if (time < instant && (!next || instant < *next)) next = instant;
    }
  return next;
}

}  // namespace pitwall::desk
