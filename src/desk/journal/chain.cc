#include "desk/journal/chain.h"

namespace pitwall::desk {
namespace {

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

// Fixed width, little end first, whatever the machine.
void add_number(Sha256& hash, std::uint64_t number) {
  char bytes[8];
  for (char& byte : bytes) {
    byte = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  hash.add({bytes, sizeof bytes});
}

}  // namespace

Digest record_hash(const port::JournalRecord& record) {
  Sha256 hash;
  hash.add(bytes_of(record.previous));
  add_number(hash, record.sequence);
  add_number(hash, static_cast<std::uint64_t>(record.time.nanoseconds));
  // Lengths go in front, so that no byte can move from one text into the other unseen.
  add_number(hash, record.type.size());
  hash.add(record.type);
  add_number(hash, record.payload.size());
  hash.add(record.payload);
  return hash.finish();
}

port::JournalRecord Chain::seal(const Event& event, Time time) {
  return seal(event, encode(event), time);
}

port::JournalRecord Chain::seal(const Event& event, std::string payload, Time time) {
  port::JournalRecord record;
  record.sequence = ++sequence_;
  record.time = time;
  record.type = event_name(event);
  record.payload = std::move(payload);
  record.previous = hash_;
  record.hash = hash_ = record_hash(record);
  return record;
}

Result<void> Chain::follow(const port::JournalRecord& record) {
  if (record.sequence != sequence_ + 1)
    return error(Code::corrupt, "Journal: after record {} comes {}; records are missing or moved.",
                 sequence_, record.sequence);
  if (record.previous != hash_)
    return error(Code::corrupt, "Journal: record {} does not continue record {}.", record.sequence,
                 sequence_);
  if (record.hash != record_hash(record))
    return error(Code::corrupt, "Journal: record {} was changed after it was written.",
                 record.sequence);
  sequence_ = record.sequence;
  hash_ = record.hash;
  return {};
}

void Chain::start_at(std::uint64_t sequence, const Digest& hash) {
  sequence_ = sequence;
  hash_ = hash;
}

}  // namespace pitwall::desk
