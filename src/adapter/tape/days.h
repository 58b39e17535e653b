// The files of a tape: one for each UTC day, `2026-11-22.tape`, in one folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace pitwall::tape {

struct RecordedDay {
  Date day;
  std::uint64_t bytes = 0;
};

std::filesystem::path path_of(const std::filesystem::path& folder, Date day);

// Oldest first; nothing where there is no such folder. Files of other names are passed over.
Result<std::vector<RecordedDay>> recorded_days(const std::filesystem::path& folder);

}  // namespace pitwall::tape
