// port::DocumentStore over memory.db. Belongs to one thread; other threads and programs have a
// connection of their own to the same file, and while one of them writes the others wait a moment.
#pragma once

#include <filesystem>
#include <memory>

#include "adapter/sqlite/document_rows.h"
#include "adapter/sqlite/vector_rows.h"

namespace pitwall::sqlite {

class SqliteDocumentStore final : public port::DocumentStore {
 public:
  // The folder exists; the file is made where it is missing.
  static Result<std::unique_ptr<SqliteDocumentStore>> open(const std::filesystem::path& folder);

  // Code::too_large for a document of 2^20 fragments or more. A fragment of a document that changed
  // keeps its vectors where it has the same text at the same place.
  Result<std::vector<port::PutOutcome>> put(
      const std::vector<port::NewDocument>& documents) override;
  Result<port::PutOutcome> compare(const port::DocumentFacts& facts) override;

  Result<std::optional<port::DocumentFacts>> find(std::string_view id) override;
  Result<std::vector<port::DocumentFacts>> list(const port::DocumentQuery& query) override;
  Result<std::vector<port::StoredFragment>> fragments(std::string_view id, std::uint32_t first,
                                                      std::size_t count) override;
  Result<port::StoreTotals> totals() override;

  Result<std::vector<port::DocumentChange>> changes(std::uint64_t after,
                                                    std::size_t limit) override;
  Result<std::uint64_t> last_change() override;

  // The log of what was written is emptied as well; while another program is reading it that waits
  // for the next one to be forgotten, or for the last program to close the file.
  Result<bool> forget(std::string_view id, Time now) override;

  // Code::invalid_argument for a vector that has not the model's dimension: none is put then.
  Result<std::vector<port::TextToEmbed>> to_embed(const port::VectorModel& model,
                                                  std::size_t limit) override;
  Result<void> put_vectors(const port::VectorModel& model,
                           const std::vector<port::StoredVector>& vectors) override;
  Result<void> each_vector(const port::VectorModel& model,
                           const std::function<bool(const port::StoredVector&)>& take) override;
  Result<std::vector<port::StoredVector>> vectors(
      const port::VectorModel& model, const std::vector<port::FragmentId>& ids) override;
  Result<std::uint64_t> drop_other_vectors(const port::VectorModel& model) override;

 private:
  SqliteDocumentStore(Database database, DocumentRows documents, VectorRows vectors)
      : database_(std::move(database)),
        documents_(std::move(documents)),
        vectors_(std::move(vectors)) {}

  Database database_;
  DocumentRows documents_;
  VectorRows vectors_;
};

}  // namespace pitwall::sqlite
