#include "app/memory/drop_folder.h"

#include <sys/stat.h>

#include <algorithm>

#include "app/memory/source_file.h"

namespace pitwall::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_files = 200'000;
constexpr std::size_t max_named = 3;

// All plain files that are not hidden, in order; no links.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failure;
  for (fs::recursive_directory_iterator at(folder, failure), end;
       !failure && at != end && files.size() < max_files; at.increment(failure)) {
    if (at->path().filename().string().starts_with('.')) {
      at.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;
    if (!at->is_symlink(ignored) && at->is_regular_file(ignored)) files.push_back(at->path());
  }
  std::ranges::sort(files);
  return files;
}

void tell(DropFolder::Look& look, const fs::path& file, const std::string& reason) {
  ++look.refused_count;
  if (look.refused.size() < max_named)
    look.refused.push_back({shown_name(file.filename().string()), reason, Code::corrupt});
}

}  // namespace

Result<DropFolder::Look> DropFolder::look() {
  Look look;
  std::error_code failure;
  if (!fs::is_directory(folder_, failure)) {
    tell(look, folder_, "This folder is not there: make it, or take it out of the configuration.");
    return look;
  }
  for (const fs::path& file : files_in(folder_)) PITWALL_TRY_VOID(take(file, look));
  return look;
}

Result<void> DropFolder::take(const fs::path& file, Look& look) {
  struct stat facts{};
  if (::stat(file.c_str(), &facts) != 0) return {};  // gone since
  const std::string path = file.string();
  const Time now = parts_.clock.now();
  const Seen seen{
      static_cast<std::uint64_t>(facts.st_size),
      Time::from_unix_seconds(facts.st_mtim.tv_sec) + nanoseconds(facts.st_mtim.tv_nsec), now};
  PITWALL_TRY(const std::optional<sqlite::ImportedFile> known, files_.find(path));
  if (known && known->size == seen.size && known->modified == seen.modified) {
    if (!known->refused.empty()) tell(look, file, known->refused);
    return {};
  }
  const auto before = growing_.find(path);
  if (before == growing_.end() || before->second.size != seen.size ||
      before->second.modified != seen.modified) {
    growing_[path] = seen;
    return {};
  }
  if (now - before->second.since < still_) return {};
  PITWALL_TRY(const std::string refused, import(file, look));
  growing_.erase(path);
  if (!refused.empty()) tell(look, file, refused);
  return files_.put({path, seen.size, seen.modified, refused});
}

// Why it could not be imported; empty where it was, or where it is nothing for the memory.
Result<std::string> DropFolder::import(const fs::path& file, Look& look) {
  HistoryImport import(parts_, false);
  PITWALL_TRY_VOID(import.add(file));
  PITWALL_TRY_VOID(import.finish());
  const HistoryReport& report = import.report();
  look.added += report.added;
  look.changed += report.changed;
  if (report.files > 0) return std::string();
  for (const SkippedFile& skipped : report.skipped)
    if (skipped.code != Code::unsupported) return skipped.reason;
  return std::string();
}

}  // namespace pitwall::app
