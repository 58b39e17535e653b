// The daemon's own figures in Prometheus' text format, version 0.0.4.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/time.h"

namespace pitwall::serve {

class Metrics {
 public:
  void count_tick() { ++ticks_; }
  void count_call(std::string_view tool, bool ok, Duration took);

  // Figures of the moment, asked for when somebody looks.
  struct Now {
    std::string version;
    Duration uptime;
    std::uint64_t journal_records = 0;
    std::size_t events_waiting = 0;
    bool halted = false;
    std::size_t http_connections = 0;
    std::size_t feed_connections = 0;
  };
  std::string text(const Now& now) const;

 private:
  // Upper bounds of the latency histogram, in seconds.
  static constexpr std::array<double, 8> bounds{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.1, 1, 10};
  struct Calls {
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    std::array<std::uint64_t, bounds.size()> buckets{};
    double seconds = 0;
  };
  std::uint64_t ticks_ = 0;
  std::map<std::string, Calls, std::less<>> calls_;  // by tool: as many as there are tools
};

}  // namespace pitwall::serve
