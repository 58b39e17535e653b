// The rounds over all that is probed: when a probe is due it is made, what it finds goes to the
// board, what that makes of it becomes events of the journal and alerts, and the measures are kept.
// Belongs to the loop's thread; all parts outlive it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/watch/probes.h"
#include "base/log_line.h"
#include "desk/engine/desk.h"
#include "port/clock.h"
#include "port/watch_log.h"

namespace pitwall::app {

class Rounds {
 public:
  // The board is looked at this often at least.
  static constexpr Duration look_every = seconds(1);
  static constexpr Duration keep_every = seconds(60);  // measures, in one go
  static constexpr Duration first_keep = seconds(2);   // when each probe has said something
  static constexpr std::size_t max_kept = 5'000;       // measures that wait for it

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    desk::Desk& desk;
    port::WatchLog& kept;
    std::function<probe::Finding(Inside)> inside;
    std::function<std::uint16_t()> port;  // that the desk answers on
    std::function<void(LogLevel, std::string)> log;
  };
  // What a probe said last.
  struct Latest {
    bool good = false;
    Duration took;
    std::uint64_t failures = 0;
    std::uint64_t missed = 0;  // it was due while the one before was not over
  };

  static Result<std::unique_ptr<Rounds>> make(std::vector<PlannedProbe> probes, Parts parts);
  ~Rounds();

  void start();
  void stop();
  // Somebody says that it lives; false where no probe of that name waits for that.
  bool beat(std::string_view name);
  // Something has changed: it is probed now, and not when it is due.
  void probe_now(std::string_view name);

  const desk::HealthBoard& board() const { return board_; }
  // By name of the probe; none before it was made once.
  const std::map<std::string, Latest, std::less<>>& latest() const { return latest_; }
  const std::map<std::string, double>& measures() const { return measures_; }

 private:
  Rounds(std::vector<PlannedProbe> probes, desk::HealthBoard board, Parts parts);
  void look();
  void look_in_time();
  void begin(const PlannedProbe& probe);
  net::Awaitable<void> make(const PlannedProbe& probe, probe::Target target);
  probe::Finding heard(const std::string& name, const HeartbeatTarget& target) const;
  void take(const PlannedProbe& probe, const probe::Finding& finding, Duration took);
  void tell(const std::vector<desk::ProbeChange>& changes);
  void raise(const PlannedProbe& probe, const std::string& words);
  // An alert that another run raised, and that is none any more.
  void end_old(const std::string& name);
  void keep();
  const PlannedProbe* find(std::string_view name) const;

  std::vector<PlannedProbe> probes_;
  desk::HealthBoard board_;
  Parts parts_;
  probe::Prober prober_;
  net::Timer timer_;
  net::Timer keep_timer_;
  std::map<std::string, Latest, std::less<>> latest_;
  std::map<std::string, double> measures_;
  std::map<std::string, Time, std::less<>> beats_;
  std::set<std::string, std::less<>> under_way_;
  std::vector<port::Sample> samples_;
  bool keeping_fails_ = false;
  // Expires with it: a probe may end after it.
  std::shared_ptr<Rounds*> self_ = std::make_shared<Rounds*>(this);
};

// The labels of a probe's alert.
desk::AlertLabels labels_of_probe(std::string_view name);

}  // namespace pitwall::app
