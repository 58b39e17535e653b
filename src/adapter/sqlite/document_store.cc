#include "adapter/sqlite/document_store.h"

#include "adapter/sqlite/memory_schema.h"

namespace pitwall::sqlite {

using port::DocumentFacts;
using port::VectorModel;

Result<std::unique_ptr<SqliteDocumentStore>> SqliteDocumentStore::open(
    const std::filesystem::path& folder) {
  PITWALL_TRY(Database database, Database::open(folder / memory_name, memory_schema));
  // What is taken out is overwritten, not only given free.
  PITWALL_TRY_VOID(database.execute("PRAGMA secure_delete=ON"));
  PITWALL_TRY(DocumentRows documents, DocumentRows::prepare(database));
  PITWALL_TRY(VectorRows vectors, VectorRows::prepare(database));
  return std::unique_ptr<SqliteDocumentStore>(
      new SqliteDocumentStore(std::move(database), std::move(documents), std::move(vectors)));
}

Result<std::vector<port::PutOutcome>> SqliteDocumentStore::put(
    const std::vector<port::NewDocument>& documents) {
  PITWALL_CHECK(documents.size() <= max_batch, "{} documents at once", documents.size());
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  std::vector<port::PutOutcome> outcomes;
  for (const port::NewDocument& document : documents) {
    PITWALL_TRY(const port::PutOutcome outcome, documents_.put(document));
    outcomes.push_back(outcome);
  }
  PITWALL_TRY_VOID(transaction.commit());
  return outcomes;
}

Result<port::PutOutcome> SqliteDocumentStore::compare(const DocumentFacts& facts) {
  return documents_.compare(facts);
}

Result<std::optional<DocumentFacts>> SqliteDocumentStore::find(std::string_view id) {
  return documents_.find(id);
}

Result<std::vector<DocumentFacts>> SqliteDocumentStore::list(const port::DocumentQuery& query) {
  return documents_.list(query);
}

Result<std::vector<port::StoredFragment>> SqliteDocumentStore::fragments(std::string_view id,
                                                                         std::uint32_t first,
                                                                         std::size_t count) {
  return documents_.fragments(id, first, count);
}

Result<port::StoreTotals> SqliteDocumentStore::totals() { return documents_.totals(); }

Result<std::vector<port::DocumentChange>> SqliteDocumentStore::changes(std::uint64_t after,
                                                                       std::size_t limit) {
  return documents_.changes(after, limit);
}

Result<std::uint64_t> SqliteDocumentStore::last_change() { return documents_.last_change(); }

Result<bool> SqliteDocumentStore::forget(std::string_view id, Time now) {
  {
    PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
    PITWALL_TRY(const bool any, documents_.forget(id, now));
    if (!any) return false;
    PITWALL_TRY_VOID(transaction.commit());
  }
  PITWALL_TRY_VOID(database_.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  return true;
}

Result<std::vector<port::TextToEmbed>> SqliteDocumentStore::to_embed(const VectorModel& model,
                                                                     std::size_t limit) {
  return vectors_.to_embed(model, limit);
}

Result<void> SqliteDocumentStore::put_vectors(const VectorModel& model,
                                              const std::vector<port::StoredVector>& vectors) {
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  PITWALL_TRY_VOID(vectors_.put(model, vectors));
  return transaction.commit();
}

Result<void> SqliteDocumentStore::each_vector(
    const VectorModel& model, const std::function<bool(const port::StoredVector&)>& take) {
  return vectors_.each(model, take);
}

Result<std::vector<port::StoredVector>> SqliteDocumentStore::vectors(
    const VectorModel& model, const std::vector<port::FragmentId>& ids) {
  return vectors_.find(model, ids);
}

Result<std::uint64_t> SqliteDocumentStore::drop_other_vectors(const VectorModel& model) {
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  PITWALL_TRY(const std::uint64_t dropped, vectors_.drop_others(model, database_));
  PITWALL_TRY_VOID(transaction.commit());
  return dropped;
}

}  // namespace pitwall::sqlite
