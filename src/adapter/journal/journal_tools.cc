#include "adapter/journal/journal_tools.h"

#include <algorithm>
#include <map>

#include "adapter/journal/journal_file.h"
#include "adapter/journal/snapshot_files.h"
#include "base/json.h"

namespace pitwall::journal {
namespace {

Result<JournalFile> open_journal(const std::filesystem::path& folder) {
  return JournalFile::open(folder / journal_name, File::Access::read);
}

}  // namespace

Result<Verified> verify(const std::filesystem::path& folder, const Follow& follow) {
  // Before the journal, so that each is of a record that the journal has by then.
  std::map<std::uint64_t, Digest> snapshots;
  for (const std::uint64_t sequence : list_snapshots(folder)) {
    const Result<port::Snapshot> snapshot = load_snapshot(folder, sequence);
    // A daemon at work may have thrown it away meanwhile.
    if (!snapshot && snapshot.error().code == Code::not_found) continue;
    if (!snapshot) return snapshot.error();
    snapshots.emplace(sequence, snapshot->record_hash);
  }
  PITWALL_TRY(const JournalFile journal, open_journal(folder));
  Verified verified;
  verified.bytes = journal.end();
  verified.torn_bytes = journal.torn();
  verified.hash = journal.last_hash();
  PITWALL_TRY_VOID(
      journal.read(1, journal.end(), [&](const port::JournalRecord& record) -> Result<void> {
        if (verified.records++ == 0) verified.first = record.time;
        verified.last = record.time;
        const auto snapshot = snapshots.find(record.sequence);
        if (snapshot != snapshots.end() && snapshot->second == record.hash)
          snapshots.erase(snapshot);
        return follow(record);
      }));
  if (!snapshots.empty())
    return error(Code::corrupt,
                 "The snapshot of record {} is of another journal and not used: delete it, nothing "
                 "is lost.",
                 snapshots.begin()->first);
  return verified;
}

Result<std::vector<port::JournalRecord>> tail(const std::filesystem::path& folder,
                                              std::size_t count) {
  PITWALL_TRY(const JournalFile journal, open_journal(folder));
  const std::uint64_t last = journal.last_sequence();
  std::vector<port::JournalRecord> records;
  if (count == 0) return records;
  PITWALL_TRY_VOID(journal.read(last - std::min<std::uint64_t>(count, last) + 1, journal.end(),
                                [&](const port::JournalRecord& record) -> Result<void> {
                                  records.push_back(record);
                                  return {};
                                }));
  return records;
}

Result<void> export_lines(const std::filesystem::path& folder, std::uint64_t from,
                          const WriteLine& write) {
  PITWALL_TRY(const JournalFile journal, open_journal(folder));
  return journal.read(from, journal.end(),
                      [&](const port::JournalRecord& record) { return write(to_line(record)); });
}

std::string to_line(const port::JournalRecord& record) {
  std::string line;
  JsonWriter writer(line);
  writer.begin_object();
  writer.key("sequence").integer(static_cast<std::int64_t>(record.sequence));
  writer.key("time").string(record.time.text());
  writer.key("type").string(record.type);
  writer.key("payload").raw(record.payload);
  writer.key("previous").string(record.previous.text());
  writer.key("hash").string(record.hash.text());
  writer.end_object();
  return line;
}

}  // namespace pitwall::journal
