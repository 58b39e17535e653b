#include "knowledge/search/dictionary.h"

namespace pitwall::knowledge {
namespace {

// FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return value;
}

}  // namespace

std::size_t Dictionary::place(std::string_view term) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = hash(term) & mask;
  while (table_[at] != nothing && text(table_[at]) != term) at = (at + 1) & mask;
  return at;
}

void Dictionary::grow() {
  table_.assign(table_.empty() ? 64 : table_.size() * 2, nothing);
  for (TermId id = 0; id < ends_.size(); ++id) table_[place(text(id))] = id;
}

TermId Dictionary::put(std::string_view term) {
  if (table_.size() <= 2 * ends_.size()) grow();
  const std::size_t at = place(term);
  if (table_[at] != nothing) return table_[at];
  const auto id = static_cast<TermId>(ends_.size());
  texts_ += term;
  ends_.push_back(static_cast<std::uint32_t>(texts_.size()));
  return table_[at] = id;
}

std::optional<TermId> Dictionary::find(std::string_view term) const {
  if (table_.empty()) return std::nullopt;
  const TermId id = table_[place(term)];
  return id == nothing ? std::nullopt : std::optional(id);
}

std::string_view Dictionary::text(TermId id) const {
  const std::size_t begin = id == 0 ? 0 : ends_[id - 1];
  return std::string_view(texts_).substr(begin, ends_[id] - begin);
}

std::size_t Dictionary::memory() const {
  return texts_.capacity() + sizeof(std::uint32_t) * (ends_.capacity() + table_.capacity());
}

}  // namespace pitwall::knowledge
