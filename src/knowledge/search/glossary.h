// Words of the trade, and the commonest of daily speech, in Russian and English: what is asked in
// one language is looked for in the other as well.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "knowledge/search/analyzer.h"

namespace pitwall::knowledge {

class Glossary {
 public:
  // Lines "слово, ещё одно = word, another": each phrase on the left means each on the right. Empty
  // lines and those that begin with # are passed over.
  static Result<Glossary> parse(std::string_view text, Analyzer& analyzer);
  static Glossary built_in(Analyzer& analyzer);

  struct Translation {
    std::string term;
    double weight = 0;  // up to 1: a share of what the phrase may mean
    bool operator==(const Translation&) const = default;
  };
  // Of the phrases among these, the longest first at each place, in both directions.
  std::vector<Translation> translations(std::span<const Token> tokens) const;
  std::size_t size() const { return phrases_.size(); }  // phrases of both languages

 private:
  using Phrase = std::vector<std::string>;  // terms

  std::map<Phrase, std::vector<Phrase>> phrases_;  // and what each means
  std::size_t longest_ = 0;                        // terms of a phrase
};

}  // namespace pitwall::knowledge
