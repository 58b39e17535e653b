#include "knowledge/search/near_terms.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "knowledge/search/sound.h"

namespace pitwall::knowledge {
namespace {

constexpr std::size_t piece_size = 3;
constexpr std::size_t max_pieces = 255;

bool has_letters_only(std::string_view word) {
  return std::ranges::none_of(
      word, [](char c) { return (c >= '0' && c <= '9') || c == '$' || c == '.' || c == '%'; });
}

// Different ones, with a mark for where the word begins and ends; at most `max_pieces`.
std::vector<std::string> pieces_of(std::string_view word) {
  std::vector<std::string> pieces;
  if (!has_letters_only(word)) return pieces;
  const std::string sound = sound_of(word);
  if (sound.size() < piece_size) return pieces;
  const std::string marked = "_" + sound + "_";
  for (std::size_t i = 0; i + piece_size <= marked.size(); ++i) {
    pieces.push_back(marked.substr(i, piece_size));
  }
  std::ranges::sort(pieces);
  pieces.erase(std::ranges::unique(pieces).begin(), pieces.end());
  if (pieces.size() > max_pieces) pieces.resize(max_pieces);
  return pieces;
}

}  // namespace

void NearTerms::extend(const Dictionary& terms) {
  for (auto id = static_cast<TermId>(sizes_.size()); id < terms.size(); ++id) {
    const std::vector<std::string> pieces = pieces_of(terms.text(id));
    sizes_.push_back(static_cast<std::uint8_t>(pieces.size()));
    for (const std::string& piece : pieces) {
      const TermId number = pieces_.put(piece);
      if (number == holders_.size()) holders_.emplace_back();
      holders_[number].push_back(id);
    }
  }
}

std::vector<NearTerm> NearTerms::find(std::string_view word) const {
  const std::vector<std::string> pieces = pieces_of(word);
  // Fewer shared pieces than this are too few for a term of any size.
  const auto fewest = static_cast<std::uint8_t>(
      std::ceil(min_likeness / (2 - min_likeness) * static_cast<double>(pieces.size())));
  std::vector<std::uint8_t> shared(sizes_.size());  // by term: how many pieces it shares
  std::vector<TermId> enough;                       // that share so many
  for (const std::string& piece : pieces) {
    const auto number = pieces_.find(piece);
    if (!number) continue;
    for (const TermId term : holders_[*number]) {
      if (++shared[term] == fewest) enough.push_back(term);
    }
  }
  std::vector<NearTerm> found;
  for (const TermId term : enough) {
    const double likeness =
        2.0 * shared[term] / (static_cast<double>(pieces.size()) + sizes_[term]);
    if (likeness >= min_likeness) found.push_back({term, likeness});
  }
  std::ranges::sort(found, [](const NearTerm& a, const NearTerm& b) {
    return a.likeness != b.likeness ? a.likeness > b.likeness : a.term < b.term;
  });
  if (found.size() > max_found) found.resize(max_found);
  return found;
}

std::size_t NearTerms::memory() const {
  std::size_t size =
      pieces_.memory() + sizes_.capacity() + holders_.capacity() * sizeof(holders_[0]);
  for (const auto& each : holders_) size += each.capacity() * sizeof(TermId);
  return size;
}

}  // namespace pitwall::knowledge
