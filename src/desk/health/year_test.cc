// A year of announced pauses, weekends, holidays and half days, and faults at random in it: every
// fault is told in time, and nothing else is.
#include <doctest/doctest.h>

#include <random>

#include "base/thorough.h"
#include "desk/health/board.h"

namespace pitwall::desk {
namespace {

constexpr int fault_count = thorough ? 500 : 48;
constexpr int day_count = thorough ? 365 : 36;

constexpr Duration grace = minutes(2);

struct Fault {
  std::size_t probe = 0;
  Time from, until;
  bool told = false;
};

// 0 the gateway, away as its broker announces; 1 its flow of quotes, there while New York trades; 2
// the desk's own service, always there; 3 a backup job's target, in maintenance every Sunday
// morning.
class Year {
 public:
  Year() {
    const market::Calendar* nyse = calendars_.find("NYSE").value();
    std::vector<ProbeSpec> specs(4);
    specs[0].name = "gateway";
    specs[0].schedule.away = {calendars_.find_pauses("IBKR_TWS_NA"),
                              calendars_.find_pauses("IBKR_WEEKEND")};
    specs[1].name = "quotes";
    specs[1].depends_on = {"gateway"};
    specs[1].schedule.market = MarketHours{nyse, market::Hours::regular, {}, {}};
    specs[2].name = "service";
    specs[3].name = "backup";
    specs[3].schedule.maintenance = {{Cron::parse("0 3 * * sun").value(), hours(2),
                                      Zone::find("Europe/Berlin").value(), "backup"}};
    for (ProbeSpec& spec : specs) spec.grace = grace;
    board_.emplace(HealthBoard::make(specs, start_).value());
    specs_ = std::move(specs);
    make_faults();
  }

  void run() {
    const Time end = start_ + days(day_count);
    for (Time now = start_; now < end; now = std::max(now, board_->next_due())) {
      take(board_->look(now));
      for (const std::string& name : board_->due(now)) {
        const std::size_t probe = index_of(name);
        take(board_->take({name, !is_down(probe, now), "x"}, now));
      }
    }
  }

  // The part of a fault in which somebody has to hear of it; none where it hides in a pause or
  // behind the gateway's own.
  bool has_to_be_told(const Fault& fault) const {
    Duration heard;
    for (Time at = fault.from; at < fault.until; at = at + seconds(10)) {
      const bool loud =
          specs_[fault.probe].schedule.at(at).planned == Planned::active &&
          (fault.probe != 1 || (!is_down(0, at) && !is_down(0, at - grace - minutes(2))));
      heard = loud ? heard + seconds(10) : Duration{};
      if (heard > grace + seconds(61) + seconds(10)) return true;
    }
    return false;
  }

  const std::vector<Fault>& faults() const { return faults_; }
  int alerts() const { return alerts_; }
  int false_alerts() const { return false_alerts_; }
  Duration slowest() const { return slowest_; }

 private:
  std::size_t index_of(std::string_view name) const {
    for (std::size_t i = 0; i < specs_.size(); ++i)
      if (specs_[i].name == name) return i;
    return 0;
  }

  // One fault in each stretch of the year for each probe, half an hour apart at least.
  void make_faults() {
    std::mt19937_64 random(20250101);
    const auto up_to = [&](Duration most) {
      return seconds(
          static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most / seconds(1))));
    };
    const int probes = static_cast<int>(specs_.size());
    const Duration stretch = days(day_count) / (fault_count / probes);
    constexpr Duration shortest = minutes(3);
    constexpr Duration longest = hours(2);
    for (int i = 0; i < fault_count / probes; ++i)
      for (std::size_t probe = 0; probe < specs_.size(); ++probe) {
        Fault fault;
        fault.probe = probe;
        fault.from = start_ + stretch * i + minutes(30) + up_to(stretch - longest - minutes(30));
        fault.until = fault.from + shortest + up_to(longest - shortest);
        faults_.push_back(fault);
      }
  }

  bool is_faulty(std::size_t probe, Time at) const {
    return std::ranges::any_of(faults_, [&](const Fault& fault) {
      return fault.probe == probe && fault.from <= at && at < fault.until;
    });
  }

  // What is announced to be away is away, and so is all that stands on what is down.
  bool is_down(std::size_t probe, Time at) const {
    if (is_faulty(probe, at)) return true;
    if (specs_[probe].schedule.at(at).planned != Planned::active) return true;
    return probe == 1 && is_down(0, at);
  }

  void take(const std::vector<ProbeChange>& changes) {
    for (const ProbeChange& change : changes) {
      if (change.kind != ProbeChange::Kind::alert) continue;
      ++alerts_;
      const std::size_t probe = index_of(change.probe);
      const auto fault = std::ranges::find_if(faults_, [&](const Fault& one) {
        return one.probe == probe && one.from <= change.time && change.time < one.until;
      });
      if (fault == faults_.end()) {
        ++false_alerts_;
        continue;
      }
      fault->told = true;
      if (specs_[probe].schedule.at(fault->from - grace).planned == Planned::active &&
          specs_[probe].schedule.at(fault->from).planned == Planned::active && probe != 1)
        slowest_ = std::max(slowest_, change.time - fault->from);
    }
  }

  market::CalendarSet calendars_ = market::CalendarSet::built_in();
  Time start_ = Time::parse("2025-01-01T00:00:00Z").value();
  std::vector<ProbeSpec> specs_;
  std::optional<HealthBoard> board_;
  std::vector<Fault> faults_;
  int alerts_ = 0;
  int false_alerts_ = 0;
  Duration slowest_;
};

TEST_CASE("a year: no alert for what is planned, none missing for what is not") {
  Year year;
  year.run();
  int to_tell = 0;
  int missing = 0;
  for (const Fault& fault : year.faults()) {
    if (!year.has_to_be_told(fault)) continue;
    ++to_tell;
    if (!fault.told) ++missing;
  }
  MESSAGE(year.faults().size() << " faults in " << day_count << " days, " << to_tell
                               << " to tell of; " << year.alerts() << " alerts, "
                               << year.false_alerts() << " false, " << missing
                               << " missing; the slowest after " << year.slowest().text());
  CHECK(to_tell > fault_count / 2);
  CHECK(year.false_alerts() == 0);
  CHECK(missing == 0);
  CHECK(year.slowest() <= seconds(61));
}

}  // namespace
}  // namespace pitwall::desk
