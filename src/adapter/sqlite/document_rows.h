// The documents of memory.db and their fragments, as rows. Whoever writes holds a Transaction. For
// one thread; the Database outlives it.
#pragma once

#include "adapter/sqlite/database.h"
#include "port/document_store.h"

namespace pitwall::sqlite {

class DocumentRows {
 public:
  static Result<DocumentRows> prepare(Database& database);

  Result<port::PutOutcome> put(const port::NewDocument& document);
  Result<port::PutOutcome> compare(const port::DocumentFacts& facts);
  Result<std::optional<port::DocumentFacts>> find(std::string_view id);
  Result<std::vector<port::DocumentFacts>> list(const port::DocumentQuery& query);
  Result<std::vector<port::StoredFragment>> fragments(std::string_view id, std::uint32_t first,
                                                      std::size_t count);
  Result<port::StoreTotals> totals();
  Result<std::vector<port::DocumentChange>> changes(std::uint64_t after, std::size_t limit);
  Result<std::uint64_t> last_change();
  Result<bool> forget(std::string_view id, Time now);

 private:
  struct Statements {
    Statement next_change, last_change, changes;
    Statement find, key_of, list, totals, providers, is_forgotten;
    Statement add_document, change_document, fragments, put_fragment, drop_vectors;
    Statement cut_fragments, cut_vectors, not_embedded, remove_document, add_forgotten;
  };
  explicit DocumentRows(Statements statements) : statements_(std::move(statements)) {}
  Result<std::uint64_t> take_change();
  Result<std::optional<std::int64_t>> key_of(std::string_view id);
  Result<void> put_fragments(std::int64_t key, const std::vector<port::StoredFragment>& fragments);
  Result<void> put_fragment(std::int64_t row, const port::StoredFragment& fragment);
  Result<void> cut_after(std::int64_t key, std::size_t count);

  Statements statements_;
};

// The place of a fragment in the table.
std::int64_t fragment_row(std::int64_t document, std::uint64_t ordinal);

}  // namespace pitwall::sqlite
