#include "adapter/tape/days.h"

#include <algorithm>
#include <system_error>

namespace pitwall::tape {

std::filesystem::path path_of(const std::filesystem::path& folder, Date day) {
  return folder / (day.text() + ".tape");
}

Result<std::vector<RecordedDay>> recorded_days(const std::filesystem::path& folder) {
  std::vector<RecordedDay> days;
  std::error_code code;
  std::filesystem::directory_iterator entry(folder, code);
  for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    const std::filesystem::path& path = entry->path();
    const Result<Date> day = Date::parse(path.stem().string());
    if (!day || path != path_of(folder, *day)) continue;
    std::error_code gone;
    const std::uint64_t bytes = entry->file_size(gone);
    if (!gone) days.push_back({*day, bytes});
  }
  if (code && code != std::errc::no_such_file_or_directory)
    return error(Code::unavailable, "Could not look through {} ({}): check that folder.",
                 folder.string(), code.message());
  std::ranges::sort(days, {}, &RecordedDay::day);
  return days;
}

}  // namespace pitwall::tape
