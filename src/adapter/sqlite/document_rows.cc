#include "adapter/sqlite/document_rows.h"

#include <algorithm>

#include "adapter/sqlite/memory_schema.h"

namespace pitwall::sqlite {
namespace {

using port::DocumentFacts;
using port::PutOutcome;
using port::StoredFragment;

constexpr const char* facts_columns =
    "id, kind, provider, title, channel, address, language, created, updated, origin, imported, "
    "digest, fragments, bytes";

template <class T>
std::optional<std::int64_t> nanoseconds_of(const std::optional<T>& when) {
  if (!when) return {};
  return when->nanoseconds;
}

template <class T>
std::optional<T> when_in(const Statement& row, int column) {
  const std::optional<std::int64_t> nanoseconds = row.maybe_integer(column);
  if (!nanoseconds) return {};
  return T{*nanoseconds};
}

template <class E>
Result<E> enum_in(const Statement& row, int column) {
  const std::int64_t value = row.integer(column);
  if (value < 0 || value >= count_of(E{}))
    return error(Code::corrupt, "{} holds what this Pitwall does not know: restore a copy of it.",
                 memory_name);
  return static_cast<E>(value);
}

Result<DocumentFacts> facts_in(const Statement& row) {
  DocumentFacts facts;
  facts.id = row.text(0);
  PITWALL_TRY(facts.kind, enum_in<port::DocumentKind>(row, 1));
  facts.provider = row.text(2);
  facts.title.value = row.text(3);
  facts.channel.value = row.text(4);
  facts.address = row.text(5);
  facts.language = row.text(6);
  facts.created = when_in<Time>(row, 7);
  facts.updated = when_in<Time>(row, 8);
  facts.origin = row.text(9);
  facts.imported = Time{row.integer(10)};
  facts.digest = row.text(11);
  facts.fragments = static_cast<std::uint32_t>(row.integer(12));
  facts.bytes = static_cast<std::uint64_t>(row.integer(13));
  return facts;
}

void bind_facts(Statement& statement, const DocumentFacts& facts) {
  statement.bind(1, facts.id)
      .bind(2, static_cast<std::int64_t>(facts.kind))
      .bind(3, facts.provider)
      .bind(4, facts.title.value)
      .bind(5, facts.channel.value)
      .bind(6, facts.address)
      .bind(7, facts.language)
      .bind(8, nanoseconds_of(facts.created))
      .bind(9, nanoseconds_of(facts.updated))
      .bind(10, facts.origin)
      .bind(11, facts.imported.nanoseconds)
      .bind(12, facts.digest)
      .bind(13, static_cast<std::int64_t>(facts.fragments))
      .bind(14, static_cast<std::int64_t>(facts.bytes));
}

Result<StoredFragment> fragment_in(const Statement& row) {
  StoredFragment fragment;
  fragment.ordinal = static_cast<std::uint32_t>(row.integer(0) % max_fragments);
  fragment.part = row.text(1);
  PITWALL_TRY(fragment.role, enum_in<port::PartRole>(row, 2));
  fragment.text.value = row.text(3);
  fragment.time = when_in<Time>(row, 4);
  fragment.offset = when_in<Duration>(row, 5);
  fragment.active = row.integer(6) != 0;
  fragment.continues = row.integer(7) != 0;
  return fragment;
}

// Rows of one statement to its end, each as `read` has it.
template <class T, class Read>
Result<std::vector<T>> all_rows(Statement& rows, Read read) {
  std::vector<T> all;
  while (true) {
    PITWALL_TRY(const bool more, rows.step());
    if (!more) return all;
    PITWALL_TRY(T one, read(rows));
    all.push_back(std::move(one));
  }
}

std::int64_t bounded(std::size_t limit) {
  return static_cast<std::int64_t>(std::min(limit, port::DocumentStore::max_answer));
}

PutOutcome outcome_of(const DocumentFacts& kept, const DocumentFacts& fresh) {
  if (fresh.digest == kept.digest) return PutOutcome::unchanged;
  if (fresh.updated < kept.updated) return PutOutcome::older;
  if (fresh.updated == kept.updated && fresh.bytes < kept.bytes) return PutOutcome::older;
  return PutOutcome::changed;
}

}  // namespace

std::int64_t fragment_row(std::int64_t document, std::uint64_t ordinal) {
  return document * max_fragments + static_cast<std::int64_t>(ordinal);
}

Result<DocumentRows> DocumentRows::prepare(Database& database) {
  const auto made = [&database](std::string_view sql) {
    return database.prepare(std::string(sql).c_str());
  };
  PITWALL_TRY(Statement next_change, made("UPDATE changes SET last=last+1 RETURNING last"));
  PITWALL_TRY(Statement last_change, made("SELECT last FROM changes"));
  PITWALL_TRY(Statement changes,
              made("SELECT change, id, 0 FROM documents WHERE change>?1 UNION ALL SELECT change, "
                   "name, 1 FROM forgotten WHERE change>?1 ORDER BY change LIMIT ?2"));
  PITWALL_TRY(Statement find,
              made(fmt::format("SELECT {} FROM documents WHERE id=?1", facts_columns)));
  PITWALL_TRY(Statement key_of, made("SELECT key FROM documents WHERE id=?1"));
  PITWALL_TRY(
      Statement list,
      made(fmt::format("SELECT {} FROM documents WHERE id>?1 AND (?2 IS NULL OR kind=?2) AND "
                       "(?3='' OR provider=?3) AND (?4='' OR channel=?4) AND (?5 IS NULL OR "
                       "updated>=?5) AND (?6 IS NULL OR updated<?6) ORDER BY id LIMIT ?7",
                       facts_columns)));
  PITWALL_TRY(Statement totals, made("SELECT count(*), coalesce(sum(fragments), 0), "
                                     "coalesce(sum(bytes), 0) FROM documents"));
  PITWALL_TRY(Statement providers,
              made("SELECT provider, count(*), min(coalesce(created, updated)), "
                   "max(coalesce(updated, created)) FROM documents GROUP BY provider "
                   "ORDER BY provider"));
  PITWALL_TRY(Statement is_forgotten, made("SELECT 1 FROM forgotten WHERE name=?1"));
  PITWALL_TRY(Statement add_document,
              made(fmt::format("INSERT INTO documents({}, change) VALUES(?1, ?2, ?3, ?4, ?5, ?6, "
                               "?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING key",
                               facts_columns)));
  PITWALL_TRY(Statement change_document,
              made(fmt::format("UPDATE documents SET ({}, change)=(?1, ?2, ?3, ?4, ?5, ?6, ?7, "
                               "?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) WHERE id=?1 RETURNING key",
                               facts_columns)));
  PITWALL_TRY(Statement fragments,
              made("SELECT id, part, role, text, time, offset, active, continues FROM fragments "
                   "WHERE id>=?1 AND id<?2 ORDER BY id LIMIT ?3"));
  PITWALL_TRY(Statement put_fragment,
              made("REPLACE INTO fragments VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
  PITWALL_TRY(Statement drop_vectors, made("DELETE FROM vectors WHERE fragment=?1"));
  PITWALL_TRY(Statement cut_fragments, made("DELETE FROM fragments WHERE id>=?1 AND id<?2"));
  PITWALL_TRY(Statement cut_vectors,
              made("DELETE FROM vectors WHERE fragment>=?1 AND fragment<?2"));
  PITWALL_TRY(Statement not_embedded, made("DELETE FROM embedded WHERE document=?1"));
  PITWALL_TRY(Statement remove_document, made("DELETE FROM documents WHERE key=?1"));
  PITWALL_TRY(Statement add_forgotten, made("INSERT INTO forgotten VALUES(?1, ?2, ?3)"));
  return DocumentRows(
      Statements{std::move(next_change), std::move(last_change), std::move(changes),
                 std::move(find), std::move(key_of), std::move(list), std::move(totals),
                 std::move(providers), std::move(is_forgotten), std::move(add_document),
                 std::move(change_document), std::move(fragments), std::move(put_fragment),
                 std::move(drop_vectors), std::move(cut_fragments), std::move(cut_vectors),
                 std::move(not_embedded), std::move(remove_document), std::move(add_forgotten)});
}

Result<PutOutcome> DocumentRows::put(const port::NewDocument& document) {
  const DocumentFacts& facts = document.facts;
  if (std::cmp_greater_equal(document.fragments.size(), max_fragments))
    return error(Code::too_large, "A document has at most {} fragments, and this one {}.",
                 max_fragments - 1, document.fragments.size());
  PITWALL_TRY(const PutOutcome outcome, compare(facts));
  if (outcome != PutOutcome::added && outcome != PutOutcome::changed) return outcome;
  PITWALL_TRY(const std::uint64_t change, take_change());
  Statement& row =
      outcome == PutOutcome::added ? statements_.add_document : statements_.change_document;
  bind_facts(row, facts);
  row.bind(15, static_cast<std::int64_t>(change));
  std::int64_t key = 0;
  {
    const Reset reset(row);
    PITWALL_TRY(const bool any, row.step());
    PITWALL_CHECK(any, "{} was not put", facts.id);
    key = row.integer(0);
    PITWALL_TRY([[maybe_unused]] const bool more, row.step());
  }
  PITWALL_TRY_VOID(put_fragments(key, document.fragments));
  if (outcome == PutOutcome::changed) PITWALL_TRY_VOID(cut_after(key, document.fragments.size()));
  return outcome;
}

Result<PutOutcome> DocumentRows::compare(const DocumentFacts& facts) {
  {
    const std::string name = port::forgotten_name(facts.id);
    const Reset reset(statements_.is_forgotten);
    PITWALL_TRY(const bool forgotten, statements_.is_forgotten.bind(1, name).step());
    if (forgotten) return PutOutcome::forgotten;
  }
  PITWALL_TRY(const std::optional<DocumentFacts> kept, find(facts.id));
  return kept ? outcome_of(*kept, facts) : PutOutcome::added;
}

Result<void> DocumentRows::put_fragments(std::int64_t key,
                                         const std::vector<StoredFragment>& fragments) {
  bool new_text = false;
  for (const StoredFragment& fragment : fragments) {
    const std::int64_t row = fragment_row(key, fragment.ordinal);
    bool same_text = false;
    {
      const Reset reset(statements_.fragments);
      PITWALL_TRY(
          const bool kept,
          statements_.fragments.bind(1, row).bind(2, row + 1).bind(3, std::int64_t{1}).step());
      same_text = kept && statements_.fragments.text(3) == fragment.text.value;
    }
    if (!same_text) PITWALL_TRY_VOID(statements_.drop_vectors.bind(1, row).run());
    PITWALL_TRY_VOID(put_fragment(row, fragment));
    new_text = new_text || !same_text;
  }
  if (!new_text) return {};
  return statements_.not_embedded.bind(1, key).run();
}

Result<void> DocumentRows::put_fragment(std::int64_t row, const StoredFragment& fragment) {
  return statements_.put_fragment.bind(1, row)
      .bind(2, fragment.part)
      .bind(3, static_cast<std::int64_t>(fragment.role))
      .bind(4, fragment.text.value)
      .bind(5, nanoseconds_of(fragment.time))
      .bind(6, nanoseconds_of(fragment.offset))
      .bind(7, std::int64_t{fragment.active})
      .bind(8, std::int64_t{fragment.continues})
      .run();
}

Result<void> DocumentRows::cut_after(std::int64_t key, std::size_t count) {
  const std::int64_t from = fragment_row(key, count);
  const std::int64_t to = fragment_row(key + 1, 0);
  PITWALL_TRY_VOID(statements_.cut_fragments.bind(1, from).bind(2, to).run());
  return statements_.cut_vectors.bind(1, from).bind(2, to).run();
}

Result<std::uint64_t> DocumentRows::take_change() {
  Statement& row = statements_.next_change;
  const Reset reset(row);
  PITWALL_TRY(const bool any, row.step());
  PITWALL_CHECK(any, "no count of changes in {}", memory_name);
  const std::int64_t change = row.integer(0);
  PITWALL_TRY([[maybe_unused]] const bool more, row.step());
  return static_cast<std::uint64_t>(change);
}

Result<std::optional<std::int64_t>> DocumentRows::key_of(std::string_view id) {
  const Reset reset(statements_.key_of);
  PITWALL_TRY(const bool any, statements_.key_of.bind(1, id).step());
  if (!any) return std::optional<std::int64_t>();
  return std::optional(statements_.key_of.integer(0));
}

Result<std::optional<DocumentFacts>> DocumentRows::find(std::string_view id) {
  const Reset reset(statements_.find);
  PITWALL_TRY(const bool any, statements_.find.bind(1, id).step());
  if (!any) return std::optional<DocumentFacts>();
  PITWALL_TRY(DocumentFacts facts, facts_in(statements_.find));
  return std::optional(std::move(facts));
}

Result<std::vector<DocumentFacts>> DocumentRows::list(const port::DocumentQuery& query) {
  Statement& rows = statements_.list;
  const Reset reset(rows);
  std::optional<std::int64_t> kind;
  if (query.kind) kind = static_cast<std::int64_t>(*query.kind);
  rows.bind(1, query.after)
      .bind(2, kind)
      .bind(3, query.provider)
      .bind(4, query.channel)
      .bind(5, nanoseconds_of(query.from))
      .bind(6, nanoseconds_of(query.to))
      .bind(7, bounded(query.limit));
  return all_rows<DocumentFacts>(rows, facts_in);
}

Result<std::vector<StoredFragment>> DocumentRows::fragments(std::string_view id,
                                                            std::uint32_t first,
                                                            std::size_t count) {
  PITWALL_TRY(const std::optional<std::int64_t> key, key_of(id));
  if (!key || std::cmp_greater_equal(first, max_fragments)) return std::vector<StoredFragment>();
  Statement& rows = statements_.fragments;
  const Reset reset(rows);
  rows.bind(1, fragment_row(*key, first))
      .bind(2, fragment_row(*key + 1, 0))
      .bind(3, bounded(count));
  return all_rows<StoredFragment>(rows, fragment_in);
}

Result<port::StoreTotals> DocumentRows::totals() {
  port::StoreTotals totals;
  PITWALL_TRY(totals.last_change, last_change());
  {
    Statement& row = statements_.totals;
    const Reset reset(row);
    PITWALL_TRY([[maybe_unused]] const bool any, row.step());
    totals.documents = static_cast<std::uint64_t>(row.integer(0));
    totals.fragments = static_cast<std::uint64_t>(row.integer(1));
    totals.bytes = static_cast<std::uint64_t>(row.integer(2));
  }
  Statement& rows = statements_.providers;
  const Reset reset(rows);
  using Provider = port::StoreTotals::Provider;
  const auto read = [](const Statement& row) -> Result<Provider> {
    return Provider{std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)),
                    when_in<Time>(row, 2), when_in<Time>(row, 3)};
  };
  PITWALL_TRY(totals.providers, all_rows<Provider>(rows, read));
  return totals;
}

Result<std::vector<port::DocumentChange>> DocumentRows::changes(std::uint64_t after,
                                                                std::size_t limit) {
  Statement& rows = statements_.changes;
  const Reset reset(rows);
  rows.bind(1, static_cast<std::int64_t>(after)).bind(2, bounded(limit));
  const auto read = [](const Statement& row) -> Result<port::DocumentChange> {
    return port::DocumentChange{static_cast<std::uint64_t>(row.integer(0)),
                                std::string(row.text(1)), row.integer(2) != 0};
  };
  return all_rows<port::DocumentChange>(rows, read);
}

Result<std::uint64_t> DocumentRows::last_change() {
  const Reset reset(statements_.last_change);
  PITWALL_TRY(const bool any, statements_.last_change.step());
  PITWALL_CHECK(any, "no count of changes in {}", memory_name);
  return static_cast<std::uint64_t>(statements_.last_change.integer(0));
}

Result<bool> DocumentRows::forget(std::string_view id, Time now) {
  PITWALL_TRY(const std::optional<std::int64_t> key, key_of(id));
  if (!key) return false;
  PITWALL_TRY_VOID(cut_after(*key, 0));
  PITWALL_TRY_VOID(statements_.not_embedded.bind(1, *key).run());
  PITWALL_TRY_VOID(statements_.remove_document.bind(1, *key).run());
  PITWALL_TRY(const std::uint64_t change, take_change());
  const std::string name = port::forgotten_name(id);
  PITWALL_TRY_VOID(statements_.add_forgotten.bind(1, name)
                       .bind(2, now.nanoseconds)
                       .bind(3, static_cast<std::int64_t>(change))
                       .run());
  return true;
}

}  // namespace pitwall::sqlite
