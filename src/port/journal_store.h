// Where the journal lives. Records are appended in order, each bound to the one before it by its
// hash; a snapshot is a shortcut for start-up that can always be thrown away.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "base/time.h"
#include "port/reply.h"

namespace pitwall::port {

struct JournalRecord {
  std::uint64_t sequence = 0;  // 1, 2, 3, … without gaps
  Time time;                   // when the desk took it up; sequence orders, time only explains
  std::string type;            // the event's name, such as "order_executed"
  std::string payload;         // canonical JSON of the event
  Digest previous;             // hash of record sequence - 1; zero for the first
  Digest hash;                 // of everything above (desk/journal/chain.h)
};

struct Snapshot {
  std::uint64_t sequence = 0;  // the state after this record
  Digest record_hash;          // hash of that record, so that a snapshot of another journal shows
  std::string state;           // canonical JSON of the desk's state
  Digest state_hash;
};

class JournalStore {
 public:
  virtual ~JournalStore() = default;

  // Makes the batch durable as a whole or not at all, then replies. Batches become durable in the
  // order they were given. After a failure the store refuses everything until it is opened again.
  virtual void append(std::vector<JournalRecord> batch, Reply<void> done) = 0;

  // Calls `each` for every record from `from` on, in order, until it fails.
  using Each = std::function<Result<void>(const JournalRecord&)>;
  virtual Result<void> read(std::uint64_t from, const Each& each) = 0;

  virtual Result<std::optional<Snapshot>> latest_snapshot() = 0;
  virtual void save_snapshot(Snapshot snapshot, Reply<void> done) = 0;
};

}  // namespace pitwall::port
