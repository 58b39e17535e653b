// The journal on a simulated disk. The Disk is what outlives a crash; a SimulatedStore is one
// process's opening of it, and dies with that process. Writes take virtual time, and whatever
// can go wrong with them comes from the scenario's faults. One thread.
#pragma once

#include <deque>

#include "port/journal_store.h"
#include "sim/random.h"
#include "sim/scenario.h"
#include "sim/scheduler.h"
#include "sim/trace.h"

namespace pitwall::sim {

struct Disk {
  // One frame for each batch: the length of what follows in 8 bytes, then the records. A frame that
  // is not all there was torn by a crash and is cut off when the journal is opened.
  std::string journal;
  std::string snapshot;
  bool full = false;
};

std::string encode_batch(std::span<const port::JournalRecord> batch);
// The bytes of the frames that are whole.
std::size_t whole_frames(std::string_view journal);
// All records of whole frames. Code::corrupt for bytes that are no record.
Result<std::vector<port::JournalRecord>> decode_journal(std::string_view journal);

// A fault put in on purpose, to prove that the checks find it.
enum class Plant {
  none,
  lose_append,  // one batch is acknowledged and dropped
  skip_replay,  // recovery reads all records but the last
  send_twice,   // what is not answered in time is sent again
  swap_order,   // an order leaves larger than it was approved
};
std::string_view name_of(Plant plant);  // empty for none
Result<Plant> parse_plant(std::string_view name);

class SimulatedStore final : public port::JournalStore {
 public:
  struct Surroundings {  // all outlive the store
    Scheduler& scheduler;
    Disk& disk;
    const Faults& faults;
    Trace& trace;
    std::function<void(const port::JournalRecord&)> given;  // to be written
    // Ends the process, at once or within the next callbacks. Calls `cut_power` here.
    std::function<void()> crash;
    std::function<void()> crash_within_callbacks;
  };
  SimulatedStore(Surroundings surroundings, Scheduler::Owner process, SeededRandom random);

  void append(std::vector<port::JournalRecord> batch, port::Reply<void> done) override;
  Result<void> read(std::uint64_t from, const Each& each) override;
  Result<std::optional<port::Snapshot>> latest_snapshot() override;
  void save_snapshot(port::Snapshot snapshot, port::Reply<void> done) override;

  // The process is gone: what is being written stays where it has got to, and nothing more happens.
  void cut_power();
  // Since when the oldest append has been waiting; Time::max() where none is.
  Time waiting_since() const { return writes_.empty() ? Time::max() : writes_.front().since; }

  void lose_next_append() { lose_next_ = true; }
  void skip_last_record() { skip_last_ = true; }
  bool has_lost() const { return has_lost_; }

 private:
  enum class Fate {
    written,
    crash_before,
    crash_within,
    crash_after,
    crash_in_callbacks,
    failed,
    unacknowledged,
    hung,
    lost,
  };
  struct Write {
    std::string bytes;
    port::Reply<void> done;
    Time since;
    Fate fate = Fate::written;
    bool on_disk = false;
  };
  Fate draw_fate();
  void begin();
  void finish();
  void write_part(const std::string& bytes);
  void reply(Result<void> result);
  void finish_snapshot(const std::string& bytes, const port::Reply<void>& done);

  Surroundings around_;
  Scheduler::Owner process_;
  SeededRandom random_;
  bool at_once_;              // replies from within append, as a store without a thread does
  std::deque<Write> writes_;  // the first is under way, or about to be
  bool under_way_ = false;
  bool failed_ = false;  // refuses everything until opened again
  bool dead_ = false;
  bool lose_next_ = false;
  bool has_lost_ = false;
  bool skip_last_ = false;
};

}  // namespace pitwall::sim
