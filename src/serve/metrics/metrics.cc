#include "serve/metrics/metrics.h"

#include <fmt/format.h>

#include <iterator>

namespace pitwall::serve {
namespace {

using Figures = std::vector<WatchFigures::Figure>;

// name="value", with what the format wants escaped.
std::string label(std::string_view name, std::string_view value) {
  std::string out = fmt::format("{}=\"", name);
  for (const char c : value) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\\' || c == '"')
      out.append(1, '\\').append(1, c);
    else
      out += c;
  }
  return out + '"';
}

class Page {
 public:
  void head(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                   type);
  }
  // `labels`: those of label(), with commas between.
  template <class T>
  void sample(std::string_view name, std::string_view labels, T value) {
    if (labels.empty())
      fmt::format_to(std::back_inserter(text), "{} {}\n", name, value);
    else
      fmt::format_to(std::back_inserter(text), "{}{{{}}} {}\n", name, labels, value);
  }
  template <class T>
  void one(std::string_view name, std::string_view type, std::string_view help, T value) {
    head(name, type, help);
    sample(name, "", value);
  }
  void each(std::string_view name, std::string_view help, std::string_view by,
            const Figures& figures) {
    head(name, "gauge", help);
    for (const WatchFigures::Figure& figure : figures)
      sample(name, label(by, figure.name), figure.value);
  }
  void samples(std::string_view name, const std::string& labels, const Histogram& histogram) {
    const std::string before = labels.empty() ? "" : labels + ",";
    const std::string bucket = fmt::format("{}_bucket", name);
    for (std::size_t i = 0; i < histogram.bounds().size(); ++i)
      sample(bucket, before + label("le", fmt::format("{}", histogram.bounds()[i])),
             histogram.at_most(i));
    sample(bucket, before + label("le", "+Inf"), histogram.count());
    sample(fmt::format("{}_sum", name), labels, histogram.sum());
    sample(fmt::format("{}_count", name), labels, histogram.count());
  }
  std::string text;
};

void write_triggers(Page& page, const WatchFigures& watch) {
  page.head("pitwall_triggers", "gauge", "Triggers by state.");
  page.sample("pitwall_triggers", label("state", "watching"), watch.triggers_watching);
  page.sample("pitwall_triggers", label("state", "blind"), watch.triggers_blind);
  page.sample("pitwall_triggers", label("state", "over"), watch.triggers_over);
  page.one("pitwall_instruments_watched", "gauge", "Instruments that a trigger watches.",
           watch.instruments);
  page.one("pitwall_evaluations_total", "counter", "Conditions evaluated.", watch.evaluations);
  page.one("pitwall_firings_total", "counter", "Triggers that fired.", watch.firings);
  page.one("pitwall_firings_held_back_total", "counter",
           "Firings that were only counted, for their trigger fired too often.",
           watch.firings_held_back);
}

void write_probes(Page& page, const std::vector<WatchFigures::Probe>& probes) {
  using Plan = WatchFigures::Plan;
  constexpr std::pair<Plan, std::string_view> plans[] = {{Plan::active, "active"},
                                                         {Plan::expected_down, "expected_down"},
                                                         {Plan::maintenance, "maintenance"}};
  page.head("pitwall_probe_up", "gauge", "1 where what is probed is up.");
  for (const WatchFigures::Probe& probe : probes)
    if (probe.up) page.sample("pitwall_probe_up", label("probe", probe.name), *probe.up ? 1 : 0);
  page.head("pitwall_probe_planned", "gauge", "1 for what the schedule says of it now.");
  for (const WatchFigures::Probe& probe : probes)
    for (const auto& [plan, name] : plans)
      page.sample("pitwall_probe_planned", label("probe", probe.name) + "," + label("plan", name),
                  probe.plan == plan ? 1 : 0);
  page.head("pitwall_probe_seconds", "gauge", "Time that its last probe took.");
  for (const WatchFigures::Probe& probe : probes)
    if (probe.took)
      page.sample("pitwall_probe_seconds", label("probe", probe.name), probe.took->to_seconds());
  page.head("pitwall_probe_failures_total", "counter", "Probes that failed.");
  for (const WatchFigures::Probe& probe : probes)
    page.sample("pitwall_probe_failures_total", label("probe", probe.name), probe.failures);
}

void write_alerts(Page& page, const WatchFigures& watch) {
  page.each("pitwall_alerts_firing", "Alerts that fire, by severity.", "severity",
            watch.alerts_firing);
  page.one("pitwall_alerts_muted", "gauge", "Alerts that fire and are silenced or held back.",
           watch.alerts_muted);
  page.each("pitwall_outbox_waiting", "Messages that wait to be taken, by channel.", "channel",
            watch.outbox_waiting);
  page.each("pitwall_machine", "Measures of this machine; each name says its unit.", "measure",
            watch.machine);
}

}  // namespace

void Metrics::count_call(std::string_view tool, bool ok, Duration took) {
  auto found = calls_.find(tool);
  if (found == calls_.end()) found = calls_.emplace(tool, Calls{}).first;
  Calls& calls = found->second;
  ++(ok ? calls.ok : calls.failed);
  calls.took.count(took);
}

void Metrics::count_look(Duration took, bool missed) {
  looks_.count(took);
  if (missed) ++looks_missed_;
}

void Metrics::count_notification(std::string_view reason) {
  auto found = notifications_.find(reason);
  if (found == notifications_.end()) found = notifications_.emplace(reason, 0).first;
  ++found->second;
}

std::string Metrics::text(const Now& now) const {
  Page page;
  page.head("pitwall_build_info", "gauge", "Version of the daemon.");
  page.sample("pitwall_build_info", label("version", now.version), 1);
  page.one("pitwall_uptime_seconds", "gauge", "Time since start.", now.uptime.to_seconds());
  page.one("pitwall_journal_records_total", "counter", "Records in the journal.",
           now.journal_records);
  page.one("pitwall_journal_waiting", "gauge", "Events not yet durable.", now.events_waiting);
  page.one("pitwall_halted", "gauge", "1 when the desk has stopped taking events.",
           now.halted ? 1 : 0);
  page.one("pitwall_ticks_total", "counter", "Market data ticks received.", ticks_);
  page.one("pitwall_http_connections", "gauge", "Open HTTP connections.", now.http_connections);
  page.one("pitwall_feed_connections", "gauge", "Open feed connections.", now.feed_connections);
  page.head("pitwall_tool_calls_total", "counter", "Tool calls by result.");
  for (const auto& [tool, calls] : calls_) {
    page.sample("pitwall_tool_calls_total", label("tool", tool) + R"(,result="ok")", calls.ok);
    page.sample("pitwall_tool_calls_total", label("tool", tool) + R"(,result="error")",
                calls.failed);
  }
  page.head("pitwall_tool_call_seconds", "histogram", "Time to answer a tool call.");
  for (const auto& [tool, calls] : calls_)
    page.samples("pitwall_tool_call_seconds", label("tool", tool), calls.took);

  write_triggers(page, now.watch);
  page.head("pitwall_look_seconds", "histogram", "Time of one look at all triggers.");
  page.samples("pitwall_look_seconds", "", looks_);
  page.one("pitwall_looks_missed_total", "counter", "Looks that came more than an interval late.",
           looks_missed_);
  write_probes(page, now.watch.probes);
  write_alerts(page, now.watch);
  page.head("pitwall_notifications_total", "counter", "Notifications of alerts, by reason.");
  for (const auto& [reason, count] : notifications_)
    page.sample("pitwall_notifications_total", label("reason", reason), count);
  page.head("pitwall_alert_latency_seconds", "histogram", "From a change to its message.");
  page.samples("pitwall_alert_latency_seconds", "", alert_latency_);
  return page.text;
}

}  // namespace pitwall::serve
