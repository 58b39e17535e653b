#include "serve/metrics/metrics.h"

#include <fmt/format.h>

#include <iterator>

namespace pitwall::serve {
namespace {

class Page {
 public:
  void head(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                   type);
  }
  template <class T>
  void sample(std::string_view name, std::string_view labels, T value) {
    fmt::format_to(std::back_inserter(text), "{}{} {}\n", name, labels, value);
  }
  template <class T>
  void one(std::string_view name, std::string_view type, std::string_view help, T value) {
    head(name, type, help);
    sample(name, "", value);
  }
  std::string text;
};

}  // namespace

void Metrics::count_call(std::string_view tool, bool ok, Duration took) {
  auto found = calls_.find(tool);
  if (found == calls_.end()) found = calls_.emplace(tool, Calls{}).first;
  Calls& calls = found->second;
  ++(ok ? calls.ok : calls.failed);
  const double seconds = took.to_seconds();
  calls.seconds += seconds;
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (seconds <= bounds[i]) ++calls.buckets[i];
}

std::string Metrics::text(const Now& now) const {
  Page page;
  page.head("pitwall_build_info", "gauge", "Version of the daemon.");
  page.sample("pitwall_build_info", fmt::format("{{version=\"{}\"}}", now.version), 1);
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
    page.sample("pitwall_tool_calls_total", fmt::format("{{tool=\"{}\",result=\"ok\"}}", tool),
                calls.ok);
    page.sample("pitwall_tool_calls_total", fmt::format("{{tool=\"{}\",result=\"error\"}}", tool),
                calls.failed);
  }
  page.head("pitwall_tool_call_seconds", "histogram", "Time to answer a tool call.");
  for (const auto& [tool, calls] : calls_) {
    for (std::size_t i = 0; i < bounds.size(); ++i)
      page.sample("pitwall_tool_call_seconds_bucket",
                  fmt::format("{{tool=\"{}\",le=\"{}\"}}", tool, bounds[i]), calls.buckets[i]);
    const std::uint64_t count = calls.ok + calls.failed;
    page.sample("pitwall_tool_call_seconds_bucket",
                fmt::format("{{tool=\"{}\",le=\"+Inf\"}}", tool), count);
    page.sample("pitwall_tool_call_seconds_sum", fmt::format("{{tool=\"{}\"}}", tool),
                calls.seconds);
    page.sample("pitwall_tool_call_seconds_count", fmt::format("{{tool=\"{}\"}}", tool), count);
  }
  return page.text;
}

}  // namespace pitwall::serve
