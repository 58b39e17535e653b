#include "sim/store.h"

#include <doctest/doctest.h>

#include <set>

#include "desk/engine/desk.h"

namespace pitwall::sim {
namespace {

// A store on a disk, driven by hand.
struct Bench {
  Scheduler scheduler{Time{}};
  Disk disk;
  Faults faults;
  Trace trace{scheduler, false};
  desk::Chain chain;
  int crashes = 0;

  SimulatedStore open(Scheduler::Owner process = 1) {
    return SimulatedStore({scheduler, disk, faults, trace, {}, [this] { ++crashes; }, [] {}},
                          process, SeededRandom(process));
  }
  std::vector<port::JournalRecord> batch(int size) {
    std::vector<port::JournalRecord> records;
    for (int i = 0; i < size; ++i)
      records.push_back(chain.seal(desk::DeskStarted{"1", "x"}, scheduler.now()));
    return records;
  }
  void run() {
    while (!scheduler.idle()) scheduler.step();
  }
  std::size_t records() { return decode_journal(disk.journal).value().size(); }
};

TEST_CASE("what is appended is read back by the next process, in order") {
  Bench bench;
  SimulatedStore store = bench.open();
  int replies = 0;
  for (const int size : {1, 3, 2})
    store.append(bench.batch(size), [&](Result<void> done) { replies += done.ok() ? 1 : 0; });
  bench.run();
  CHECK(replies == 3);
  SimulatedStore again = bench.open(2);
  CHECK(desk::verify(again).value() == 6);
}

TEST_CASE("a torn batch is cut off whole, wherever it was torn") {
  Bench bench;
  bench.disk.journal = encode_batch(bench.batch(2));
  const std::string good = bench.disk.journal;
  const std::string torn = encode_batch(bench.batch(3));
  for (std::size_t size = 0; size < torn.size(); ++size) {
    bench.disk.journal = good + torn.substr(0, size);
    SimulatedStore store = bench.open();
    CHECK(bench.disk.journal == good);
  }
  bench.disk.journal = good + torn;
  SimulatedStore store = bench.open();
  CHECK(bench.records() == 5);
}

TEST_CASE("a crash finds a write anywhere between nothing and all of it") {
  std::set<std::size_t> sizes;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Bench bench;
    SimulatedStore store = bench.open(seed);
    bool replied = false;
    store.append(bench.batch(2), [&](Result<void>) { replied = true; });
    if (replied) continue;  // at once
    store.cut_power();
    bench.scheduler.forget(seed);
    sizes.insert(bench.disk.journal.size());
    store.append(bench.batch(1), [&](Result<void>) { replied = true; });
    bench.run();
    CHECK_FALSE(replied);  // the dead do nothing
  }
  CHECK(sizes.size() > 20);
}

TEST_CASE("a store that failed refuses everything until it is opened again") {
  Bench bench;
  bench.faults.lost_acknowledgement = 1;
  SimulatedStore store = bench.open();
  int refused = 0;
  const auto count = [&](Result<void> done) { refused += done.ok() ? 0 : 1; };
  store.append(bench.batch(1), count);
  store.append(bench.batch(1), count);
  bench.run();
  bench.faults.lost_acknowledgement = 0;
  store.append(bench.batch(1), count);
  bench.run();
  CHECK(refused == 3);
  CHECK(bench.records() == 1);  // the first was on the disk all the same

  bench.disk.full = true;
  SimulatedStore full = bench.open(2);
  full.append(bench.batch(1), count);
  bench.run();
  CHECK(refused == 4);
  CHECK(bench.records() == 1);
}

TEST_CASE("a torn snapshot is an error or damaged, never another good one") {
  Bench bench;
  port::Snapshot snapshot;
  snapshot.sequence = 7;
  snapshot.state = "{\"events\":7}";
  snapshot.state_hash = sha256(snapshot.state);
  SimulatedStore store = bench.open();
  store.save_snapshot(snapshot, [](Result<void>) {});
  bench.run();
  CHECK(store.latest_snapshot().value()->state == snapshot.state);
  const std::string good = bench.disk.snapshot;
  for (std::size_t size = 1; size < good.size(); ++size) {
    bench.disk.snapshot = good.substr(0, size);
    const auto torn = store.latest_snapshot();
    if (torn) CHECK(sha256((*torn)->state) != snapshot.state_hash);
  }
}

}  // namespace
}  // namespace pitwall::sim
