// The configuration's `watch` and `health`: which triggers there are, what is probed, and what is
// kept. `alerts` is the desk's own policy (desk/alert/policy.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "desk/alert/alert.h"
#include "expr/vocabulary.h"

namespace pitwall::app {

// One function that the user's program answers.
struct FunctionConfig {
  std::string name;
  std::int64_t arguments = 0;
  bool truth = false;  // its value is yes or no, and not a figure
};
void describe(FunctionConfig& config, Visitor& v);

struct FunctionsConfig {
  std::vector<std::string> command;  // empty: there are none
  std::vector<FunctionConfig> functions;
  Duration every = seconds(5);  // how often each is asked anew
  Duration deadline = seconds(1);
  std::int64_t memory_megabytes = 512;
};
void describe(FunctionsConfig& config, Visitor& v);

// In the data folder.
inline constexpr const char* tape_folder = "tape";

struct TapeConfig {
  bool record = true;  // the ticks of what triggers watch
  std::int64_t days = 30;
  std::int64_t megabytes = 1'000;
};
void describe(TapeConfig& config, Visitor& v);

struct WatchConfig {
  std::string triggers;  // a file; empty: triggers are made by tools alone
  FunctionsConfig functions;
  TapeConfig tape;
  Duration keep_events = days(730);
  Duration keep_measures = days(30);
};
void describe(WatchConfig& config, Visitor& v);

// One thing to probe: exactly one of the first ten says what.
struct ProbeConfig {
  std::string name;
  std::string tcp;                         // "127.0.0.1:5432"
  std::string http;                        // an address
  std::string unit;                        // of systemd
  std::string container;                   // of Docker
  std::string process;                     // text in its name or command line
  std::string log;                         // a file
  std::string disk;                        // a folder
  std::optional<Duration> heartbeat = {};  // told at least so often
  // Of http: the status that is good, and what the page has to contain.
  std::int64_t status = 0;
  std::string contains;
  std::vector<std::string> texts;  // of log: what no new line may contain
  double least_free_percent = 5;   // of disk

  Duration every = seconds(60);
  Duration deadline = seconds(10);
  std::int64_t failures = 3;
  std::int64_t successes = 2;
  Duration grace = minutes(2);
  desk::AlertSeverity severity = desk::AlertSeverity::critical;
  std::vector<std::string> depends_on;

  std::string market;     // a calendar: it has to be up while that market is open
  bool extended = false;  // and in its extended hours
  Duration before = {};   // that long before each session
  Duration after = {};    // and after it
  std::string active;     // cron: when it begins to have to be up
  Duration active_for = hours(8);
  std::string maintenance;  // cron: when somebody works on it
  Duration maintenance_for = hours(1);
  std::string up_by;  // "09:25"
  std::string zone = "America/New_York";
};
void describe(ProbeConfig& config, Visitor& v);

struct HealthConfig {
  bool built_in = true;  // what every desk stands on
  std::vector<ProbeConfig> probes;
};
void describe(HealthConfig& config, Visitor& v);

// The names that conditions may use besides the desk's own.
Result<expr::Vocabulary> vocabulary_of(const FunctionsConfig& config);

}  // namespace pitwall::app
