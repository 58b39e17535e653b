// Which files of watched folders were imported already, in memory.db: a file is known by its path,
// its size and its time. For one thread, with a connection of its own.
#pragma once

#include <filesystem>
#include <string>

#include "adapter/sqlite/database.h"
#include "base/time.h"

namespace pitwall::sqlite {

struct ImportedFile {
  std::string path;
  std::uint64_t size = 0;  // bytes
  Time modified;
  std::string refused = {};  // why it could not be imported, a sentence; empty: it was
};

class SqliteImportedFiles {
 public:
  // The folder exists; the file is made where it is missing.
  static Result<SqliteImportedFiles> open(const std::filesystem::path& folder);

  Result<std::optional<ImportedFile>> find(std::string_view path);
  Result<void> put(const ImportedFile& file);  // in the place of what was known of this path

 private:
  SqliteImportedFiles(Database database, Statement find, Statement put)
      : database_(std::move(database)), find_(std::move(find)), put_(std::move(put)) {}

  Database database_;
  Statement find_;
  Statement put_;
};

}  // namespace pitwall::sqlite
