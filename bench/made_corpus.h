// A made archive for measuring speed: trading talk in Russian and English, from templates and lists
// of words of which the first come far more often than the last (Zipf's law), as in real texts.
// Names and rare words are put together from syllables. The same for the same seed, everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "knowledge/search/fragment_index.h"

namespace pitwall::bench {

class MadeCorpus {
 public:
  static constexpr std::size_t documents = 987;
  static constexpr std::size_t fragments = 73'089;

  explicit MadeCorpus(std::uint64_t seed) : state_(seed) {}

  struct Piece {
    knowledge::Fragment facts;
    std::string text;
  };
  Piece piece(std::size_t number);  // 0 to fragments - 1, in this order
  // A few words as a person would ask for them: of one kind of sentence, in one language.
  std::string question();

 private:
  std::uint64_t random();
  std::size_t below(std::size_t limit);  // each as often
  std::size_t rank(std::size_t limit);   // 0 most often, n as often as 1 / (n + 1)
  std::string rare_word(bool russian);
  std::string fill(std::string_view pattern, bool russian);

  std::uint64_t state_;
};

}  // namespace pitwall::bench
