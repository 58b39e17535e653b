// Snapshots beside the journal, a file each: `snapshot.<sequence>`. The newest two are kept. Any
// damage to one costs a longer start and nothing else. No state: any thread, one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "port/journal_store.h"

namespace pitwall::journal {

inline constexpr std::size_t snapshots_kept = 2;
inline constexpr std::uint64_t max_snapshot = std::uint64_t{1} << 30;  // bytes

Result<void> save_snapshot_file(const std::filesystem::path& folder,
                                const port::Snapshot& snapshot);

// The sequences of the snapshots in a folder, newest first.
std::vector<std::uint64_t> list_snapshots(const std::filesystem::path& folder);
// Code::corrupt where the file is not exactly what was written.
Result<port::Snapshot> load_snapshot(const std::filesystem::path& folder, std::uint64_t sequence);

}  // namespace pitwall::journal
