// The vectors of memory.db, as rows: what each embedding made of the fragments. Whoever writes
// holds a Transaction. For one thread; the Database outlives it.
#pragma once

#include "adapter/sqlite/database.h"
#include "port/document_store.h"

namespace pitwall::sqlite {

class VectorRows {
 public:
  static Result<VectorRows> prepare(Database& database);

  Result<std::vector<port::TextToEmbed>> to_embed(const port::VectorModel& model,
                                                  std::size_t limit);
  Result<void> put(const port::VectorModel& model, const std::vector<port::StoredVector>& vectors);
  Result<void> each(const port::VectorModel& model,
                    const std::function<bool(const port::StoredVector&)>& take);
  Result<std::vector<port::StoredVector>> find(const port::VectorModel& model,
                                               const std::vector<port::FragmentId>& ids);
  Result<std::uint64_t> drop_others(const port::VectorModel& model, Database& database);

 private:
  struct Statements {
    Statement model, add_model, document;
    Statement not_embedded, lacking, count, embedded;
    Statement put, each, find;
    Statement drop_vectors, drop_embedded, drop_models;
  };
  // A document as it stands when its vectors are put.
  struct Known {
    std::int64_t key = 0;
    std::int64_t fragments = 0;
    std::uint64_t change = 0;
  };
  explicit VectorRows(Statements statements) : statements_(std::move(statements)) {}
  Result<std::optional<std::int64_t>> key_of(const port::VectorModel& model);
  Result<std::optional<Known>> known(std::string_view id);
  Result<void> note_whole(std::int64_t model, const Known& document);

  Statements statements_;
};

}  // namespace pitwall::sqlite
