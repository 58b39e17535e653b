#include "sim/store.h"

namespace pitwall::sim {
namespace {

void put_number(std::string& out, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(number >> shift));
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out.append(text);
}

void put_digest(std::string& out, const Digest& digest) {
  for (const std::uint8_t byte : digest.bytes) out.push_back(static_cast<char>(byte));
}

// Takes values off the front of some bytes; once they run short all that follows is empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool short_of_bytes() const { return short_; }
  bool done() const { return rest_.empty() || short_; }

  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) {
      short_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    int shift = 0;
    for (const char byte : take(8)) {
      value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(byte)) << shift;
      shift += 8;
    }
    return value;
  }
  std::string text() { return std::string(take(number())); }
  Digest digest() {
    Digest digest;
    const std::string_view bytes = take(digest.bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i)
      digest.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
    return digest;
  }

 private:
  std::string_view rest_;
  bool short_ = false;
};

void put_record(std::string& out, const port::JournalRecord& record) {
  put_number(out, record.sequence);
  put_number(out, static_cast<std::uint64_t>(record.time.nanoseconds));
  put_text(out, record.type);
  put_text(out, record.payload);
  put_digest(out, record.previous);
  put_digest(out, record.hash);
}

port::JournalRecord take_record(Reader& reader) {
  port::JournalRecord record;
  record.sequence = reader.number();
  record.time.nanoseconds = static_cast<std::int64_t>(reader.number());
  record.type = reader.text();
  record.payload = reader.text();
  record.previous = reader.digest();
  record.hash = reader.digest();
  return record;
}

std::string encode(const port::Snapshot& snapshot) {
  std::string out;
  put_number(out, snapshot.sequence);
  put_digest(out, snapshot.record_hash);
  put_digest(out, snapshot.state_hash);
  put_text(out, snapshot.state);
  return out;
}

}  // namespace

std::string encode_batch(std::span<const port::JournalRecord> batch) {
  std::string records;
  for (const port::JournalRecord& record : batch) put_record(records, record);
  std::string out;
  put_text(out, records);
  return out;
}

std::size_t whole_frames(std::string_view journal) {
  Reader reader(journal);
  std::size_t whole = 0;
  while (!reader.done()) {
    const std::size_t size = reader.take(reader.number()).size();
    if (!reader.short_of_bytes()) whole += 8 + size;
  }
  return whole;
}

Result<std::vector<port::JournalRecord>> decode_journal(std::string_view journal) {
  std::vector<port::JournalRecord> records;
  Reader frames(journal.substr(0, whole_frames(journal)));
  while (!frames.done()) {
    Reader frame(frames.take(frames.number()));
    while (!frame.done()) records.push_back(take_record(frame));
    if (frame.short_of_bytes())
      return error(Code::corrupt, "After record {} the disk holds no record.", records.size());
  }
  return records;
}

namespace {
constexpr std::string_view plant_names[] = {"", "lose_append", "skip_replay", "send_twice",
                                            "swap_order"};
}

std::string_view name_of(Plant plant) { return plant_names[static_cast<std::size_t>(plant)]; }

Result<Plant> parse_plant(std::string_view name) {
  for (std::size_t i = 1; i < std::size(plant_names); ++i)
    if (name == plant_names[i]) return static_cast<Plant>(i);
  return error(
      Code::not_found,
      "There is no fault \"{}\" to plant: lose_append, skip_replay, send_twice, swap_order.", name);
}

SimulatedStore::SimulatedStore(Surroundings surroundings, Scheduler::Owner process,
                               SeededRandom random)
    : around_(std::move(surroundings)),
      process_(process),
      random_(random),
      at_once_(random_.chance(0.15)) {
  around_.disk.journal.resize(whole_frames(around_.disk.journal));
}

void SimulatedStore::append(std::vector<port::JournalRecord> batch, port::Reply<void> done) {
  if (dead_) return;
  if (failed_)
    return done(error(Code::unavailable, "The disk has failed; the journal must be opened again."));
  if (around_.given)
    for (const port::JournalRecord& record : batch) around_.given(record);
  writes_.push_back({encode_batch(batch), std::move(done), around_.scheduler.now()});
  if (!under_way_) begin();
}

SimulatedStore::Fate SimulatedStore::draw_fate() {
  const Faults& faults = around_.faults;
  const bool crash = random_.chance(faults.crash_at_append);
  const bool fails = random_.chance(faults.failed_append);
  const bool unacknowledged = random_.chance(faults.lost_acknowledgement);
  const bool hangs = random_.chance(faults.hung_append);
  if (std::exchange(lose_next_, false)) return Fate::lost;
  if (crash) {
    constexpr Fate crashes[] = {Fate::crash_before, Fate::crash_within, Fate::crash_after,
                                Fate::crash_in_callbacks};
    return crashes[random_.below(std::size(crashes))];
  }
  if (fails) return Fate::failed;
  if (unacknowledged) return Fate::unacknowledged;
  return hangs ? Fate::hung : Fate::written;
}

void SimulatedStore::begin() {
  under_way_ = true;
  writes_.front().fate = draw_fate();
  const bool slow = random_.chance(around_.faults.slow_append);
  const Duration duration = slow ? random_.between(seconds(1), seconds(10))
                                 : random_.between(microseconds(50), milliseconds(20));
  if (at_once_ && !slow) return finish();
  around_.scheduler.after(duration, process_, [this] { finish(); });
}

void SimulatedStore::finish() {
  Write& write = writes_.front();
  around_.trace.add("append {} bytes, fate {}", write.bytes.size(), static_cast<int>(write.fate));
  if (around_.disk.full) {
    write_part(write.bytes);
    return reply(error(Code::unavailable, "The disk is full."));
  }
  switch (write.fate) {
    case Fate::crash_before:
      writes_.clear();
      return around_.crash();
    case Fate::crash_within:
      return around_.crash();
    case Fate::failed:
      return reply(error(Code::unavailable, "The disk has failed."));
    case Fate::lost:
      has_lost_ = true;
      return reply({});
    case Fate::hung:
      if (random_.chance(0.5)) return;
      break;
    default:
      break;
  }
  around_.disk.journal += write.bytes;
  write.on_disk = true;
  switch (write.fate) {
    case Fate::crash_after:
      return around_.crash();
    case Fate::hung:
      return;
    case Fate::unacknowledged:
      return reply(error(Code::unavailable, "The disk does not answer."));
    case Fate::crash_in_callbacks:
      around_.crash_within_callbacks();
      return reply({});
    default:
      return reply({});
  }
}

void SimulatedStore::write_part(const std::string& bytes) {
  around_.disk.journal.append(bytes, 0, random_.below(bytes.size() + 1));
}

void SimulatedStore::reply(Result<void> result) {
  const port::Reply<void> done = std::move(writes_.front().done);
  writes_.pop_front();
  under_way_ = false;
  std::deque<Write> refused;
  if (!result) {
    failed_ = true;
    refused.swap(writes_);
  }
  done(std::move(result));
  for (const Write& write : refused)
    write.done(error(Code::unavailable, "The disk has failed before this was written."));
  if (!under_way_ && !writes_.empty()) begin();
}

void SimulatedStore::cut_power() {
  dead_ = true;
  // A crash finds a write anywhere between not begun and done.
  if (!writes_.empty() && !writes_.front().on_disk && writes_.front().fate != Fate::lost)
    write_part(writes_.front().bytes);
  writes_.clear();
}

Result<void> SimulatedStore::read(std::uint64_t from, const Each& each) {
  PITWALL_TRY(std::vector<port::JournalRecord> records, decode_journal(around_.disk.journal));
  if (skip_last_ && !records.empty()) records.pop_back();
  for (const port::JournalRecord& record : records)
    if (record.sequence >= from) PITWALL_TRY_VOID(each(record));
  return {};
}

Result<std::optional<port::Snapshot>> SimulatedStore::latest_snapshot() {
  if (around_.disk.snapshot.empty()) return std::optional<port::Snapshot>();
  Reader reader(around_.disk.snapshot);
  port::Snapshot snapshot;
  snapshot.sequence = reader.number();
  snapshot.record_hash = reader.digest();
  snapshot.state_hash = reader.digest();
  // A torn one is handed on as far as it goes: telling that is the desk's business too.
  const std::uint64_t size = reader.number();
  if (reader.short_of_bytes())
    return error(Code::corrupt, "The snapshot on the disk is not all there.");
  const std::size_t header = around_.disk.snapshot.size() - (8 + 32 + 32 + 8);
  snapshot.state = reader.take(std::min<std::uint64_t>(size, header));
  return std::optional<port::Snapshot>(std::move(snapshot));
}

void SimulatedStore::save_snapshot(port::Snapshot snapshot, port::Reply<void> done) {
  if (dead_) return;
  around_.scheduler.after(
      random_.between(milliseconds(1), milliseconds(50)), process_,
      [this, bytes = encode(snapshot), done = std::move(done)] { finish_snapshot(bytes, done); });
}

void SimulatedStore::finish_snapshot(const std::string& bytes, const port::Reply<void>& done) {
  const bool torn = random_.chance(around_.faults.torn_snapshot);
  const bool stale = random_.chance(around_.faults.stale_snapshot);
  const bool fails = random_.chance(around_.faults.failed_snapshot) || around_.disk.full;
  around_.trace.add("snapshot of {} bytes{}{}{}", bytes.size(), torn ? ", torn" : "",
                    stale ? ", stale" : "", fails ? ", failed" : "");
  if (fails) return done(error(Code::unavailable, "The snapshot could not be written."));
  if (torn) {
    around_.disk.snapshot.assign(bytes, 0, random_.below(bytes.size()));
  } else if (!stale) {
    around_.disk.snapshot = bytes;
  }
  done({});
}

}  // namespace pitwall::sim
