#include "adapter/sqlite/document_store.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "adapter/sqlite/memory_schema.h"
#include "adapter/sqlite/test_folder.h"

namespace pitwall::sqlite {
namespace {

using port::NewDocument;
using port::PutOutcome;
using port::StoredVector;
using port::VectorModel;

constexpr Time noon = Time::from_unix_seconds(1'600'000'000);

template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result.ok(), (result ? "" : result.error().message));
  return std::move(*result);
}

std::unique_ptr<SqliteDocumentStore> open_store(const TestFolder& folder) {
  return must(SqliteDocumentStore::open(folder.path()));
}

NewDocument document(const std::string& id, const std::vector<std::string>& texts,
                     const std::string& digest = "d1") {
  NewDocument made;
  made.facts.id = id;
  made.facts.kind = port::DocumentKind::chat;
  made.facts.provider = id.substr(0, id.find(':'));
  made.facts.title.value = "Title of " + id;
  made.facts.origin = "export.zip";
  made.facts.created = noon;
  made.facts.updated = noon + hours(1);
  made.facts.imported = noon + days(1);
  made.facts.digest = digest;
  made.facts.fragments = static_cast<std::uint32_t>(texts.size());
  for (const std::string& text : texts) {
    port::StoredFragment fragment;
    fragment.ordinal = static_cast<std::uint32_t>(made.fragments.size());
    fragment.part = fmt::format("m{}", fragment.ordinal);
    fragment.role = port::PartRole::assistant;
    fragment.text.value = text;
    made.facts.bytes += text.size();
    made.fragments.push_back(std::move(fragment));
  }
  return made;
}

PutOutcome put_one(SqliteDocumentStore& store, const NewDocument& one) {
  return must(store.put({one})).at(0);
}

std::vector<std::string> texts_of(SqliteDocumentStore& store, std::string_view id) {
  std::vector<std::string> texts;
  for (const port::StoredFragment& fragment : must(store.fragments(id, 0, 1000)))
    texts.push_back(fragment.text.value);
  return texts;
}

std::string bytes_on_disk(const TestFolder& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    all += (std::stringstream() << file.rdbuf()).str();
  }
  return all;
}

const VectorModel model{.name = "bge-m3", .dimension = 3, .passage_prefix = "passage: "};

std::vector<StoredVector> embedded(const std::vector<port::TextToEmbed>& texts) {
  std::vector<StoredVector> made;
  for (const port::TextToEmbed& text : texts)
    made.push_back(
        {text.fragment, text.change, {static_cast<float>(text.text.value.size()), -0.5F, 1e-30F}});
  return made;
}

TEST_CASE("a document comes back as it was put, also after opening again") {
  const TestFolder folder;
  NewDocument put = document("chatgpt:1", {"Question", "Ответ с \"кавычками\"", ""});
  put.facts.kind = port::DocumentKind::subtitles;
  put.facts.channel.value = "Рынок за день";
  put.facts.address = "https://example.org/1";
  put.facts.language = "ru";
  put.fragments[1].time = noon;
  put.fragments[1].offset = milliseconds(62'500);
  put.fragments[1].active = false;
  put.fragments[1].continues = true;
  put.fragments[1].role = port::PartRole::speaker;
  CHECK(put_one(*open_store(folder), put) == PutOutcome::added);

  const auto store = open_store(folder);
  const auto found = must(store->find("chatgpt:1"));
  REQUIRE(found.has_value());
  CHECK(found->kind == port::DocumentKind::subtitles);
  CHECK(found->title == put.facts.title);
  CHECK(found->channel == put.facts.channel);
  CHECK(found->address == put.facts.address);
  CHECK(found->language == "ru");
  CHECK(found->created == put.facts.created);
  CHECK(found->updated == put.facts.updated);
  CHECK(found->origin == "export.zip");
  CHECK(found->imported == put.facts.imported);
  CHECK(found->digest == "d1");
  CHECK(found->fragments == 3);
  CHECK(found->bytes == put.facts.bytes);
  const auto fragments = must(store->fragments("chatgpt:1", 1, 1));
  REQUIRE(fragments.size() == 1);
  CHECK(fragments[0].ordinal == 1);
  CHECK(fragments[0].part == "m1");
  CHECK(fragments[0].role == port::PartRole::speaker);
  CHECK(fragments[0].text == put.fragments[1].text);
  CHECK(fragments[0].time == noon);
  CHECK(fragments[0].offset == milliseconds(62'500));
  CHECK(!fragments[0].active);
  CHECK(fragments[0].continues);
  CHECK(texts_of(*store, "chatgpt:1").size() == 3);
  CHECK(texts_of(*store, "chatgpt:2").empty());
  CHECK(!must(store->find("chatgpt:2")).has_value());
}

TEST_CASE("the same again writes nothing, and a change replaces the whole document") {
  const TestFolder folder;
  const auto store = open_store(folder);
  CHECK(put_one(*store, document("claude:1", {"a", "b", "c"})) == PutOutcome::added);
  CHECK(must(store->last_change()) == 1);
  const NewDocument same = document("claude:1", {"a", "b", "c"});
  CHECK(must(store->compare(same.facts)) == PutOutcome::unchanged);
  CHECK(put_one(*store, same) == PutOutcome::unchanged);
  CHECK(must(store->last_change()) == 1);
  NewDocument changed = document("claude:1", {"a", "longer"}, "d2");
  CHECK(must(store->compare(changed.facts)) == PutOutcome::changed);
  CHECK(put_one(*store, changed) == PutOutcome::changed);
  CHECK(texts_of(*store, "claude:1") == std::vector<std::string>{"a", "longer"});
  CHECK(must(store->last_change()) == 2);
  CHECK(must(store->changes(0, 100)).size() == 1);
  CHECK(must(store->totals()).fragments == 2);
}

TEST_CASE("of two exports of a chat the later one stands, in whichever order they come") {
  const NewDocument early = document("claude:1", {"a"}, "early");
  NewDocument late = document("claude:1", {"a", "b"}, "late");
  late.facts.updated = *early.facts.updated + days(1);
  NewDocument longer = document("claude:1", {"a", "b and more"}, "longer");
  longer.facts.updated = late.facts.updated;
  std::vector<NewDocument> versions{early, late, longer};
  std::ranges::sort(versions, {}, [](const NewDocument& v) { return v.facts.digest; });
  do {
    const TestFolder folder;
    const auto store = open_store(folder);
    for (const NewDocument& version : versions) must(store->put({version}));
    CHECK(must(store->find("claude:1"))->digest == "longer");
    CHECK(put_one(*store, early) == PutOutcome::older);
    CHECK(must(store->compare(late.facts)) == PutOutcome::older);
  } while (std::ranges::next_permutation(versions, {}, [](const NewDocument& v) {
             return v.facts.digest;
           }).found);
}

TEST_CASE("one batch is all or nothing, and says what became of each") {
  const TestFolder folder;
  const auto store = open_store(folder);
  const auto outcomes = must(store->put(
      {document("claude:1", {"a"}), document("claude:2", {"b"}), document("claude:1", {"a"})}));
  CHECK(outcomes == std::vector{PutOutcome::added, PutOutcome::added, PutOutcome::unchanged});
  NewDocument endless = document("claude:4", {});
  endless.fragments.resize(static_cast<std::size_t>(max_fragments));
  const auto refused = store->put({document("claude:3", {"c"}), endless});
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == Code::too_large);
  CHECK(!must(store->find("claude:3")).has_value());
}

TEST_CASE("changes are told in their order, the latest of each document") {
  const TestFolder folder;
  const auto store = open_store(folder);
  for (const char* id : {"claude:1", "claude:2", "claude:3"}) put_one(*store, document(id, {"a"}));
  put_one(*store, document("claude:1", {"ab"}, "d2"));
  CHECK(must(store->forget("claude:2", noon)));
  const auto changes = must(store->changes(0, 100));
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].document == "claude:3");
  CHECK(changes[1].document == "claude:1");
  CHECK(changes[2].document == port::forgotten_name("claude:2"));
  CHECK(changes[2].removed);
  CHECK(changes[2].number == must(store->last_change()));
  CHECK(must(store->changes(changes[1].number, 100)).size() == 1);
  CHECK(must(store->changes(0, 2)).size() == 2);
  CHECK(must(store->changes(changes[2].number, 100)).empty());
}

TEST_CASE("what is forgotten leaves nothing to read in the files, and stays away") {
  const TestFolder folder;
  const auto store = open_store(folder);
  std::string secret = "the secret plan";
  for (int i = 0; i < 10; ++i) secret += secret.substr(0, 1000);
  put_one(*store, document("claude:secret-id", {secret, "second secret plan"}));
  put_one(*store, document("claude:2", {"stays"}));
  REQUIRE(must(store->to_embed(model, 10)).size() == 3);
  must(store->forget("claude:2", noon));
  must(store->put({document("claude:3", {"stays as well"})}));
  CHECK(bytes_on_disk(folder).find("secret plan") != std::string::npos);
  CHECK(must(store->forget("claude:secret-id", noon)));
  const std::string left = bytes_on_disk(folder);
  CHECK(left.find("secret") == std::string::npos);
  CHECK(left.find("stays as well") != std::string::npos);
  CHECK(put_one(*store, document("claude:secret-id", {secret})) == PutOutcome::forgotten);
  CHECK(!must(store->find("claude:secret-id")).has_value());
  CHECK(!must(store->forget("claude:secret-id", noon)));
  CHECK(!must(store->forget("claude:never", noon)));
  CHECK(put_one(*store, document("claude:never", {"a"})) == PutOutcome::added);
}

TEST_CASE("documents are listed by kind, provider, channel and time, page by page") {
  const TestFolder folder;
  const auto store = open_store(folder);
  std::vector<NewDocument> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(document(fmt::format("{}:{}", i % 2 == 0 ? "claude" : "youtube", i), {"a"}));
    port::DocumentFacts& facts = all.back().facts;
    if (i % 2 == 1) facts.kind = port::DocumentKind::subtitles;
    facts.channel.value = i < 3 ? "Options" : "";
    facts.updated = noon + days(i);
  }
  all[5].facts.updated = {};
  must(store->put(all));
  const auto ids = [&](const port::DocumentQuery& query) {
    std::string found;
    for (const port::DocumentFacts& facts : must(store->list(query))) found += facts.id.back();
    return found;
  };
  CHECK(ids({}) == "024135");
  CHECK(ids({.limit = 2}) == "02");
  CHECK(ids({.after = "claude:2", .limit = 2}) == "41");
  CHECK(ids({.kind = port::DocumentKind::subtitles}) == "135");
  CHECK(ids({.provider = "claude"}) == "024");
  CHECK(ids({.channel = "Options"}) == "021");
  CHECK(ids({.from = noon + days(2), .to = noon + days(4)}) == "23");
  const port::StoreTotals totals = must(store->totals());
  CHECK(totals.documents == 6);
  CHECK(totals.fragments == 6);
  CHECK(totals.bytes == 6);
  CHECK(totals.last_change == 6);
  REQUIRE(totals.providers.size() == 2);
  CHECK(totals.providers[0].name == "claude");
  CHECK(totals.providers[0].documents == 3);
  CHECK(totals.providers[1].first == noon);
  CHECK(totals.providers[0].last == noon + days(4));
}

TEST_CASE("vectors: what lacks one, what is kept when a document changes, other models") {
  const TestFolder folder;
  const auto store = open_store(folder);
  put_one(*store, document("claude:1", {"one", "three"}));
  put_one(*store, document("claude:2", {"seven"}));
  const auto lacking = must(store->to_embed(model, 2));
  REQUIRE(lacking.size() == 2);
  CHECK(lacking[1].fragment == port::FragmentId{"claude:1", 1});
  CHECK(lacking[1].text.value == "three");
  REQUIRE(store->put_vectors(model, embedded(lacking)).ok());
  REQUIRE(store->put_vectors(model, embedded(must(store->to_embed(model, 10)))).ok());
  CHECK(must(store->to_embed(model, 10)).empty());

  std::vector<StoredVector> all;
  REQUIRE(store
              ->each_vector(model,
                            [&](const StoredVector& vector) {
                              all.push_back(vector);
                              return true;
                            })
              .ok());
  REQUIRE(all.size() == 3);
  CHECK(all[1].fragment == port::FragmentId{"claude:1", 1});
  CHECK(all[1].values == std::vector<float>{5, -0.5F, 1e-30F});
  CHECK(all[2].change == 2);
  const auto asked = must(store->vectors(model, {{"claude:2", 0}, {"claude:2", 1}, {"no", 0}}));
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].values == all[2].values);

  // The second fragment changes, a third one comes: those two lack a vector.
  put_one(*store, document("claude:1", {"one", "other", "third"}, "d2"));
  const auto changed = must(store->to_embed(model, 10));
  REQUIRE(changed.size() == 2);
  CHECK(changed[0].fragment.ordinal == 1);
  CHECK(changed[1].fragment.ordinal == 2);
  // One that was made of the older text comes too late.
  REQUIRE(store->put_vectors(model, {{changed[0].fragment, 1, {1, 2, 3}}}).ok());
  CHECK(must(store->to_embed(model, 10)).size() == 2);

  const VectorModel other{.name = "bge-m3", .dimension = 3, .passage_prefix = ""};
  CHECK(must(store->to_embed(other, 10)).size() == 4);
  const auto wrong = store->put_vectors(other, {{{"claude:2", 0}, 2, {1, 2}}});
  REQUIRE(!wrong.ok());
  CHECK(wrong.error().code == Code::invalid_argument);
  REQUIRE(store->put_vectors(other, embedded(must(store->to_embed(other, 10)))).ok());
  CHECK(must(store->drop_other_vectors(other)) == 2);
  CHECK(must(store->to_embed(other, 10)).empty());
  CHECK(must(store->to_embed(model, 10)).size() == 4);
}

TEST_CASE("a document that is forgotten takes its vectors along") {
  const TestFolder folder;
  const auto store = open_store(folder);
  put_one(*store, document("claude:1", {"one", "two"}));
  REQUIRE(store->put_vectors(model, embedded(must(store->to_embed(model, 10)))).ok());
  must(store->forget("claude:1", noon));
  int left = 0;
  REQUIRE(store->each_vector(model, [&](const StoredVector&) { return ++left > 0; }).ok());
  CHECK(left == 0);
  // Its place in the tables is taken by another one.
  put_one(*store, document("claude:2", {"three"}));
  CHECK(must(store->to_embed(model, 10)).size() == 1);
}

TEST_CASE("two connections: one sees what the other puts, and waits while it writes") {
  const TestFolder folder;
  const auto one = open_store(folder);
  const auto other = open_store(folder);
  put_one(*one, document("claude:1", {"a"}));
  CHECK(must(other->last_change()) == 1);
  put_one(*other, document("claude:2", {"b"}));
  CHECK(must(one->totals()).documents == 2);
  Database holder = must(Database::open(folder.path() / memory_name, memory_schema));
  {
    const Transaction writing = must(Transaction::begin(holder));
    const auto refused = one->put({document("claude:3", {"c"})});
    REQUIRE(!refused.ok());
    CHECK(refused.error().code == Code::unavailable);
    CHECK(refused.error().message.find("Another program is writing") != std::string::npos);
    CHECK(must(one->totals()).documents == 2);
  }
  CHECK(put_one(*one, document("claude:3", {"c"})) == PutOutcome::added);
}

TEST_CASE("a file that is damaged, another program's or a newer Pitwall's is refused in words") {
  const TestFolder folder;
  const auto file = folder.path() / memory_name;
  const auto refusal = [&] {
    const auto opened = SqliteDocumentStore::open(folder.path());
    REQUIRE(!opened.ok());
    return opened.error();
  };
  SUBCASE("damaged") {
    std::ofstream(file) << std::string(8192, 'x');
    CHECK(refusal().code == Code::corrupt);
  }
  SUBCASE("newer") {
    must(open_store(folder)->put({document("claude:1", {"a"})}));
    must(Database::open(file, memory_schema)).execute("PRAGMA user_version=99").ok();
    CHECK(refusal().code == Code::unsupported);
    CHECK(refusal().message.find("version 99") != std::string::npos);
  }
  SUBCASE("another program's") {
    const Schema foreign{.application_id = 1, .version = 1, .create = "CREATE TABLE t(a)"};
    must(Database::open(file, foreign));
    CHECK(refusal().code == Code::corrupt);
  }
  SUBCASE("of a kind that is not known") {
    must(open_store(folder)->put({document("claude:1", {"a"})}));
    REQUIRE(must(Database::open(file, memory_schema)).execute("UPDATE documents SET kind=9").ok());
    const auto found = open_store(folder)->find("claude:1");
    REQUIRE(!found.ok());
    CHECK(found.error().code == Code::corrupt);
  }
}

TEST_CASE("a program that is killed loses nothing that it had put") {
  const TestFolder folder;
  int told[2];
  REQUIRE(::pipe(told) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = SqliteDocumentStore::open(folder.path());
    for (int i = 0; store && i < 1'000'000; ++i) {
      const std::string id = fmt::format("claude:{}", i);
      if (!(*store)->put({document(id, {std::string(3000, 'a'), id})})) break;
      if (::write(told[1], &i, sizeof i) != sizeof i) break;
    }
    ::_exit(1);
  }
  ::close(told[1]);
  int last = -1;
  while (last < 30 && ::read(told[0], &last, sizeof last) == sizeof last) {
  }
  ::kill(child, SIGKILL);
  while (::read(told[0], &last, sizeof last) == sizeof last) {
  }
  ::waitpid(child, nullptr, 0);
  ::close(told[0]);
  REQUIRE(last >= 30);
  const auto store = open_store(folder);
  for (int i = 0; i <= last; ++i) {
    const std::string id = fmt::format("claude:{}", i);
    CHECK(texts_of(*store, id) == std::vector<std::string>{std::string(3000, 'a'), id});
  }
}

}  // namespace
}  // namespace pitwall::sqlite
