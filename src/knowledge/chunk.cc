#include "knowledge/chunk.h"

#include <algorithm>
#include <array>

#include "base/sha256.h"

namespace pitwall::knowledge {
namespace {

using port::StoredFragment;

// What may end a fragment, the best first.
enum class Border : std::size_t { paragraph, line, sentence, word, character };
constexpr std::size_t borders = 5;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

// Whether a sentence ends here, closing quotes and brackets apart.
bool ends_sentence(std::string_view text) {
  constexpr std::array<std::string_view, 6> closing{"\"", "'", ")", "\u00BB", "\u201D", "\u2019"};
  constexpr std::array<std::string_view, 7> ends{".",      "!",      "?",     "\u2026",
                                                 "\u3002", "\uFF01", "\uFF1F"};
  const auto ends_with = [&text](std::string_view mark) { return text.ends_with(mark); };
  for (auto mark = std::ranges::find_if(closing, ends_with); mark != closing.end();
       mark = std::ranges::find_if(closing, ends_with))
    text.remove_suffix(mark->size());
  return std::ranges::any_of(ends, ends_with);
}

// Of white space between `before` and what follows.
Border border_at(std::string_view before, std::string_view space) {
  const auto lines = std::ranges::count(space, '\n');
  if (lines > 1) return Border::paragraph;
  if (lines == 1) return Border::line;
  return ends_sentence(before) ? Border::sentence : Border::word;
}

// Where a text may be cut: of each kind of border the last one up to the target, and the first one
// after it.
struct Places {
  std::array<std::size_t, borders> before{};  // in bytes; 0: none
  std::array<std::size_t, borders> after{};
  bool all = false;  // the text ends within the longest fragment

  void add(Border border, std::size_t at, std::size_t length) {
    const auto kind = static_cast<std::size_t>(border);
    if (length < fragment_least) return;
    if (length <= fragment_target) {
      before[kind] = at;
    } else if (after[kind] == 0) {
      after[kind] = at;
    }
  }
  std::size_t best(Border border) const {
    const auto kind = static_cast<std::size_t>(border);
    return before[kind] != 0 ? before[kind] : after[kind];
  }
};

Places places_in(std::string_view text) {
  Places places;
  std::size_t length = 0;  // in characters, up to `at`
  std::size_t at = 0;
  while (at < text.size() && length < fragment_max) {
    if (is_space(text[at])) {
      const std::size_t begin = at;
      for (; at < text.size() && is_space(text[at]) && length < fragment_max; ++at) ++length;
      if (at < text.size())
        places.add(border_at(text.substr(0, begin), text.substr(begin, at - begin)), at, length);
      continue;
    }
    for (++at; at < text.size() && !begins_character(text[at]);) ++at;
    ++length;
    if (at < text.size()) places.add(Border::character, at, length);
  }
  places.all = at == text.size();
  return places;
}

// How many bytes of the text the next fragment takes.
std::size_t next_cut(std::string_view text) {
  const Places places = places_in(text);
  const std::size_t paragraph = places.best(Border::paragraph);
  if (places.all) {
    const bool worth = paragraph != 0 && characters(text) > fragment_target &&
                       characters(text.substr(paragraph)) >= fragment_least;
    return worth ? paragraph : text.size();
  }
  for (std::size_t kind = 0; kind < borders; ++kind)
    if (const std::size_t at = places.best(static_cast<Border>(kind)); at != 0) return at;
  return text.size();
}

class Cutter {
 public:
  void add(const Part& part) {
    std::string_view rest = part.text.value;
    bool first = true;
    do {
      const std::size_t size = next_cut(rest);
      const std::string_view piece = rest.substr(0, size);
      rest.remove_prefix(size);
      if (first && goes_with_last(part, piece)) {
        fragments_.back().text.value.append("\n").append(piece);
        length_ += 1 + characters(piece);
      } else {
        begin(part, piece, !first);
      }
      first = false;
    } while (!rest.empty());
  }
  std::vector<StoredFragment> take() { return std::move(fragments_); }

 private:
  bool goes_with_last(const Part& part, std::string_view piece) const {
    if (fragments_.empty()) return false;
    const StoredFragment& last = fragments_.back();
    if (last.role != part.role || last.active != part.active) return false;
    if (last.offset.has_value() != part.offset.has_value()) return false;
    if (part.offset && (*part.offset < *last.offset || *part.offset - *last.offset > caption_span))
      return false;
    if (last.time && part.time &&
        (*part.time < *last.time || *part.time - *last.time > message_span))
      return false;
    return length_ + 1 + characters(piece) <= fragment_target;
  }
  void begin(const Part& part, std::string_view piece, bool continues) {
    StoredFragment fragment;
    fragment.ordinal = static_cast<std::uint32_t>(fragments_.size());
    fragment.part = part.id;
    fragment.role = part.role;
    fragment.text.value = piece;
    fragment.time = part.time;
    fragment.offset = part.offset;
    fragment.active = part.active;
    fragment.continues = continues;
    fragments_.push_back(std::move(fragment));
    length_ = characters(piece);
  }

  std::vector<StoredFragment> fragments_;
  std::size_t length_ = 0;  // of the last one, in characters
};

// Each field with its length before it, so that no two documents give the same bytes.
class Canonical {
 public:
  Canonical& add(std::string_view field) {
    digest_.add(fmt::format("{}:", field.size())).add(field);
    return *this;
  }
  template <class T>
  Canonical& add(const std::optional<T>& when) {
    return add(when ? fmt::format("{}", when->nanoseconds) : "-");
  }
  std::string finish() { return digest_.finish().text(); }

 private:
  Sha256 digest_;
};

}  // namespace

std::vector<StoredFragment> fragments_of(const Document& document) {
  Cutter cutter;
  for (const Part& part : document.parts) cutter.add(part);
  return cutter.take();
}

std::string digest_of(const Document& document) {
  Canonical canonical;
  canonical.add(fmt::format("{}", fragment_rules)).add(document.id).add(name_of(document.kind));
  if (!document.id.starts_with("file:"))
    canonical.add(document.title.value).add(document.created).add(document.updated);
  canonical.add(document.provider)
      .add(document.channel.value)
      .add(document.address)
      .add(document.language);
  for (const Part& part : document.parts)
    canonical.add(part.id)
        .add(name_of(part.role))
        .add(part.text.value)
        .add(part.time)
        .add(part.offset)
        .add(part.active ? "active" : "edited away");
  return canonical.finish();
}

port::NewDocument cut(const Document& document, std::string origin, Time now) {
  port::NewDocument made;
  made.fragments = fragments_of(document);
  port::DocumentFacts& facts = made.facts;
  facts.id = document.id;
  facts.kind = document.kind;
  facts.provider = document.provider;
  facts.title = document.title;
  facts.channel = document.channel;
  facts.address = document.address;
  facts.language = document.language;
  facts.created = document.created;
  facts.updated = document.updated;
  facts.origin = std::move(origin);
  facts.imported = now;
  facts.digest = digest_of(document);
  facts.fragments = static_cast<std::uint32_t>(made.fragments.size());
  for (const Part& part : document.parts) facts.bytes += part.text.value.size();
  return made;
}

}  // namespace pitwall::knowledge
