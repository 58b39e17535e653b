#include "desk/health/board.h"

#include <doctest/doctest.h>

#include <set>

namespace pitwall::desk {
namespace {

constexpr Time start = Time::from_unix_seconds(1'773'061'200);  // 2026-03-09T13:00:00Z, a Monday

const market::CalendarSet& calendars() {
  static const market::CalendarSet all = market::CalendarSet::built_in();
  return all;
}

ProbeSpec probe(std::string name, std::vector<std::string> depends_on = {}) {
  ProbeSpec spec;
  spec.name = std::move(name);
  spec.depends_on = std::move(depends_on);
  return spec;
}

// A world in which some targets are down, probed as the board wants it.
class World {
 public:
  explicit World(std::vector<ProbeSpec> probes)
      : board(HealthBoard::make(std::move(probes), start).value()) {}

  void run_to(Time end) {
    for (Time next = board.next_due(); next <= end; next = board.next_due()) {
      now = std::max(now, next);
      tell(board.look(now));
      for (const std::string& name : board.due(now))
        tell(board.take({name, !down.contains(name), down.contains(name) ? "refused" : "fine"},
                        now));
    }
    now = end;
    tell(board.look(now));
  }
  void run(Duration span) { run_to(now + span); }

  // "gateway alert", in the order in which they came.
  std::vector<std::string> told() { return std::exchange(told_, {}); }

  HealthBoard board;
  std::set<std::string> down;
  Time now = start;
  Time last_alert;

 private:
  void tell(const std::vector<ProbeChange>& changes) {
    for (const ProbeChange& change : changes) {
      if (change.kind != ProbeChange::Kind::alert && change.kind != ProbeChange::Kind::alert_over)
        continue;
      told_.push_back(fmt::format("{} {}", change.probe, name_of(change.kind)));
      last_alert = change.time;
    }
  }
  std::vector<std::string> told_;
};

using Told = std::vector<std::string>;

TEST_CASE("a fault is told within an interval and a second, once, and its end") {
  for (int offset = 0; offset < 60; offset += 7) {
    World world({probe("gateway")});
    world.run(minutes(10) + seconds(offset));
    CHECK(world.told() == Told{});
    const Time killed = world.now;
    world.down = {"gateway"};
    world.run(minutes(30));
    CHECK(world.told() == Told{"gateway alert"});
    CHECK(world.last_alert - killed <= seconds(61));
    world.down.clear();
    world.run(minutes(5));
    CHECK(world.told() == Told{"gateway alert_over"});
  }
}

TEST_CASE("one failure is none") {
  World world({probe("gateway")});
  world.run(minutes(10));
  CHECK(world.board.take({"gateway", false, "refused"}, world.now).empty());
  CHECK(world.board.next_due() == world.now + milliseconds(300));
  world.run(minutes(10));
  CHECK(world.told() == Told{});
  CHECK(world.board.find("gateway")->status == Status::up);
}

TEST_CASE("what stands on something that is down is silent, whichever is probed first") {
  for (const bool child_first : {false, true}) {
    std::vector<ProbeSpec> probes{probe("gateway"), probe("quotes", {"gateway"}),
                                  probe("trigger", {"quotes"})};
    if (child_first) std::ranges::reverse(probes);
    World world(std::move(probes));
    world.run(minutes(10));
    world.down = {"gateway", "quotes", "trigger"};
    world.run(minutes(10));
    CHECK(world.told() == Told{"gateway alert"});
    // The gateway is back; what stands on it takes a minute more.
    world.down = {"quotes", "trigger"};
    world.run(minutes(1) + seconds(30));
    CHECK(world.told() == Told{"gateway alert_over"});
    world.down.clear();
    world.run(minutes(10));
    CHECK(world.told() == Told{});
    // By itself it is told.
    world.down = {"quotes"};
    world.run(minutes(3));
    CHECK(world.told() == Told{"quotes alert"});
  }
}

TEST_CASE("an announced pause is nobody's alarm, and what does not come back after it is") {
  ProbeSpec gateway = probe("gateway");
  gateway.schedule.away = {calendars().find_pauses("IBKR_TWS_NA")};
  World world({gateway});
  world.run_to(Time::parse("2026-03-10T04:20:00Z").value());  // 00:20 in New York
  world.down = {"gateway"};
  world.run_to(Time::parse("2026-03-10T05:40:00Z").value());
  CHECK(world.told() == Told{});
  CHECK(world.board.find("gateway")->plan.planned == Planned::expected_down);
  CHECK(world.board.find("gateway")->plan.why == "the nightly reset");
  world.run_to(Time::parse("2026-03-10T05:46:30Z").value());  // over, and in its grace
  CHECK(world.told() == Told{});
  world.run_to(Time::parse("2026-03-10T05:48:30Z").value());
  CHECK(world.told() == Told{"gateway alert"});
  // All of the pause is left out of the uptime.
  CHECK(world.board.find("gateway")->uptime().value() == doctest::Approx(1).epsilon(0.01));
}

TEST_CASE("maintenance ends an alert, and its end brings it back") {
  World world({probe("gateway")});
  world.run(minutes(10));
  world.down = {"gateway"};
  world.run(minutes(5));
  CHECK(world.told() == Told{"gateway alert"});
  CHECK(world.board.maintain("gateway", {world.now, world.now + hours(1), "an update"}));
  CHECK_FALSE(world.board.maintain("gate", {world.now, world.now + hours(1), ""}));
  world.run(minutes(5));
  CHECK(world.told() == Told{"gateway alert_over"});
  world.run(minutes(54));
  CHECK(world.told() == Told{});
  world.run(minutes(5));
  CHECK(world.told() == Told{"gateway alert"});
}

TEST_CASE("what has to be up by a time of the day is told when it is not") {
  ProbeSpec gateway = probe("gateway");
  gateway.up_by = UpBy{hours(9) + minutes(25), Zone::find("America/New_York").value(),
                       calendars().find("NYSE").value()};
  gateway.schedule.hours = {
      {Cron::parse("30 9 * * mon-fri").value(), hours(6) + minutes(30), gateway.up_by->zone, ""}};
  World world({gateway});
  world.down = {"gateway"};
  world.run_to(Time::parse("2026-03-09T13:24:00Z").value());
  CHECK(world.told() == Told{});
  world.run_to(Time::parse("2026-03-09T13:26:01Z").value());
  CHECK(world.told() == Told{"gateway alert"});
  world.down.clear();
  world.run(minutes(3));
  CHECK(world.told() == Told{"gateway alert_over"});
  // Switched off after the close: it was up when it had to be.
  world.run_to(Time::parse("2026-03-09T20:30:00Z").value());
  world.down = {"gateway"};
  world.run_to(Time::parse("2026-03-10T13:00:00Z").value());
  CHECK(world.told() == Told{});
  // Nobody waits for it on a Saturday.
  world.down.clear();
  world.run_to(Time::parse("2026-03-13T21:00:00Z").value());
  world.down = {"gateway"};
  world.run_to(Time::parse("2026-03-15T22:00:00Z").value());
  CHECK(world.told() == Told{});
}

TEST_CASE("uptime counts what was watched while it was meant to be up") {
  World world({probe("gateway")});
  world.run(hours(9));
  world.down = {"gateway"};
  world.run(hours(1));
  CHECK(world.board.find("gateway")->uptime().value() == doctest::Approx(0.9).epsilon(0.01));
  // The machine slept for a day: nobody knows.
  world.now = world.now + days(1);
  world.run(minutes(1));
  CHECK(world.board.find("gateway")->active < hours(10) + minutes(10));
}

TEST_CASE("a clock that is set back an hour holds up no probe") {
  World world({probe("gateway")});
  world.run(hours(3));
  const Time back = world.now - hours(1);
  (void)world.board.look(back);
  CHECK(world.board.next_due() <= back + seconds(60));
  world.now = back;
  world.down = {"gateway"};
  world.run(seconds(61));
  CHECK(world.told() == Told{"gateway alert"});
}

TEST_CASE("boards that cannot be") {
  const auto words = [](std::vector<ProbeSpec> probes) {
    return HealthBoard::make(std::move(probes), start).error().message;
  };
  CHECK(words({probe("a"), probe("a")}).find("same name") != std::string::npos);
  CHECK(words({probe("a", {"b"})}).find("not there") != std::string::npos);
  CHECK(words({probe("a", {"b"}), probe("b", {"a"})}).find("itself") != std::string::npos);
  CHECK(words({probe("a", {"a"})}).find("itself") != std::string::npos);
  CHECK(words({probe("")}).find("name") != std::string::npos);
  ProbeSpec often = probe("a");
  often.every = milliseconds(10);
  CHECK(words({often}).find("every second") != std::string::npos);
  ProbeSpec never = probe("a");
  never.failures = 0;
  CHECK(words({never}).find("in a row") != std::string::npos);
}

}  // namespace
}  // namespace pitwall::desk
