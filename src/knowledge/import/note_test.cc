#include "knowledge/import/note.h"

#include <doctest/doctest.h>

#include "knowledge/import/entities.h"
#include "knowledge/import/html_text.h"
#include "knowledge/import/test_import.h"

namespace pitwall::knowledge {
namespace {

TEST_CASE("Markdown: a heading begins a part, but not inside code") {
  const auto imported = import_text(
      "Before.\n\n# Уроки марта\nСтоп был узкий.\n```\n# no heading\n```\n## Next\n#tag\n\n###### "
      "Six\n");
  REQUIRE(imported.ok());
  const Document& note = imported->documents.at(0);
  CHECK(imported->report.format == FileFormat::text);
  CHECK(note.kind == DocumentKind::note);
  CHECK(note.title.value == "Уроки марта");
  CHECK(imported->talk() ==
        "text: Before.\ntext: # Уроки марта\nСтоп был узкий.\n```\n# no heading\n```\n"
        "text: ## Next\n#tag\ntext: ###### Six\n");
  CHECK(imported->ids().at(1).ends_with(" 2"));
}

TEST_CASE("a note is known by what is in it, and named by the caller where it has no heading") {
  FileFacts facts;
  facts.title = "ideas";
  facts.modified = Time::parse("2026-03-09T13:00:00Z").value();
  const auto first = import_text("[CL] breaks 42", facts);
  const auto again = import_text("[CL] breaks 42");
  REQUIRE(first.ok());
  CHECK(first->documents.at(0).title.value == "ideas");
  CHECK(first->documents.at(0).created == facts.modified);
  CHECK(first->documents.at(0).id == again->documents.at(0).id);
  CHECK(first->documents.at(0).id.size() == std::string_view("file:").size() + 64);
}

TEST_CASE("HTML: what a person reads, and nothing of what the page does") {
  const auto imported = import_text(
      "<!DOCTYPE html>\n<html><head><title>Oil &amp; gas</title><style>p { color: red }</style>"
      "<script>if (a < b) steal();</script></head><body onload=\"x('>')\"><!-- hidden -->"
      "<h1>Levels</h1><p>Support at&nbsp;41,\n   then <b>39.5</b>.</p>"
      "<ul><li>one<li>two</ul>5 < 6<br>end<pre>a\n  b</pre></body></html>");
  REQUIRE(imported.ok());
  CHECK(imported->report.format == FileFormat::html);
  CHECK(imported->documents.at(0).title.value == "Oil & gas");
  CHECK(imported->talk() ==
        "text: # Levels\n\nSupport at 41, then 39.5.\n\n- one\n- two\n5 < 6\nend\na\n  b\n");
}

TEST_CASE("entities: names, numbers, and what is none") {
  CHECK(without_entities("&lt;b&gt; &amp;amp; &#1087;&#x41F; &euro;&nbsp;1") == "<b> &amp; пП € 1");
  CHECK(without_entities("AT&T & &unknown; &#; &#xD800;&") == "AT&T & &unknown; &#; \uFFFD&");
}

TEST_CASE("what is no text is refused with what it is") {
  const auto message = [](std::string text) {
    return import_text(std::move(text)).error().message;
  };
  CHECK(message("") == "The file is empty.");
  CHECK(message("PK\x03\x04zip") == "This is a zip archive, which cannot be imported as it is.");
  CHECK(message("%PDF-1.7") == "This is a PDF, which cannot be imported as it is.");
  CHECK(message(std::string("a\0b", 3)) == "This is no text, which cannot be imported as it is.");
  CHECK(message("one\ntwo\nthr\xE9\n") == "Line 3: this is not UTF-8; save the file as UTF-8.");
  CHECK(message("<html><head><title>ChatGPT Data Export</title></head><script>var jsonData = ") ==
        "This is ChatGPT's page of the chats that conversations.json has as well.");
  CHECK(message(" \n\n") == "There is nothing in this text file.");
}

TEST_CASE("an error of the reader or of the taker is answered") {
  const Error gone = error(Code::unavailable, "gone");
  const auto take = [&](const Document&) -> Result<void> { return gone; };
  CHECK(import_file(bytes_of("a note"), {}, take).error() == gone);
  CHECK(import_file(bytes_of("{\"chunkedPrompt\":{\"chunks\":[{\"text\":\"a\"}]}}"), {}, take)
            .error() == gone);
  const auto read = [&](std::span<char>) -> Result<std::size_t> { return gone; };
  CHECK(import_file(read, {}, take).error() == gone);
}

}  // namespace
}  // namespace pitwall::knowledge
