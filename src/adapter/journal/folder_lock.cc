#include "adapter/journal/folder_lock.h"

#include <sys/file.h>
#include <unistd.h>

namespace pitwall::journal {

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  PITWALL_TRY(File file, File::open(folder / "lock", File::Access::create));
  if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    char holder[16] = {};
    PITWALL_TRY(const std::size_t size, file.read_at(0, holder, sizeof holder - 1));
    return error(Code::already_exists,
                 "Another Pitwall (process {}) uses the data folder {}: stop it, or choose another "
                 "folder with --data.",
                 size > 0 ? std::string_view(holder, size) : "unknown", folder.string());
  }
  PITWALL_TRY_VOID(file.truncate(0));
  PITWALL_TRY_VOID(file.write_at(0, fmt::format("{}", ::getpid())));
  return FolderLock(std::move(file));
}

}  // namespace pitwall::journal
