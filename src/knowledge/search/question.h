// A question as search understands it: its terms, and what they are in the other language. It knows
// of no index, so that one question can be put to many.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/search/analyzer.h"
#include "knowledge/search/glossary.h"

namespace pitwall::knowledge {

struct QuestionTerm {
  std::string term;
  double weight = 1;
  bool stop_word = false;
  bool translated = false;
};

struct Question {
  std::vector<QuestionTerm> terms;
};

// One for each thread.
class QuestionReader {
 public:
  static constexpr std::size_t max_terms = 200;  // of a longer question the rest is not read
  // Of a translation, beside the 1 of what was said.
  static constexpr double translation_weight = 0.7;

  QuestionReader();
  Question read(std::string_view text);

  // Where a text answers the question, and how: what a person is shown of why it was found.
  enum class How : std::uint8_t { word, translation, sound };
  struct Match {
    std::size_t begin = 0;  // bytes of the text, the end excluded
    std::size_t end = 0;
    std::string term;  // of the question
    How how = How::word;
    bool operator==(const Match&) const = default;
  };
  std::vector<Match> matches(const Question& question, std::string_view text);

 private:
  Analyzer analyzer_;
  Glossary glossary_;
};

}  // namespace pitwall::knowledge
