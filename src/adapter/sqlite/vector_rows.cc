#include "adapter/sqlite/vector_rows.h"

#include <bit>
#include <cstring>

#include "adapter/sqlite/document_rows.h"
#include "adapter/sqlite/memory_schema.h"

namespace pitwall::sqlite {
namespace {

using port::StoredVector;
using port::VectorModel;

// Numbers lie in the file as IEEE 754, least byte first.
static_assert(std::endian::native == std::endian::little);

std::span<const std::byte> bytes_of(const std::vector<float>& values) {
  return std::as_bytes(std::span(values));
}

Result<std::vector<float>> values_in(const Statement& row, int column, const VectorModel& model) {
  const std::span<const std::byte> bytes = row.blob(column);
  if (bytes.size() != model.dimension * sizeof(float))
    return error(Code::corrupt, "A vector in {} has not {} numbers: restore a copy of it.",
                 memory_name, model.dimension);
  std::vector<float> values(model.dimension);
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

void bind_model(Statement& statement, const VectorModel& model) {
  statement.bind(1, model.name)
      .bind(2, static_cast<std::int64_t>(model.dimension))
      .bind(3, model.passage_prefix);
}

}  // namespace

Result<VectorRows> VectorRows::prepare(Database& database) {
  PITWALL_TRY(Statement model, database.prepare("SELECT key FROM models WHERE name=?1 AND "
                                                "dimension=?2 AND passage_prefix=?3"));
  PITWALL_TRY(Statement add_model,
              database.prepare("INSERT INTO models(name, dimension, passage_prefix) "
                               "VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING"));
  PITWALL_TRY(Statement document,
              database.prepare("SELECT key, fragments, change FROM documents WHERE id=?1"));
  // No model is 0, which lacks every vector.
  PITWALL_TRY(Statement not_embedded,
              database.prepare("SELECT key, id, change FROM documents AS d WHERE NOT EXISTS(SELECT "
                               "1 FROM embedded WHERE model=?1 AND document=d.key) "
                               "ORDER BY change"));
  PITWALL_TRY(Statement lacking,
              database.prepare("SELECT id, text FROM fragments AS f WHERE id>=?1 AND id<?2 AND NOT "
                               "EXISTS(SELECT 1 FROM vectors WHERE fragment=f.id AND model=?3) "
                               "ORDER BY id LIMIT ?4"));
  PITWALL_TRY(Statement count, database.prepare("SELECT count(*) FROM vectors WHERE fragment>=?1 "
                                                "AND fragment<?2 AND model=?3"));
  PITWALL_TRY(Statement embedded,
              database.prepare("INSERT INTO embedded VALUES(?1, ?2) ON CONFLICT DO NOTHING"));
  PITWALL_TRY(Statement put,
              database.prepare("INSERT INTO vectors(fragment, model, numbers) VALUES(?1, ?2, ?3) "
                               "ON CONFLICT DO UPDATE SET numbers=?3"));
  PITWALL_TRY(Statement each,
              database.prepare("SELECT v.fragment, d.id, d.change, v.numbers FROM vectors AS v "
                               "JOIN documents AS d ON d.key=v.fragment/?2 WHERE v.model=?1 "
                               "ORDER BY v.key"));
  PITWALL_TRY(Statement find,
              database.prepare("SELECT numbers FROM vectors WHERE fragment=?1 AND model=?2"));
  PITWALL_TRY(Statement drop_vectors, database.prepare("DELETE FROM vectors WHERE model<>?1"));
  PITWALL_TRY(Statement drop_embedded, database.prepare("DELETE FROM embedded WHERE model<>?1"));
  PITWALL_TRY(Statement drop_models, database.prepare("DELETE FROM models WHERE key<>?1"));
  return VectorRows(Statements{
      std::move(model), std::move(add_model), std::move(document), std::move(not_embedded),
      std::move(lacking), std::move(count), std::move(embedded), std::move(put), std::move(each),
      std::move(find), std::move(drop_vectors), std::move(drop_embedded), std::move(drop_models)});
}

Result<std::optional<std::int64_t>> VectorRows::key_of(const VectorModel& model) {
  Statement& row = statements_.model;
  const Reset reset(row);
  bind_model(row, model);
  PITWALL_TRY(const bool any, row.step());
  if (!any) return std::optional<std::int64_t>();
  return std::optional(row.integer(0));
}

Result<std::optional<VectorRows::Known>> VectorRows::known(std::string_view id) {
  Statement& row = statements_.document;
  const Reset reset(row);
  PITWALL_TRY(const bool any, row.bind(1, id).step());
  if (!any) return std::optional<Known>();
  return std::optional(
      Known{row.integer(0), row.integer(1), static_cast<std::uint64_t>(row.integer(2))});
}

Result<std::vector<port::TextToEmbed>> VectorRows::to_embed(const VectorModel& model,
                                                            std::size_t limit) {
  PITWALL_TRY(const std::optional<std::int64_t> key, key_of(model));
  limit = std::min(limit, port::DocumentStore::max_answer);
  std::vector<port::TextToEmbed> found;
  Statement& documents = statements_.not_embedded;
  const Reset reset(documents);
  documents.bind(1, key.value_or(0));
  while (found.size() < limit) {
    PITWALL_TRY(const bool more, documents.step());
    if (!more) break;
    const std::int64_t document = documents.integer(0);
    Statement& rows = statements_.lacking;
    const Reset reset_rows(rows);
    rows.bind(1, fragment_row(document, 0))
        .bind(2, fragment_row(document + 1, 0))
        .bind(3, key.value_or(0))
        .bind(4, static_cast<std::int64_t>(limit - found.size()));
    while (true) {
      PITWALL_TRY(const bool another, rows.step());
      if (!another) break;
      found.push_back({.fragment = {std::string(documents.text(1)),
                                    static_cast<std::uint32_t>(rows.integer(0) % max_fragments)},
                       .change = static_cast<std::uint64_t>(documents.integer(2)),
                       .text = {std::string(rows.text(1))}});
    }
  }
  return found;
}

Result<void> VectorRows::put(const VectorModel& model, const std::vector<StoredVector>& vectors) {
  bind_model(statements_.add_model, model);
  PITWALL_TRY_VOID(statements_.add_model.run());
  PITWALL_TRY(const std::optional<std::int64_t> key, key_of(model));
  PITWALL_CHECK(key.has_value(), "{} was not put", model.name);
  std::map<std::string, std::optional<Known>, std::less<>> documents;
  for (const StoredVector& vector : vectors) {
    if (vector.values.size() != model.dimension)
      return error(Code::invalid_argument, "A vector of {} has {} numbers, and this one {}.",
                   model.name, model.dimension, vector.values.size());
    auto at = documents.find(vector.fragment.document);
    if (at == documents.end()) {
      PITWALL_TRY(std::optional<Known> document, known(vector.fragment.document));
      at = documents.emplace(vector.fragment.document, document).first;
    }
    const std::optional<Known>& document = at->second;
    if (!document || document->change != vector.change ||
        vector.fragment.ordinal >= document->fragments)
      continue;
    PITWALL_TRY_VOID(statements_.put.bind(1, fragment_row(document->key, vector.fragment.ordinal))
                         .bind(2, *key)
                         .bind(3, bytes_of(vector.values))
                         .run());
  }
  for (const auto& [id, document] : documents)
    if (document) PITWALL_TRY_VOID(note_whole(*key, *document));
  return {};
}

Result<void> VectorRows::note_whole(std::int64_t model, const Known& document) {
  {
    Statement& row = statements_.count;
    const Reset reset(row);
    row.bind(1, fragment_row(document.key, 0))
        .bind(2, fragment_row(document.key + 1, 0))
        .bind(3, model);
    PITWALL_TRY([[maybe_unused]] const bool any, row.step());
    if (row.integer(0) < document.fragments) return {};
  }
  return statements_.embedded.bind(1, model).bind(2, document.key).run();
}

Result<void> VectorRows::each(const VectorModel& model,
                              const std::function<bool(const StoredVector&)>& take) {
  PITWALL_TRY(const std::optional<std::int64_t> key, key_of(model));
  if (!key) return {};
  Statement& rows = statements_.each;
  const Reset reset(rows);
  rows.bind(1, *key).bind(2, max_fragments);
  while (true) {
    PITWALL_TRY(const bool more, rows.step());
    if (!more) return {};
    StoredVector vector;
    vector.fragment = {std::string(rows.text(1)),
                       static_cast<std::uint32_t>(rows.integer(0) % max_fragments)};
    vector.change = static_cast<std::uint64_t>(rows.integer(2));
    PITWALL_TRY(vector.values, values_in(rows, 3, model));
    if (!take(vector)) return {};
  }
}

Result<std::vector<StoredVector>> VectorRows::find(const VectorModel& model,
                                                   const std::vector<port::FragmentId>& ids) {
  PITWALL_TRY(const std::optional<std::int64_t> key, key_of(model));
  std::vector<StoredVector> found;
  if (!key) return found;
  for (const port::FragmentId& id : ids) {
    PITWALL_TRY(const std::optional<Known> document, known(id.document));
    if (!document) continue;
    Statement& row = statements_.find;
    const Reset reset(row);
    PITWALL_TRY(const bool any,
                row.bind(1, fragment_row(document->key, id.ordinal)).bind(2, *key).step());
    if (!any) continue;
    PITWALL_TRY(std::vector<float> values, values_in(row, 0, model));
    found.push_back({id, document->change, std::move(values)});
  }
  return found;
}

Result<std::uint64_t> VectorRows::drop_others(const VectorModel& model, Database& database) {
  PITWALL_TRY(const std::optional<std::int64_t> key, key_of(model));
  PITWALL_TRY_VOID(statements_.drop_vectors.bind(1, key.value_or(0)).run());
  const std::int64_t dropped = database.changes();
  PITWALL_TRY_VOID(statements_.drop_embedded.bind(1, key.value_or(0)).run());
  PITWALL_TRY_VOID(statements_.drop_models.bind(1, key.value_or(0)).run());
  return static_cast<std::uint64_t>(dropped);
}

}  // namespace pitwall::sqlite
