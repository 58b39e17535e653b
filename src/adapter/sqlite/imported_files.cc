#include "adapter/sqlite/imported_files.h"

#include "adapter/sqlite/memory_schema.h"

namespace pitwall::sqlite {

Result<SqliteImportedFiles> SqliteImportedFiles::open(const std::filesystem::path& folder) {
  PITWALL_TRY(Database database, Database::open(folder / memory_name, memory_schema));
  PITWALL_TRY(Statement find,
              database.prepare("SELECT size, modified, refused FROM files WHERE path=?1"));
  PITWALL_TRY(Statement put, database.prepare("REPLACE INTO files VALUES(?1, ?2, ?3, ?4)"));
  return SqliteImportedFiles(std::move(database), std::move(find), std::move(put));
}

Result<std::optional<ImportedFile>> SqliteImportedFiles::find(std::string_view path) {
  const Reset reset(find_);
  PITWALL_TRY(const bool any, find_.bind(1, path).step());
  if (!any) return std::optional<ImportedFile>();
  return std::optional(ImportedFile{std::string(path), static_cast<std::uint64_t>(find_.integer(0)),
                                    Time{find_.integer(1)}, std::string(find_.text(2))});
}

Result<void> SqliteImportedFiles::put(const ImportedFile& file) {
  return put_.bind(1, file.path)
      .bind(2, static_cast<std::int64_t>(file.size))
      .bind(3, file.modified.nanoseconds)
      .bind(4, file.refused)
      .run();
}

}  // namespace pitwall::sqlite
