// Terms that look or sound like a word: other spellings, slips of the pen, the same name in the
// other script. Each term is known by the three-letter pieces of its sound; two are as near as
// pieces they share (Dice's coefficient).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "knowledge/search/dictionary.h"

namespace pitwall::knowledge {

struct NearTerm {
  TermId term = 0;
  double likeness = 0;  // 0 to 1
};

class NearTerms {
 public:
  static constexpr double min_likeness = 0.4;
  static constexpr std::size_t max_found = 12;

  // Takes in what came to the dictionary since the last call.
  void extend(const Dictionary& terms);
  // The likest first. Words with digits, and shorter than three letters, are like nothing.
  std::vector<NearTerm> find(std::string_view word) const;
  std::size_t memory() const;  // bytes

 private:
  Dictionary pieces_;
  std::vector<std::vector<TermId>> holders_;  // by piece
  std::vector<std::uint8_t> sizes_;           // by term: how many pieces it has
};

}  // namespace pitwall::knowledge
