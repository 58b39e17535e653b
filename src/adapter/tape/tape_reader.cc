#include "adapter/tape/tape_reader.h"

namespace pitwall::tape {
namespace {

Result<std::unique_ptr<DayReader>> open_day(const std::filesystem::path& path,
                                            const Damaged& damaged) {
  PITWALL_TRY(File opened, File::open(path, File::Access::read));
  const auto file = std::make_shared<const File>(std::move(opened));
  const ReadAt read = [file](std::uint64_t offset, char* out, std::size_t size) {
    return file->read_at(offset, out, size);
  };
  return std::make_unique<DayReader>(path.filename().string(), read, damaged);
}

}  // namespace

Result<TapeReader> TapeReader::open(const std::filesystem::path& folder, Date first, Date last,
                                    Damaged damaged) {
  PITWALL_TRY(const std::vector<RecordedDay> days, recorded_days(folder));
  std::vector<std::filesystem::path> files;
  for (auto recorded = days.rbegin(); recorded != days.rend(); ++recorded)
    if (recorded->day >= first && recorded->day <= last)
      files.push_back(path_of(folder, recorded->day));
  if (files.empty())
    return error(Code::no_data, "No ticks were recorded from {} to {} in {}.", first.text(),
                 last.text(), folder.string());
  return TapeReader(std::move(files), std::move(damaged));
}

Result<bool> TapeReader::next(Entry& entry) {
  while (true) {
    if (day_) {
      Result<bool> more = day_->next(entry);
      if (more && *more) return true;
      day_.reset();
      if (!more) return more;
    }
    if (files_.empty()) return false;
    const std::filesystem::path path = std::move(files_.back());
    files_.pop_back();
    PITWALL_TRY(day_, open_day(path, damaged_));
  }
}

}  // namespace pitwall::tape
