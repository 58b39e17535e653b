// The desk at work: takes events, makes them durable, applies them in order, lets effects out. One
// path for start-up and crash recovery; no thread of its own, everything on the event loop's.
//
//   submit(event) -> sealed into the chain -> store.append (batches; one under way at a time)
//                 -> durable -> Engine::apply -> effects -> whoever sends them
//
// While a batch is being written new events wait and go out together in the next one: that is the
// group commit, and nothing but effects ever waits for it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "desk/engine/engine.h"
#include "desk/journal/chain.h"
#include "port/clock.h"
#include "port/journal_store.h"

namespace pitwall::desk {

struct Recovery {
  std::uint64_t snapshot = 0;  // sequence the snapshot stood at; 0 for none
  std::uint64_t replayed = 0;  // records after it
};

class Desk {
 public:
  static constexpr std::size_t max_batch = 4096;            // records in one commit
  static constexpr std::size_t max_waiting = 1'000'000;     // events not yet durable
  static constexpr std::uint64_t snapshot_every = 100'000;  // records

  // All outlive the desk.
  Desk(const port::Clock& clock, port::JournalStore& store, GateRule& gate);

  // Reads the latest snapshot that fits the journal and replays what follows. Before any submit.
  Result<Recovery> recover();

  // Takes an event up. It has happened for the desk once `applied` (if given) is called with
  // success. With an error it has not happened, and will not in this run; if it was the store that
  // failed, the next recovery says whether the record had reached the disk all the same.
  using Applied = std::function<void(Result<void>)>;
  void submit(Event event, Applied applied = {});

  // Called with each effect, after the event that caused it is durable and applied.
  void on_effect(std::function<void(Effect)> handler) { effect_handler_ = std::move(handler); }
  // Called after each applied event, for feeds and metrics, in the order in which they were added.
  // A listener adds no other.
  void add_applied_listener(std::function<void(const Event&)> listener) {
    applied_listeners_.push_back(std::move(listener));
  }
  // Called once, with the reason, when the desk takes nothing up any more.
  void on_halted(std::function<void(const std::string&)> handler) {
    halted_handler_ = std::move(handler);
  }

  const State& state() const { return engine_.state(); }
  std::uint64_t sequence() const { return applied_sequence_; }  // of the last applied record
  std::size_t waiting() const { return waiting_.size() + in_flight_.size(); }
  // Why the desk takes nothing up any more: a store that failed. Empty while all is well.
  const std::string& halted() const { return halted_; }

  // Writes a snapshot of the state as it stands, for a fast next start.
  void save_snapshot(Applied done);

 private:
  struct Pending {
    Event event;
    std::string payload;  // the event encoded
    Applied applied;
  };
  void write_batch();
  void batch_done(Result<void> written);
  void halt(const Error& why);
  port::Snapshot snapshot() const;

  const port::Clock& clock_;
  port::JournalStore& store_;
  Engine engine_;
  Chain chain_;
  std::deque<Pending> waiting_;
  std::deque<Pending> in_flight_;
  bool writing_ = false;
  std::uint64_t applied_sequence_ = 0;
  Digest applied_hash_;  // of the last applied record
  std::deque<Digest> in_flight_hashes_;
  std::uint64_t last_snapshot_ = 0;
  std::string halted_;
  // Expires with the desk: the store may reply after the desk is gone.
  std::shared_ptr<Desk*> self_ = std::make_shared<Desk*>(this);
  std::function<void(Effect)> effect_handler_;
  std::vector<std::function<void(const Event&)>> applied_listeners_;
  std::function<void(const std::string&)> halted_handler_;
};

// Reads a whole journal and checks its chain; the number of records.
Result<std::uint64_t> verify(port::JournalStore& store);

}  // namespace pitwall::desk
