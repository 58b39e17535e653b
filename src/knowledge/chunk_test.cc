#include "knowledge/chunk.h"

#include <doctest/doctest.h>

#include <rapidcheck.h>

#include "knowledge/import/utf8.h"

namespace pitwall::knowledge {
namespace {

Document chat(const std::vector<std::pair<PartRole, std::string>>& messages) {
  Document document;
  document.id = "chatgpt:1";
  document.kind = DocumentKind::chat;
  for (const auto& [role, text] : messages)
    document.parts.push_back(
        {.id = fmt::format("m{}", document.parts.size()), .role = role, .text = {text}});
  return document;
}

Document subtitles(int captions, Duration step, const std::string& text) {
  Document document;
  document.id = "youtube:abc:en";
  document.kind = DocumentKind::subtitles;
  for (int i = 0; i < captions; ++i)
    document.parts.push_back({.id = fmt::format("{}", i),
                              .role = PartRole::speaker,
                              .text = {text},
                              .offset = step * i});
  return document;
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// The rule in port::StoredFragment.
std::string rebuilt(const std::vector<port::StoredFragment>& fragments) {
  std::string text;
  for (const port::StoredFragment& fragment : fragments) {
    if (fragment.ordinal > 0 && !fragment.continues) text += "\n";
    text += fragment.text.value;
  }
  return text;
}

std::string whole(const Document& document) {
  std::string text;
  for (const Part& part : document.parts)
    text.append(&part == &document.parts.front() ? "" : "\n").append(part.text.value);
  return text;
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += character_at(text, at).size;
  return count;
}

// Texts with everything that borders are made of, some of them long.
rc::Gen<std::string> some_text() {
  return rc::gen::map(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40)),
                      [](std::vector<int> draws) {
                        std::string text;
                        for (const int draw : draws) {
                          switch (draw % 8) {
                            case 0:
                              text += ".\n\n";
                              break;
                            case 1:
                              text += draw % 16 == 1 ? "!\n" : " \n \n";
                              break;
                            case 2:
                              text += "? ";
                              break;
                            case 3:
                              text += repeated("\u0446\u0435\u043D\u0430", 1 + draw * 9);
                              break;
                            case 4:
                              text += repeated(" ", draw * draw);
                              break;
                            case 5:
                              text += "\U0001F4C8";
                              break;
                            default:
                              text += repeated("stop ", 1 + draw);
                          }
                        }
                        return text;
                      });
}

Document some_document() {
  Document document;
  document.id = "chatgpt:2";
  const auto texts = *rc::gen::container<std::vector<std::string>>(some_text());
  for (const std::string& text : texts) {
    Part part;
    part.id = fmt::format("{}", document.parts.size());
    part.role = *rc::gen::elementOf(std::vector{PartRole::person, PartRole::assistant});
    part.text.value = text;
    part.active = *rc::gen::inRange(0, 5) != 0;
    if (*rc::gen::inRange(0, 3) != 0) part.offset = seconds(*rc::gen::inRange(0, 90));
    if (*rc::gen::inRange(0, 3) != 0)
      part.time = Time::from_unix_seconds(*rc::gen::inRange(0, 9000));
    document.parts.push_back(std::move(part));
  }
  return document;
}

TEST_CASE("fragments one after another are the document again, and none is too long") {
  CHECK(rc::check([] {
    const Document document = some_document();
    const auto fragments = fragments_of(document);
    RC_ASSERT(rebuilt(fragments) == whole(document));
    for (std::size_t i = 0; i < fragments.size(); ++i) {
      RC_ASSERT(fragments[i].ordinal == i);
      RC_ASSERT(length(fragments[i].text.value) <= fragment_max);
      RC_ASSERT(!first_fault_of_utf8(fragments[i].text.value));
      const auto part = std::ranges::find(document.parts, fragments[i].part, &Part::id);
      RC_ASSERT(part != document.parts.end());
      RC_ASSERT(part->role == fragments[i].role);
      RC_ASSERT(part->active == fragments[i].active);
      RC_ASSERT(part->time == fragments[i].time);
      RC_ASSERT(part->offset == fragments[i].offset);
    }
  }));
}

TEST_CASE("a question and its answer are two fragments, short messages of one role are one") {
  const Document document = chat({{PartRole::person, "Why did oil fall?"},
                                  {PartRole::assistant, "Storage was full."},
                                  {PartRole::assistant, "And a contract ran out."}});
  const auto fragments = fragments_of(document);
  REQUIRE(fragments.size() == 2);
  CHECK(fragments[0].text.value == "Why did oil fall?");
  CHECK(fragments[1].text.value == "Storage was full.\nAnd a contract ran out.");
  CHECK(fragments[1].part == "m1");
}

TEST_CASE("messages far apart in time, or of a branch that was edited away, are not joined") {
  Document document = chat({{PartRole::person, "First."},
                            {PartRole::person, "A minute later."},
                            {PartRole::person, "A day later."},
                            {PartRole::person, "Edited away."}});
  const Time start = Time::from_unix_seconds(1'600'000'000);
  for (Part& part : document.parts) part.time = start;
  document.parts[1].time = start + minutes(1);
  document.parts[2].time = document.parts[3].time = start + days(1);
  document.parts[3].active = false;
  const auto fragments = fragments_of(document);
  REQUIRE(fragments.size() == 3);
  CHECK(fragments[0].text.value == "First.\nA minute later.");
  CHECK(fragments[1].time == start + days(1));
  CHECK(!fragments[2].active);
}

TEST_CASE("captions are joined to half a minute or so, and begin where they are said") {
  const Document document = subtitles(12, seconds(10), "we look at the chart");
  const auto fragments = fragments_of(document);
  REQUIRE(fragments.size() == 3);
  CHECK(fragments[1].offset == seconds(40));
  CHECK(fragments[1].part == "4");
  CHECK(std::ranges::count(fragments[1].text.value, '\n') == 3);
}

TEST_CASE("a long text is cut where it pauses: paragraphs, lines, sentences, words") {
  const auto ends = [](const std::string& piece, int times) {
    const auto fragments = fragments_of(chat({{PartRole::assistant, repeated(piece, times)}}));
    CHECK(fragments.size() > 2);
    bool all = true;
    for (std::size_t i = 0; i + 1 < fragments.size(); ++i)
      all = all && fragments[i].text.value.ends_with(piece.substr(piece.size() - 4));
    return all;
  };
  const std::string sentence = "The spread is wide and the volume is thin today. ";
  CHECK(ends(repeated(sentence, 5) + "Done.\n\n", 9));
  CHECK(ends(repeated(sentence, 5) + "Done,\n", 9));
  CHECK(ends(sentence, 60));
  CHECK(ends("\u041E\u0431\u044A\u0451\u043C \u0440\u0430\u0441\u0442\u0451\u0442\u2026 ", 200));
  CHECK(ends("unending ", 400));
  CHECK(ends("\u00AB\u0426\u0435\u043D\u0430 \u0440\u0430\u0441\u0442\u0451\u0442.\u00BB ", 200));
}

TEST_CASE("a paragraph of usual length stays whole, and no scrap is cut off") {
  const std::string paragraph = repeated("word ", 200);  // 1000 characters
  CHECK(fragments_of(chat({{PartRole::person, paragraph}})).size() == 1);
  CHECK(fragments_of(chat({{PartRole::person, paragraph + "\n\nThanks!"}})).size() == 1);
  CHECK(fragments_of(chat({{PartRole::person, paragraph + "\n\n" + paragraph}})).size() == 2);
}

TEST_CASE("Russian and English are cut at the same length") {
  const std::string russian = repeated("\u0446\u0435\u043D\u0430 ", 1000);
  const std::string english = repeated("rate ", 1000);
  CHECK(fragments_of(chat({{PartRole::person, russian}})).size() ==
        fragments_of(chat({{PartRole::person, english}})).size());
}

TEST_CASE("a digest tells any change, and nothing else") {
  const Document base = chat({{PartRole::person, "ab"}, {PartRole::assistant, "c"}});
  const std::string digest = digest_of(base);
  CHECK(digest == digest_of(Document(base)));
  const auto differs = [&](auto change) {
    Document other = base;
    change(other);
    return digest_of(other) != digest;
  };
  CHECK(differs([](Document& d) { d.parts[1].text.value = "d"; }));
  CHECK(differs([](Document& d) {
    d.parts[0].text.value = "a";
    d.parts[1].text.value = "bc";
  }));
  CHECK(differs([](Document& d) { d.parts[1].role = PartRole::reasoning; }));
  CHECK(differs([](Document& d) { d.parts[1].active = false; }));
  CHECK(differs([](Document& d) { d.parts[1].time = Time{}; }));
  CHECK(differs([](Document& d) { d.title.value = "Oil"; }));
  CHECK(differs([](Document& d) { d.updated = Time{}; }));
  CHECK(differs([](Document& d) { d.parts.pop_back(); }));
}

TEST_CASE("a note that is known by its content is the same under any name") {
  Document note = chat({{PartRole::text, "Plan"}});
  note.id = "file:12";
  Document copy = note;
  copy.title.value = "plan (copy)";
  copy.updated = Time::from_unix_seconds(5);
  CHECK(digest_of(copy) == digest_of(note));
}

TEST_CASE("the facts of a document that is cut") {
  Document document = chat({{PartRole::person, "Why?"}, {PartRole::assistant, "Because."}});
  document.title.value = "Oil";
  const port::NewDocument made = cut(document, "export.zip", Time::from_unix_seconds(9));
  CHECK(made.facts.id == document.id);
  CHECK(made.facts.title.value == "Oil");
  CHECK(made.facts.origin == "export.zip");
  CHECK(made.facts.fragments == 2);
  CHECK(made.facts.bytes == 12);
  CHECK(made.facts.digest == digest_of(document));
  CHECK(made.facts.imported == Time::from_unix_seconds(9));
}

}  // namespace
}  // namespace pitwall::knowledge
