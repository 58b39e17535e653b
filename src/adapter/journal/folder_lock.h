// Keeps a data folder to one daemon. The kernel holds the lock, so that it is gone when the process
// is, however it ended; the file's content, the process id, is for people only.
#pragma once

#include <filesystem>

#include "adapter/journal/file.h"

namespace pitwall::journal {

class FolderLock {
 public:
  // Code::already_exists names the process that has the folder.
  static Result<FolderLock> take(const std::filesystem::path& folder);

 private:
  explicit FolderLock(File file) : file_(std::move(file)) {}
  File file_;
};

}  // namespace pitwall::journal
