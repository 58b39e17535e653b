// The hash chain of the journal: each record's hash covers its content and the hash before it, so
// that changing, dropping or reordering any record shows at that record.
#pragma once

#include "desk/journal/event.h"
#include "port/journal_store.h"

namespace pitwall::desk {

Digest record_hash(const port::JournalRecord& record);

// The end of a journal: what the next record is chained to.
class Chain {
 public:
  std::uint64_t sequence() const { return sequence_; }  // of the last record; 0 for none
  const Digest& hash() const { return hash_; }

  // Makes the next record and moves on to it. `payload` is the event encoded, where the caller has
  // it already.
  port::JournalRecord seal(const Event& event, Time time);
  port::JournalRecord seal(const Event& event, std::string payload, Time time);
  // Moves on to a record that was read; Code::corrupt says at which sequence and how it is broken.
  Result<void> follow(const port::JournalRecord& record);
  // Starts from a snapshot's record instead of from nothing.
  void start_at(std::uint64_t sequence, const Digest& hash);

 private:
  std::uint64_t sequence_ = 0;
  Digest hash_;
};

}  // namespace pitwall::desk
