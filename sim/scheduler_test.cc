#include "sim/scheduler.h"

#include <doctest/doctest.h>

#include <set>

#include "sim/random.h"

namespace pitwall::sim {
namespace {

TEST_CASE("tasks run by time, then in the order they were made, and time moves with them") {
  Scheduler scheduler(Time{});
  std::string order;
  const auto note = [&](char c) { return [&order, c] { order += c; }; };
  scheduler.after(seconds(2), 1, note('c'));
  scheduler.after(seconds(1), 1, note('a'));
  scheduler.after(seconds(1), 2, note('b'));
  scheduler.after(seconds(3), 1, [&] {
    CHECK(scheduler.now() == Time{} + seconds(3));
    scheduler.at(Time{}, 1, note('d'));  // the past means now
    scheduler.forget(2);
  });
  scheduler.after(seconds(4), 2, note('x'));
  while (!scheduler.idle()) scheduler.step();
  CHECK(order == "abcd");
  CHECK(scheduler.now() == Time{} + seconds(3));
}

TEST_CASE("the clock on the wall jumps, virtual time does not") {
  Scheduler scheduler(Time{});
  VirtualClock clock(scheduler);
  scheduler.after(seconds(5), 0, [] {});
  clock.jump(-hours(1));
  scheduler.step();
  CHECK(clock.now() == Time{} + seconds(5) - hours(1));
  CHECK(scheduler.now() == Time{} + seconds(5));
}

TEST_CASE("randomness is the seed's alone, and spread") {
  SeededRandom random(1);
  SeededRandom same(1);
  SeededRandom other(2);
  std::set<std::uint64_t> seen;
  int heads = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t number = random.next();
    CHECK(number == same.next());
    CHECK(number != other.next());
    seen.insert(number);
    heads += random.chance(0.25) ? 1 : 0;
    same.next();
    const std::int64_t dice = random.between(1, 6);
    CHECK((dice >= 1 && dice <= 6));
    same.next();
  }
  CHECK(seen.size() == 10'000);
  CHECK(heads > 2300);
  CHECK(heads < 2700);
}

}  // namespace
}  // namespace pitwall::sim
