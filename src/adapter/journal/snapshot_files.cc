#include "adapter/journal/snapshot_files.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "adapter/journal/file.h"

namespace pitwall::journal {
namespace {

constexpr std::string_view prefix = "snapshot.";

std::filesystem::path path_of(const std::filesystem::path& folder, std::uint64_t sequence) {
  return folder / fmt::format("{}{}", prefix, sequence);
}

// The first line, which says all of a snapshot but its state.
std::string heading(std::uint64_t sequence, const Digest& record_hash, const Digest& state_hash) {
  return fmt::format("Pitwall snapshot, format 1, record {} {} state {}\n", sequence,
                     record_hash.text(), state_hash.text());
}

}  // namespace

Result<void> save_snapshot_file(const std::filesystem::path& folder,
                                const port::Snapshot& snapshot) {
  PITWALL_TRY_VOID(write_whole(
      path_of(folder, snapshot.sequence),
      heading(snapshot.sequence, snapshot.record_hash, snapshot.state_hash) + snapshot.state));
  std::size_t kept = 0;
  for (const std::uint64_t sequence : list_snapshots(folder)) {
    // One from further on belongs to a journal that is gone.
    if (sequence <= snapshot.sequence && ++kept <= snapshots_kept) continue;
    std::error_code ignored;  // one too many does no harm
    std::filesystem::remove(path_of(folder, sequence), ignored);
  }
  return {};
}

std::vector<std::uint64_t> list_snapshots(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> sequences;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    std::uint64_t sequence = 0;
    const auto [end, failure] =
        std::from_chars(name.data() + prefix.size(), name.data() + name.size(), sequence);
    if (failure == std::errc() && end == name.data() + name.size()) sequences.push_back(sequence);
  }
  std::sort(sequences.rbegin(), sequences.rend());
  return sequences;
}

Result<port::Snapshot> load_snapshot(const std::filesystem::path& folder, std::uint64_t sequence) {
  const std::filesystem::path path = path_of(folder, sequence);
  PITWALL_TRY(std::string content, read_whole(path, max_snapshot));
  const auto damaged = [&] {
    return error(Code::corrupt,
                 "The snapshot {} is damaged and not used: delete it, nothing is lost.",
                 path.string());
  };
  const std::size_t line = content.find('\n');
  const std::string_view first = std::string_view(content).substr(0, line);
  constexpr std::size_t digits = 64;
  constexpr std::size_t between = digits + std::string_view(" state ").size();
  if (line == content.npos || first.size() < digits + between) return damaged();
  port::Snapshot snapshot;
  const Result<Digest> state_hash = Digest::parse(first.substr(first.size() - digits));
  const Result<Digest> record_hash =
      Digest::parse(first.substr(first.size() - digits - between, digits));
  if (!state_hash || !record_hash) return damaged();
  snapshot.sequence = sequence;
  snapshot.record_hash = *record_hash;
  snapshot.state_hash = *state_hash;
  snapshot.state = content.substr(line + 1);
  if (content.substr(0, line + 1) != heading(sequence, *record_hash, *state_hash) ||
      sha256(snapshot.state) != *state_hash)
    return damaged();
  return snapshot;
}

}  // namespace pitwall::journal
