#include "desk/engine/desk.h"

namespace pitwall::desk {
namespace {

// Whether the journal still holds the record that the snapshot was taken after. A snapshot of
// another journal, or of a longer one than there is, must not be built upon.
Result<bool> stands_on(const port::Snapshot& snapshot, port::JournalStore& store) {
  bool found = false;
  const Result<void> read =
      store.read(snapshot.sequence, [&](const port::JournalRecord& record) -> Result<void> {
        found = record.sequence == snapshot.sequence && record.hash == snapshot.record_hash;
        return error(Code::cancelled, "One record is enough.");
      });
  if (!read && read.error().code != Code::cancelled) return read.error();
  return found;
}

// The latest snapshot with its state, or nothing: a snapshot that does not read, or not to what it
// says it is, or not of this journal, is only a lost shortcut.
struct Shortcut {
  port::Snapshot snapshot;
  State state;
};
Result<std::optional<Shortcut>> find_shortcut(port::JournalStore& store) {
  Result<std::optional<port::Snapshot>> snapshot = store.latest_snapshot();
  if (!snapshot && snapshot.error().code != Code::corrupt) return snapshot.error();
  if (!snapshot || !*snapshot) return std::optional<Shortcut>();
  port::Snapshot& taken = **snapshot;
  if (sha256(taken.state) != taken.state_hash) return std::optional<Shortcut>();
  Result<State> state = state_from(taken.state);
  if (!state || hash_of(*state) != taken.state_hash) return std::optional<Shortcut>();
  PITWALL_TRY(const bool stands, stands_on(taken, store));
  if (!stands) return std::optional<Shortcut>();
  return std::optional<Shortcut>(Shortcut{std::move(taken), std::move(*state)});
}

}  // namespace

Desk::Desk(const port::Clock& clock, port::JournalStore& store, GateRule& gate)
    : clock_(clock), store_(store), engine_(gate) {}

Result<Recovery> Desk::recover() {
  PITWALL_CHECK(chain_.sequence() == 0, "recovered twice");
  Recovery recovery;
  PITWALL_TRY(std::optional<Shortcut> shortcut, find_shortcut(store_));
  if (shortcut) {
    engine_.restore(std::move(shortcut->state));
    chain_.start_at(shortcut->snapshot.sequence, shortcut->snapshot.record_hash);
    recovery.snapshot = shortcut->snapshot.sequence;
  }
  PITWALL_TRY_VOID(
      store_.read(chain_.sequence() + 1, [&](const port::JournalRecord& record) -> Result<void> {
        PITWALL_TRY_VOID(chain_.follow(record));
        PITWALL_TRY(const Event event, decode(record.type, record.payload));
        // Effects of the past have had their chance; what became of them is in later records or is
        // asked of the broker.
        engine_.apply(event);
        ++recovery.replayed;
        return {};
      }));
  applied_sequence_ = chain_.sequence();
  applied_hash_ = chain_.hash();
  last_snapshot_ = recovery.snapshot;
  return recovery;
}

void Desk::submit(Event event, Applied applied) {
  if (halted_.empty() && waiting() >= max_waiting)
    halt(error(Code::unavailable, "More than {} events wait for the journal.", max_waiting));
  if (!halted_.empty()) {
    if (applied) applied(error(Code::unavailable, "The desk has stopped: {}", halted_));
    return;
  }
  std::string payload = encode(event);
  // What could not be read back would keep the desk from ever starting again.
  if (const Result<Event> again = decode(event_name(event), payload); !again) {
    if (applied)
      applied(error(Code::invalid_argument, "The event was refused: {}", again.error().message));
    return;
  }
  waiting_.push_back({std::move(event), std::move(payload), std::move(applied)});
  if (!writing_) write_batch();
}

void Desk::write_batch() {
  writing_ = true;
  // A store that replies at once comes back here from within append; the loop keeps that flat.
  bool replied = true;
  while (replied && !waiting_.empty() && halted_.empty()) {
    std::vector<port::JournalRecord> batch;
    const Time now = clock_.now();
    while (!waiting_.empty() && batch.size() < max_batch) {
      Pending& next = waiting_.front();
      batch.push_back(chain_.seal(next.event, std::move(next.payload), now));
      in_flight_hashes_.push_back(batch.back().hash);
      in_flight_.push_back(std::move(next));
      waiting_.pop_front();
    }
    replied = false;
    bool inside = true;
    auto still_inside = std::make_shared<bool*>(&inside);
    const std::weak_ptr<Desk*> self = self_;
    store_.append(std::move(batch), [self, this, still_inside, &replied](Result<void> written) {
      if (self.expired()) return;
      const bool at_once = *still_inside != nullptr;
      batch_done(std::move(written));
      if (at_once) {
        replied = true;
      } else {
        write_batch();
      }
    });
    *still_inside = nullptr;
  }
  if (replied) writing_ = false;
}

void Desk::batch_done(Result<void> written) {
  if (!written) {
    waiting_.insert(waiting_.begin(), std::make_move_iterator(in_flight_.begin()),
                    std::make_move_iterator(in_flight_.end()));
    in_flight_.clear();
    in_flight_hashes_.clear();
    halt(written.error());
    return;
  }
  while (!in_flight_.empty()) {
    const Pending pending = std::move(in_flight_.front());
    in_flight_.pop_front();
    ++applied_sequence_;
    applied_hash_ = in_flight_hashes_.front();
    in_flight_hashes_.pop_front();
    std::vector<Effect> effects = engine_.apply(pending.event);
    for (const auto& listener : applied_listeners_) listener(pending.event);
    if (pending.applied) pending.applied({});
    for (Effect& effect : effects)
      if (effect_handler_) effect_handler_(std::move(effect));
  }
  if (applied_sequence_ - last_snapshot_ >= snapshot_every) save_snapshot({});
}

void Desk::halt(const Error& why) {
  halted_ = why.message;
  if (halted_handler_) halted_handler_(halted_);
  // What is on its way to the disk is not lost by this: the store's own reply decides it.
  std::deque<Pending> lost;
  lost.swap(waiting_);
  for (const Pending& pending : lost)
    if (pending.applied)
      pending.applied(error(Code::unavailable, "The desk has stopped: {}", halted_));
}

port::Snapshot Desk::snapshot() const {
  port::Snapshot snapshot;
  snapshot.sequence = applied_sequence_;
  snapshot.record_hash = applied_hash_;
  snapshot.state = canonical(engine_.state());
  snapshot.state_hash = sha256(snapshot.state);
  return snapshot;
}

void Desk::save_snapshot(Applied done) {
  if (!halted_.empty()) {
    if (done) done(error(Code::unavailable, "The desk has stopped: {}", halted_));
    return;
  }
  last_snapshot_ = applied_sequence_;
  store_.save_snapshot(snapshot(), [done](Result<void> saved) {
    if (done) done(std::move(saved));
  });
}

Result<std::uint64_t> verify(port::JournalStore& store) {
  Chain chain;
  PITWALL_TRY_VOID(
      store.read(1, [&](const port::JournalRecord& record) { return chain.follow(record); }));
  return chain.sequence();
}

}  // namespace pitwall::desk
