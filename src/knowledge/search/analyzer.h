// Text to terms, the same for what is stored and what is asked: case, accents and ё folded, soft
// hyphens and the like taken out, each word cut to its stem by the language of its script, so that
// one text may hold both.
//
// Numbers and tickers are kept: "0,5%" gives 0.5 and 0.5%; "$AAPL" aapl and $aapl; "BRK.B" brk, b
// and brk.b. Words that carry no meaning of their own are terms too, and marked.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

struct sb_stemmer;

namespace pitwall::knowledge {

struct Token {
  std::string term;
  std::uint32_t begin = 0;  // where it stands in the text: bytes, the end excluded
  std::uint32_t end = 0;
  bool stop_word = false;
  bool operator==(const Token&) const = default;
};

// Stemmers keep a state: one analyzer for each thread. Making one costs about a tenth of a
// millisecond.
class Analyzer {
 public:
  static constexpr std::size_t max_term = 64;                // bytes; longer words are cut
  static constexpr std::size_t max_text = 64 * 1024 * 1024;  // bytes; what is beyond is not read

  Analyzer();

  std::vector<Token> tokens(std::string_view text);
  // The stem of one word that is folded already.
  std::string stem(std::string_view word);
  bool is_stop_word(std::string_view term) const { return stop_words_.contains(term); }

 private:
  struct Delete {
    void operator()(sb_stemmer* stemmer) const;
  };
  using Stemmer = std::unique_ptr<sb_stemmer, Delete>;

  Stemmer english_;
  Stemmer russian_;
  std::set<std::string, std::less<>> stop_words_;  // stems
};

}  // namespace pitwall::knowledge
