// The daemon's own figures in Prometheus' text format, version 0.0.4:
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format. What happens is
// counted by the methods; what stands at the moment is handed in when somebody looks.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "serve/metrics/histogram.h"

namespace pitwall::serve {

// What the watch is at. Totals count from the start of the process.
struct WatchFigures {
  enum class Plan : std::uint8_t { active, expected_down, maintenance };
  struct Probe {
    std::string name;
    std::optional<bool> up;  // none before its first result, as the next
    std::optional<Duration> took;
    std::uint64_t failures = 0;
    Plan plan = Plan::active;
  };
  struct Figure {
    std::string name;
    double value = 0;
  };

  std::size_t triggers_watching = 0;
  std::size_t triggers_blind = 0;
  std::size_t triggers_over = 0;  // expired, or fired as often as they may
  std::size_t instruments = 0;
  std::uint64_t evaluations = 0;
  std::uint64_t firings = 0;
  std::uint64_t firings_held_back = 0;
  std::vector<Probe> probes;
  std::vector<Figure> alerts_firing;  // by severity, those with none as well
  std::size_t alerts_muted = 0;
  std::vector<Figure> outbox_waiting;  // messages by channel
  std::vector<Figure> machine;         // by measure; the name says the unit: "disk.disk_free_share"
};

class Metrics {
 public:
  void count_tick() { ++ticks_; }
  void count_call(std::string_view tool, bool ok, Duration took);
  // One look of the watch at all triggers; `missed`: it came more than one interval late.
  void count_look(Duration took, bool missed);
  void count_notification(std::string_view reason);
  // From what changed to its message in the outbox.
  void count_alert_latency(Duration took) { alert_latency_.count(took); }

  // Figures of the moment.
  struct Now {
    std::string version;
    Duration uptime;
    std::uint64_t journal_records = 0;
    std::size_t events_waiting = 0;
    bool halted = false;
    std::size_t http_connections = 0;
    std::size_t feed_connections = 0;
    WatchFigures watch;
  };
  std::string text(const Now& now) const;

 private:
  // Upper bounds of the histograms, in seconds.
  static constexpr double call_bounds[] = {0.0001, 0.0005, 0.001, 0.005, 0.01, 0.1, 1, 10};
  static constexpr double look_bounds[] = {0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 1};
  static constexpr double alert_bounds[] = {0.001, 0.01, 0.1, 1, 5, 15, 30, 60, 120, 300};
  struct Calls {
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    Histogram took{call_bounds};
  };
  std::uint64_t ticks_ = 0;
  std::map<std::string, Calls, std::less<>> calls_;  // by tool: as many as there are tools
  Histogram looks_{look_bounds};
  std::uint64_t looks_missed_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> notifications_;  // by reason
  Histogram alert_latency_{alert_bounds};
};

}  // namespace pitwall::serve
