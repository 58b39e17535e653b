// What the watch has seen, kept to be looked through: events (a trigger fired, a probe failed, an
// alert was raised) and the measures of the machine. Made from the journal and the probes, so that
// it can be thrown away: events are taken from the journal again, measures begin anew. Belongs to
// the event loop's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "market/symbol.h"
#include "port/channel.h"

namespace pitwall::port {

struct LoggedEvent {
  std::uint64_t sequence = 0;  // of its record in the journal
  Time time;
  std::string kind;  // the journal's name of the event: "trigger_fired"
  Severity severity = Severity::info;
  std::string subject;  // which trigger, probe, alert or session
  std::optional<market::Symbol> symbol;
  std::string words;   // one line for a person; safe to show
  std::string detail;  // the event as the journal has it, JSON
};

struct LoggedEventQuery {
  Time from = Time::min();
  Time until = Time::max();        // not included
  std::vector<std::string> kinds;  // any of these; empty: all
  std::string subject;             // exactly this; empty: any
  std::optional<market::Symbol> symbol;
  Severity least = Severity::info;
  std::optional<std::uint64_t> before;  // older than this sequence: the next page
  std::size_t limit = 50;
};

// One figure of a measure.
struct Sample {
  std::string measure;  // "memory_available_share", "probe_seconds:gateway"
  Time time;
  double value = 0;
};

// All that fell into one stretch of time.
struct SampleSpan {
  Time from;
  double least = 0;
  double average = 0;
  double most = 0;
  std::uint64_t count = 0;
};

class WatchLog {
 public:
  virtual ~WatchLog() = default;

  // Durable, in the order of their sequences; those that are there already stay as they are.
  virtual Result<void> put(const std::vector<LoggedEvent>& events, std::uint64_t up_to) = 0;
  // All records of the journal up to this one have been looked at; 0 for none.
  virtual Result<std::uint64_t> last() = 0;
  // Newest first.
  virtual Result<std::vector<LoggedEvent>> events(const LoggedEventQuery& query) = 0;

  virtual Result<void> put(const std::vector<Sample>& samples) = 0;
  // The latest of each measure, by name.
  virtual Result<std::vector<Sample>> latest() = 0;
  // By stretches of `step`, oldest first; those without a sample are left out. `from` is included,
  // `until` is not.
  virtual Result<std::vector<SampleSpan>> samples(std::string_view measure, Time from, Time until,
                                                  Duration step) = 0;

  // What is older goes.
  virtual Result<void> forget(Time events_before, Time samples_before) = 0;
};

}  // namespace pitwall::port
