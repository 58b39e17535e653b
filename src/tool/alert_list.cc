// What is wrong now, who has seen it, and what nobody wants to hear of.
#include "desk/alert/words.h"
#include "tool/page.h"
#include "tool/silence_row.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::Alert;
using desk::Alerting;

struct ListAlertsIn {
  bool ended = false;
  std::int64_t limit = 50;
  std::optional<Cursor> cursor;
};
void describe(ListAlertsIn& in, Visitor& v) {
  v("ended", "Also those that are over and have yet to be told.", "true", in.ended, with_default);
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  describe_cursor(v, in.cursor);
}

// By each route that an alert takes it is in one group, mostly only one.
struct AlertGroupRow {
  Digest group;
  std::string route;
  std::optional<Time> told_at;
  std::string acknowledged_by;
};
void describe(AlertGroupRow& row, Visitor& v) {
  v("group", "What acknowledge_alert takes.", "", row.group);
  v("route", "The route of the policy.", "default", row.route, self_evident);
  v("told_at", "When the group was told last.", "2020-12-15T14:30:00Z", row.told_at, self_evident);
  v("acknowledged_by", "Who has seen it; empty: nobody yet.", "dashboard", row.acknowledged_by,
    self_evident);
}

struct AlertRow {
  desk::AlertLabels labels;
  desk::AlertSeverity severity = desk::AlertSeverity::info;
  std::string summary;
  std::string detail;
  std::string origin;
  Time starts;
  std::optional<Time> ended;
  std::vector<AlertGroupRow> groups;
  std::vector<std::string> muted;
};
void describe(AlertRow& row, Visitor& v) {
  v("labels", "What it is about.", "", row.labels, self_evident);
  v("severity", "How bad it is.", "warning", row.severity, self_evident);
  v("summary", "What is wrong.", "The quote of AAPL is stale.", row.summary, self_evident);
  v("detail", "More of it, and what to do.", "", row.detail, self_evident);
  v("origin", "What says so.", "health", row.origin, self_evident);
  v("starts", "Since when.", "2020-12-15T14:30:00Z", row.starts, self_evident);
  v("ended", "When it was over.", "2020-12-15T14:35:00Z", row.ended, self_evident);
  v("groups", "With what it is told.", "", row.groups, self_evident);
  v("muted", "Why nobody is told of it now: silences, other alerts that explain it, quiet hours.",
    "", row.muted);
}

struct ListAlertsOut {
  std::int64_t firing = 0;
  std::vector<AlertRow> alerts;
  std::vector<SilenceRow> silences;
  std::optional<Cursor> next_cursor;
};
void describe(ListAlertsOut& out, Visitor& v) {
  v("firing", "How many fire in all.", "2", out.firing);
  v("alerts", "Those that fire first, the worst first, then the oldest.", "", out.alerts);
  v("silences", "What nobody wants to hear of.", "", out.silences);
  describe_next_cursor(v, out.next_cursor);
}

std::string line_of(const AlertRow& row) {
  std::string line =
      fmt::format("{} since {}: {} ({})", name_of(row.severity), second_text(row.starts),
                  clause(row.summary), desk::labels_text(row.labels));
  if (row.ended) line += ", over since " + second_text(*row.ended);
  for (const AlertGroupRow& group : row.groups)
    if (!group.acknowledged_by.empty()) line += ", acknowledged by " + group.acknowledged_by;
  for (const std::string& why : row.muted) line += "; " + why;
  return line + ".";
}

std::string summary(const ListAlertsOut& out) {
  std::vector<std::string> lines;
  for (const AlertRow& row : out.alerts) lines.push_back(line_of(row));
  std::string text = out.firing == 0
                         ? "No alert fires."
                         : count_text(static_cast<std::size_t>(out.firing), "alert") + " firing.";
  if (!lines.empty()) text += listed(lines);
  if (out.next_cursor) text += "\nThere are more: pass next_cursor.";
  std::vector<std::string> silences;
  for (const SilenceRow& row : out.silences) silences.push_back(sentence(row));
  if (!silences.empty())
    text += "\n" + count_text(silences.size(), "silence") + ":" + listed(silences);
  return text;
}

// The alert that holds this one back, by the first rule that does.
const Alert* inhibitor_of(const Alerting& alerting, const Alert& alert,
                          const desk::InhibitSources& sources) {
  desk::InhibitSources one(sources.size());
  for (std::size_t rule = 0; rule < sources.size(); ++rule)
    for (const Alert* source : sources[rule]) {
      one[rule] = {source};
      if (desk::is_inhibited(alerting.policy, alert, one)) return source;
      one[rule].clear();
    }
  return nullptr;
}

std::vector<std::string> why_muted(const Alerting& alerting, const Alert& alert,
                                   const desk::InhibitSources& sources, Time now) {
  std::vector<std::string> why;
  for (const desk::Silence& silence : alerting.silences)
    if (silence.mutes(alert, now)) why.push_back("silenced by " + silence.id.text());
  if (const Alert* source = inhibitor_of(alerting, alert, sources))
    why.push_back(fmt::format("held back while {} fires", desk::labels_text(source->labels)));
  for (const desk::HeldAlert& held : alerting.held) {
    if (held.alert.fingerprint != alert.fingerprint) continue;
    why.emplace_back(held.reason == desk::HeldFor::quiet_hours ? "waits for the end of quiet hours"
                                                               : "waits for the next digest");
    break;
  }
  return why;
}

AlertRow shown(const Alerting& alerting, const Alert& alert, const desk::InhibitSources& sources,
               Time now) {
  AlertRow row{alert.labels,
               alert.severity,
               alert.summary,
               alert.detail,
               alert.origin,
               alert.starts,
               alert.ended,
               {},
               {}};
  for (const desk::AlertGroup& group : alerting.groups)
    if (std::ranges::binary_search(group.members, alert.fingerprint))
      row.groups.push_back({group.id, group.route, group.told_at, group.acknowledged_by});
  row.muted = why_muted(alerting, alert, sources, now);
  return row;
}

Result<ListAlertsOut> run_list(const ListAlertsIn& in, Context& context) {
  const Alerting& alerting = context.desk.state().alerting;
  const Time now = context.clock.now();
  ListAlertsOut out;
  std::vector<const Alert*> alerts;
  for (const Alert& alert : alerting.alerts) {
    if (alert.fires()) ++out.firing;
    if (alert.fires() || in.ended) alerts.push_back(&alert);
  }
  std::ranges::sort(alerts, {}, [](const Alert* alert) {
    return std::tuple(!alert->fires(), -static_cast<int>(alert->severity), alert->starts,
                      alert->fingerprint);
  });
  out.next_cursor = cut_page(alerts, in.cursor, in.limit);
  const desk::InhibitSources sources = desk::sources_of(alerting.policy, alerting.alerts);
  for (const Alert* alert : alerts) out.alerts.push_back(shown(alerting, *alert, sources, now));
  for (const desk::Silence& silence : alerting.silences)
    out.silences.push_back(row_of(silence, now));
  return out;
}

}  // namespace

extern const Tool list_alerts;
const Tool list_alerts{"list_alerts",
                       Category::desk,
                       Effect::reads,
                       "What is wrong now and since when, who has acknowledged it, what is "
                       "silenced and why.",
                       run_list,
                       {.rare = true}};

}  // namespace pitwall::tool
