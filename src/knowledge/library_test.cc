#include "knowledge/library.h"

#include <doctest/doctest.h>

#include "knowledge/test_document_store.h"

using namespace pitwall;
using namespace pitwall::knowledge;
using port::DocumentFacts;
using port::DocumentKind;

namespace {

DocumentFacts chat(std::string id) {
  DocumentFacts facts;
  facts.id = std::move(id);
  facts.kind = DocumentKind::chat;
  facts.provider = "chatgpt";
  facts.title.value = "Trades of May";
  facts.created = Time::from_unix_seconds(1'700'000'000);
  return facts;
}

struct Desk {
  TestDocumentStore store;
  Library library{store};

  int read_all() {
    int slices = 0;
    REQUIRE(library.look());
    for (Result<bool> more = library.work(); *more; more = library.work()) ++slices;
    return slices;
  }
  Found find(std::string text, SearchFilter filter = {}) {
    Result<Found> found = library.search({std::move(text), std::move(filter)});
    REQUIRE(found);
    return std::move(*found);
  }
  std::string first(std::string text, SearchFilter filter = {}) {
    const Found found = find(std::move(text), std::move(filter));
    if (found.findings.empty()) return "";
    const port::FragmentId& id = found.findings[0].fragment.id;
    return fmt::format("{}#{}", id.document, id.ordinal);
  }
};

}  // namespace

TEST_CASE("A fragment is found with its neighbours, its document and the reason") {
  Desk desk;
  desk.store.put(chat("a"), {"I bought Apple before earnings.", "The gap went against me, I sold.",
                             "Next time I wait for the open."});
  desk.read_all();
  const Found found = desk.find("гэп, sold");
  REQUIRE(found.findings.size() == 1);
  const Finding& finding = found.findings[0];
  CHECK(finding.fragment.id == port::FragmentId{"a", 1});
  CHECK(finding.fragment.title.value == "Trades of May");
  CHECK(finding.fragment.text.value == "The gap went against me, I sold.");
  CHECK(finding.fragment.time == chat("a").created);
  CHECK(finding.before == port::FragmentId{"a", 0});
  CHECK(finding.text_before.value == "I bought Apple before earnings.");
  CHECK(finding.after == port::FragmentId{"a", 2});
  CHECK(finding.why == "has sold; in other words gap");
  CHECK(found.reading.read == 1);
  CHECK(found.reading.documents == 1);
  CHECK(found.reading.fragments == 3);
}

TEST_CASE("What was not read yet is said, and what was is found at once") {
  Desk desk;
  std::vector<std::string> texts(3 * Library::slice_fragments, "filler words of no matter");
  texts[0] = "the first trade";
  desk.store.put(chat("a"), texts);
  desk.store.put(chat("b"), {"the other trade"});
  REQUIRE(*desk.library.look());
  REQUIRE(*desk.library.work());
  REQUIRE(*desk.library.work());
  const Found found = desk.find("trade");
  CHECK(found.findings.size() == 1);
  CHECK(found.reading.read == 0);
  CHECK(found.reading.documents == 2);
  desk.read_all();
  CHECK(desk.find("trade").findings.size() == 2);
  CHECK(desk.library.reading().read == 2);
  CHECK_FALSE(*desk.library.look());
  CHECK_FALSE(*desk.library.work());
}

TEST_CASE("What changed is read again, what was forgotten is found no more") {
  Desk desk;
  desk.store.put(chat("a"), {"silver rallied", "and fell again"});
  desk.store.put(chat("b"), {"copper stayed"});
  desk.read_all();
  desk.store.put(chat("a"), {"palladium rallied"});
  CHECK(*desk.library.look());
  desk.read_all();
  CHECK(desk.first("silver") == "");
  CHECK(desk.first("palladium") == "a#0");
  CHECK(*desk.store.forget("a", {}));
  desk.read_all();
  CHECK(desk.first("palladium") == "");
  CHECK(desk.first("copper") == "b#0");
  CHECK(desk.library.reading().read == 1);
}

TEST_CASE("What is forgotten here is gone at once, and what was being read of it, too") {
  Desk desk;
  desk.store.put(chat("a"), {"silver rallied"});
  desk.store.put(chat("b"), std::vector<std::string>(30, "copper stayed"));
  REQUIRE(desk.library.look());
  while (desk.first("copper").empty()) REQUIRE(*desk.library.work());
  CHECK(*desk.library.forget("b", {}));
  CHECK(desk.first("copper") == "");
  CHECK_FALSE(*desk.library.forget("b", {}));
  desk.read_all();
  CHECK(desk.first("copper") == "");
  CHECK(desk.library.reading().documents == 1);
}

TEST_CASE("What the store lost a moment ago is left out of the answer") {
  Desk desk;
  desk.store.put(chat("a"), {"silver rallied"});
  desk.store.put(chat("b"), {"silver fell"});
  desk.read_all();
  CHECK(*desk.store.forget("a", {}));
  CHECK(desk.find("silver").findings.size() == 1);
}

TEST_CASE("A symbol is found by its ticker and its names, a channel whatever its capitals") {
  Desk desk;
  DocumentFacts video = chat("v");
  video.kind = DocumentKind::subtitles;
  video.channel.value = "Рынок за День";
  desk.store.put(chat("a"), {"всё продал по эпплу", "AAPL again", "an apple a day, sold"});
  desk.store.put(video, {"Apple falls and we sold"}, port::PartRole::speaker);
  desk.read_all();
  CHECK(desk.find("", {.symbol = "aapl:NASDAQ"}).findings.size() == 3);
  CHECK(desk.first("sold", {.symbol = "$AAPL"}) == "v#0");
  CHECK(desk.find("", {.channel = "рынок за день"}).findings.size() == 1);
  CHECK(desk.find("", {.language = "ru"}).findings.size() == 1);
}

TEST_CASE("A video's address leads to the second") {
  DocumentFacts facts = chat("v");
  port::StoredFragment fragment;
  fragment.offset = milliseconds(123'900);
  facts.address = "https://www.youtube.com/watch?v=x";
  CHECK(address_of(facts, fragment) == facts.address);
  facts.kind = DocumentKind::subtitles;
  CHECK(address_of(facts, fragment) == "https://www.youtube.com/watch?v=x&t=123s");
  facts.address = "https://youtu.be/x";
  CHECK(address_of(facts, fragment) == "https://youtu.be/x?t=123s");
  facts.address = "javascript:alert(1)";
  CHECK(address_of(facts, fragment).empty());
}

TEST_CASE("A text is cut between words, and never within a character") {
  CHECK(cut_text("short", 5, Keep::end) == "short");
  CHECK(cut_text("one two three", 9, Keep::beginning) == "one two…");
  CHECK(cut_text("one two three", 9, Keep::end) == "…three");
  CHECK(cut_text("ёёёё", 5, Keep::beginning) == "ёё…");
  CHECK(cut_text("ёёёё", 5, Keep::end) == "…ёё");
}

TEST_CASE("A document is read page by page") {
  Desk desk;
  desk.store.put(chat("a"), {"one one", "two two", "three"});
  Result<Page> page = desk.library.read("a", 0, 10);
  REQUIRE(page);
  CHECK(page->fragments.size() == 1);
  CHECK(page->next == 1);
  page = desk.library.read("a", 1, 1000);
  REQUIRE(page);
  CHECK(page->fragments.size() == 2);
  CHECK_FALSE(page->next);
  CHECK(desk.library.read("a", 3, 10).error().code == Code::not_found);
  CHECK(desk.library.read("b", 0, 10).error().code == Code::not_found);
  CHECK(desk.library.fragment({"a", 2})->text.value == "three");
  CHECK(desk.library.fragment({"a", 3}).error().code == Code::not_found);
}

TEST_CASE("More like this") {
  Desk desk;
  desk.store.put(chat("a"), {"crude inventory report chased", "flour and eggs"});
  desk.store.put(chat("b"), {"the crude report again, inventory up"});
  desk.read_all();
  const Result<Found> found = desk.library.more_like({"b", 0}, {});
  REQUIRE(found);
  REQUIRE(found->findings.size() == 1);
  CHECK(found->findings[0].fragment.id == port::FragmentId{"a", 0});
  CHECK(desk.library.more_like({"b", 7}, {}).error().code == Code::not_found);
}

TEST_CASE("What keeps which company is learnt when enough has come, and once") {
  Desk desk;
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i)
    texts.push_back(i % 2 == 0 ? fmt::format("crude barrel opec {}", i)
                               : fmt::format("bond yield fed {}", i));
  desk.store.put(chat("a"), texts);
  desk.read_all();
  CHECK(desk.library.reading().learnt);
  CHECK(desk.read_all() == 0);
  desk.store.put(chat("b"), {"one more"});
  CHECK(desk.read_all() == 2);  // found, and read
}
