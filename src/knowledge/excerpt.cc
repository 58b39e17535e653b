#include "knowledge/excerpt.h"

#include "knowledge/import/utf8.h"
#include "knowledge/search/letters.h"

namespace pitwall::knowledge {

Excerpt excerpt_of(const port::DocumentFacts& facts, const port::StoredFragment& fragment) {
  Excerpt excerpt;
  excerpt.id = {facts.id, fragment.ordinal};
  excerpt.kind = facts.kind;
  excerpt.provider = facts.provider;
  excerpt.title = facts.title;
  excerpt.channel = facts.channel;
  excerpt.address = address_of(facts, fragment);
  excerpt.role = fragment.role;
  excerpt.text = fragment.text;
  excerpt.time = time_of(facts, fragment);
  excerpt.offset = fragment.offset;
  excerpt.active = fragment.active;
  return excerpt;
}

std::optional<Time> time_of(const port::DocumentFacts& facts,
                            const port::StoredFragment& fragment) {
  if (fragment.time) return fragment.time;
  return facts.created ? facts.created : facts.updated;
}

std::string address_of(const port::DocumentFacts& facts, const port::StoredFragment& fragment) {
  if (!facts.address.starts_with("https://") && !facts.address.starts_with("http://")) return {};
  if (facts.kind != port::DocumentKind::subtitles || !fragment.offset) return facts.address;
  return fmt::format("{}{}t={}s", facts.address,
                     facts.address.find('?') == std::string::npos ? '?' : '&',
                     *fragment.offset / seconds(1));
}

std::string language_of(std::string_view said, std::string_view text) {
  if (!said.empty()) return std::string(said.substr(0, said.find_first_of("-_")));
  std::size_t latin = 0;
  std::size_t cyrillic = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character found = character_at(text, at);
    at += found.size;
    const Letter letter = letter_of(found.code);
    if (letter == Letter::latin) ++latin;
    if (letter == Letter::cyrillic) ++cyrillic;
  }
  if (latin + cyrillic == 0) return {};
  return cyrillic >= latin ? "ru" : "en";
}

std::string cut_text(std::string_view text, std::size_t bytes, Keep keep) {
  if (text.size() <= bytes) return std::string(text);
  const auto within = [&](std::size_t at) {  // a character
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  if (keep == Keep::beginning) {
    std::size_t end = bytes;
    while (within(end)) --end;
    const std::size_t space = text.substr(0, end).find_last_of(" \n");
    if (space != text.npos && space > end / 2) end = space;
    return std::string(text.substr(0, end)) + "…";
  }
  std::size_t begin = text.size() - bytes;
  while (within(begin)) ++begin;
  const std::size_t space = text.find_first_of(" \n", begin);
  if (space != text.npos && space - begin < bytes / 2) begin = space + 1;
  return "…" + std::string(text.substr(begin));
}

}  // namespace pitwall::knowledge
