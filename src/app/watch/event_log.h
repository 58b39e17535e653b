// The journal's events that somebody may want to look back at, as they go into the watch's log: of
// triggers, probes, alerts, sessions, the kill switch and executions. Belongs to the loop's thread;
// all parts outlive it.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/log_line.h"
#include "desk/engine/desk.h"
#include "net/loop.h"
#include "port/journal_store.h"
#include "port/watch_log.h"

namespace pitwall::app {

// None where the event is of no interest there.
std::optional<port::LoggedEvent> logged(const desk::Event& event, std::uint64_t sequence,
                                        Time time);

class EventLog {
 public:
  static constexpr Duration write_every = milliseconds(500);
  static constexpr std::size_t max_waiting = 1'000;    // written at once from here on
  static constexpr std::size_t most_waiting = 10'000;  // while it fails; then it is left for good
  // Records of the journal that a log which is new, or was thrown away, begins with.
  static constexpr std::uint64_t most_caught_up = 500'000;

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    const desk::Desk& desk;
    port::WatchLog& kept;
    std::function<void(LogLevel, std::string)> log;
  };
  explicit EventLog(Parts parts) : parts_(std::move(parts)) {}

  // What the journal has and the log does not, before the desk takes anything up.
  Result<void> catch_up(port::JournalStore& journal);
  void take(const desk::Event& event);
  // Writes what waits, and what is older than this goes.
  void write();
  void forget(Duration events, Duration samples);
  void stop();

 private:
  Parts parts_;
  std::vector<port::LoggedEvent> waiting_;
  net::Timer timer_;
  bool fails_ = false;
  bool broken_ = false;
};

}  // namespace pitwall::app
