// What is up, what is down, and what is only down as announced. Results of probes and the time come
// in; what changed comes out, and when the next probe is due. One failure is no fault: a probe that
// fails is repeated at once until it has failed often enough in a row, so that a fault is still
// told within one interval. What depends on something that is down is not told: that is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/health/change.h"
#include "desk/health/schedule.h"

namespace pitwall::desk {

struct ProbeSpec {
  static constexpr std::size_t max_name = 60;  // bytes
  static constexpr std::size_t max_depends_on = 8;
  static constexpr int max_in_a_row = 100;
  static constexpr Duration least_every = seconds(1);
  static constexpr Duration most_every = days(7);
  std::string name;  // "gateway"
  Duration every = seconds(60);
  Duration again = milliseconds(300);   // between tries while it is not sure yet
  int failures = 3;                     // in a row until it is down
  int successes = 2;                    // in a row until it is up again
  Duration grace = minutes(2);          // to come up in, once it is active again
  std::vector<std::string> depends_on;  // names of other probes
  Schedule schedule;
  std::optional<UpBy> up_by;
};

enum class Status : std::uint8_t { unknown, up, down };
std::string_view name_of(Status status);
constexpr int count_of(Status) { return 3; }

struct ProbeResult {
  std::string probe;
  bool good = false;
  std::string words;  // what was found, one line: "connection refused"
};

struct ProbeState {
  Status status = Status::unknown;
  Plan plan;
  Time since;                   // it has this status
  Time active_since;            // it is meant to be up; of no meaning while it is not
  Time due;                     // its next probe
  std::optional<Time> checked;  // its last result
  std::optional<Time> last_up;  // its last good one while it was up
  int in_a_row = 0;             // good results in a row; negative: bad ones
  Time failing_since;           // the first bad one of those
  std::string words;            // of the last result
  bool alerting = false;
  // While it was meant to be up and was watched: how long in all, and how long it was up.
  Duration active;
  Duration up;
  // The share of active time in which it was up; none before there was any.
  std::optional<double> uptime() const;
};

class HealthBoard {
 public:
  static constexpr std::size_t max_probes = 500;
  // How long a fault waits for what it depends on to be looked at.
  static constexpr Duration parent_patience = seconds(10);
  // Between two looks no more than this many intervals count as watched: a machine that slept.
  static constexpr int most_intervals_watched = 3;

  // Code::invalid_argument for a limit, a name that comes twice, a dependency that is not there or
  // goes round in a circle.
  static Result<HealthBoard> make(std::vector<ProbeSpec> probes, Time now);

  // The time went on: what changed by that alone.
  std::vector<ProbeChange> look(Time now);
  // Results of names that are not known are passed over.
  std::vector<ProbeChange> take(const ProbeResult& result, Time now);
  // Which probes are due, each of them once: the next is due an interval later unless a result
  // comes.
  std::vector<std::string> due(Time now);
  Time next_due() const;

  // Hears nothing of it until then; replaces what was said before.
  bool maintain(std::string_view probe, OneOffWindow window);

  const std::vector<ProbeSpec>& probes() const { return specs_; }
  const ProbeState* find(std::string_view probe) const;

 private:
  HealthBoard(std::vector<ProbeSpec> probes, Time now);
  std::optional<std::size_t> index_of(std::string_view probe) const;
  void move_clock(Time now);
  void count(std::size_t probe, Time now);
  void settle(std::size_t probe, Time now, std::vector<ProbeChange>& changes);
  // Whether a fault of it is another one's, or may turn out to be.
  bool is_anothers(std::size_t probe, Time now);
  std::string trouble(std::size_t probe, Time now);

  std::vector<ProbeSpec> specs_;
  std::vector<ProbeState> states_;
  std::vector<std::vector<std::size_t>> parents_;
  std::vector<std::vector<std::size_t>> children_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  Time looked_;
};

}  // namespace pitwall::desk
