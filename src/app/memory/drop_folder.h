// A folder whose files are imported as they come: each once, when it has stopped growing, and again
// when it changes. What cannot be imported is told until it changes or goes. Blocks while it
// imports; belongs to one thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "adapter/sqlite/imported_files.h"
#include "app/memory/history_import.h"

namespace pitwall::app {

class DropFolder {
 public:
  // A file is imported when two looks that are this far apart, or more, saw it the same.
  DropFolder(HistoryParts parts, sqlite::SqliteImportedFiles& files, std::filesystem::path folder,
             Duration still)
      : parts_(std::move(parts)), files_(files), folder_(std::move(folder)), still_(still) {}

  struct Look {
    std::uint64_t added = 0;  // documents
    std::uint64_t changed = 0;
    std::uint64_t refused_count = 0;   // files that are there and could not be imported
    std::vector<SkippedFile> refused;  // the first of them
  };
  // Code::cancelled, or the store's; the next look goes on where this one ended.
  Result<Look> look();
  const std::filesystem::path& path() const { return folder_; }

 private:
  struct Seen {
    std::uint64_t size = 0;
    Time modified;
    Time since;
  };
  Result<void> take(const std::filesystem::path& file, Look& look);
  Result<std::string> import(const std::filesystem::path& file, Look& look);

  HistoryParts parts_;
  sqlite::SqliteImportedFiles& files_;
  std::filesystem::path folder_;
  Duration still_;
  std::map<std::string, Seen> growing_;  // by path
};

}  // namespace pitwall::app
