// How the memory's tools show fragments: our own words outside the fence, all that was said by
// others inside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "knowledge/library.h"
#include "tool/context.h"

namespace pitwall::tool {

// A fragment by name: its document's id, #, and its place in it.
struct FragmentName {
  port::FragmentId id;
  static Result<FragmentName> parse(std::string_view text);
  std::string text() const { return fmt::format("{}#{}", id.document, id.ordinal); }
};

// Who said something: what a person asks for.
enum class Author { me, assistant, speaker };
std::string_view name_of(Author author);
constexpr int count_of(Author) { return 3; }

// What most of these tools can be narrowed by.
struct MemoryFilter {
  std::optional<std::string> symbol;
  std::optional<Date> from;
  std::optional<Date> to;
  std::optional<std::string> source;
  std::optional<std::string> channel;
  std::optional<Author> author;
  std::optional<std::string> language;
  bool all = false;
};
void describe_filter(Visitor& v, MemoryFilter& filter);
knowledge::SearchFilter search_filter(const MemoryFilter& filter);

struct MemoryFinding {
  FragmentName fragment;
  std::optional<Time> time;
  std::string source;
  std::string author;
  Untrusted title;
  Untrusted text;
  std::optional<Untrusted> before;
  std::optional<Untrusted> after;
  std::optional<std::string> link;
  std::optional<std::string> why;
  std::uint64_t alike = 0;
};
void describe(MemoryFinding& finding, Visitor& v);
MemoryFinding shown(const knowledge::Finding& finding);

// For people and models without structured content: one after another, the texts fenced.
std::string finding_lines(const std::vector<MemoryFinding>& findings);

// What has to be said of an answer: that the memory is empty, and how to fill it, or that it is
// still being read. Empty where there is nothing to say.
std::string reading_note(const knowledge::Reading& reading);

std::string_view author_of(port::PartRole role);  // "me", "assistant", …

Error memory_is_off();

}  // namespace pitwall::tool
