// Which instruments a text is about, by their tickers: $AAPL, AAPL as a word in capitals, or a name
// that companies.txt gives for it ("Apple", "эппла"). Words in capitals are taken for tickers
// whatever they are: only who asks for IT or NOW gets those.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "knowledge/search/analyzer.h"

namespace pitwall::knowledge {

class SymbolFinder {
 public:
  static constexpr std::size_t max_symbols = 200;  // of one text; what comes later is not read

  // Lines "AAPL = Apple, эппл". A name that is written with a capital there is found with a capital
  // only, since it is an everyday word as well. Empty lines and those that begin with # are passed
  // over.
  static Result<SymbolFinder> parse(std::string_view text, Analyzer& analyzer);
  static SymbolFinder built_in(Analyzer& analyzer);

  // The tickers in capitals, each once, sorted. `tokens` are those of the text.
  std::vector<std::string> find(std::string_view text, std::span<const Token> tokens) const;

 private:
  using Phrase = std::vector<std::string>;  // terms
  struct Name {
    std::string symbol;
    bool needs_capital = false;
  };

  std::map<Phrase, Name> names_;
  std::size_t longest_ = 0;  // terms of a name
};

// A symbol as it is filed: "aapl:nasdaq" and "$AAPL" are AAPL.
std::string filed_symbol(std::string_view symbol);

}  // namespace pitwall::knowledge
