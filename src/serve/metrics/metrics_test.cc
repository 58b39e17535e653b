#include "serve/metrics/metrics.h"

#include <doctest/doctest.h>

namespace pitwall::serve {
namespace {

// Whether these lines stand there, one after another.
bool has(const std::string& page, const std::string& lines) {
  return page.find("\n" + lines) != std::string::npos;
}

TEST_CASE("tool calls are counted by result and by time") {
  Metrics metrics;
  metrics.count_call("get_quote", true, microseconds(300));
  metrics.count_call("get_quote", false, milliseconds(50));
  metrics.count_call("get_quote", true, seconds(20));
  const std::string page = metrics.text({});
  CHECK(has(page, R"(pitwall_tool_calls_total{tool="get_quote",result="ok"} 2
pitwall_tool_calls_total{tool="get_quote",result="error"} 1
)"));
  CHECK(has(page, R"(pitwall_tool_call_seconds_bucket{tool="get_quote",le="0.0001"} 0
pitwall_tool_call_seconds_bucket{tool="get_quote",le="0.0005"} 1
pitwall_tool_call_seconds_bucket{tool="get_quote",le="0.001"} 1
pitwall_tool_call_seconds_bucket{tool="get_quote",le="0.005"} 1
pitwall_tool_call_seconds_bucket{tool="get_quote",le="0.01"} 1
pitwall_tool_call_seconds_bucket{tool="get_quote",le="0.1"} 2
pitwall_tool_call_seconds_bucket{tool="get_quote",le="1"} 2
pitwall_tool_call_seconds_bucket{tool="get_quote",le="10"} 2
pitwall_tool_call_seconds_bucket{tool="get_quote",le="+Inf"} 3
pitwall_tool_call_seconds_sum{tool="get_quote"} 20.0503
pitwall_tool_call_seconds_count{tool="get_quote"} 3
)"));
}

TEST_CASE("the figures of the watch stand there") {
  Metrics metrics;
  metrics.count_look(milliseconds(2), false);
  metrics.count_look(milliseconds(2), true);
  metrics.count_notification("first");
  metrics.count_alert_latency(seconds(2));
  Metrics::Now now;
  WatchFigures& watch = now.watch;
  watch.triggers_watching = 7;
  watch.triggers_blind = 2;
  watch.triggers_over = 1;
  watch.instruments = 5;
  watch.evaluations = 900;
  watch.firings = 4;
  watch.firings_held_back = 3;
  watch.probes = {{"gateway", false, milliseconds(250), 3, WatchFigures::Plan::expected_down},
                  {"disk", std::nullopt, std::nullopt, 0, WatchFigures::Plan::active}};
  watch.alerts_firing = {{"critical", 1}, {"info", 0}};
  watch.alerts_muted = 6;
  watch.outbox_waiting = {{"telegram", 8}};
  watch.machine = {{"disk.disk_free_share", 0.25}};
  const std::string page = metrics.text(now);
  CHECK(has(page, R"(pitwall_triggers{state="watching"} 7
pitwall_triggers{state="blind"} 2
pitwall_triggers{state="over"} 1
)"));
  CHECK(has(page, "pitwall_instruments_watched 5\n"));
  CHECK(has(page, "pitwall_evaluations_total 900\n"));
  CHECK(has(page, "pitwall_firings_total 4\n"));
  CHECK(has(page, "pitwall_firings_held_back_total 3\n"));
  CHECK(has(page, "pitwall_look_seconds_bucket{le=\"0.001\"} 0\n"));
  CHECK(has(page, "pitwall_look_seconds_bucket{le=\"0.005\"} 2\n"));
  CHECK(has(page, "pitwall_look_seconds_sum 0.004\npitwall_look_seconds_count 2\n"));
  CHECK(has(page, "pitwall_looks_missed_total 1\n"));
  CHECK(has(page, R"(pitwall_probe_up{probe="gateway"} 0
# HELP)"));
  CHECK(has(page, R"(pitwall_probe_planned{probe="gateway",plan="active"} 0
pitwall_probe_planned{probe="gateway",plan="expected_down"} 1
pitwall_probe_planned{probe="gateway",plan="maintenance"} 0
pitwall_probe_planned{probe="disk",plan="active"} 1
)"));
  CHECK(has(page, R"(pitwall_probe_seconds{probe="gateway"} 0.25
# HELP)"));
  CHECK(has(page, R"(pitwall_probe_failures_total{probe="gateway"} 3
pitwall_probe_failures_total{probe="disk"} 0
)"));
  CHECK(has(page, R"(pitwall_alerts_firing{severity="critical"} 1
pitwall_alerts_firing{severity="info"} 0
)"));
  CHECK(has(page, "pitwall_alerts_muted 6\n"));
  CHECK(has(page, "pitwall_outbox_waiting{channel=\"telegram\"} 8\n"));
  CHECK(has(page, "pitwall_machine{measure=\"disk.disk_free_share\"} 0.25\n"));
  CHECK(has(page, "pitwall_notifications_total{reason=\"first\"} 1\n"));
  CHECK(has(page, "pitwall_alert_latency_seconds_bucket{le=\"1\"} 0\n"));
  CHECK(has(page, "pitwall_alert_latency_seconds_bucket{le=\"5\"} 1\n"));
}

TEST_CASE("what a person named cannot break the page") {
  Metrics::Now now;
  now.watch.outbox_waiting = {{"a \"b\" \\ \n{c}", 1}};
  CHECK(has(Metrics().text(now), R"(pitwall_outbox_waiting{channel="a \"b\" \\ \n{c}"} 1
)"));
}

}  // namespace
}  // namespace pitwall::serve
