#include "knowledge/search/symbols.h"

#include <algorithm>
#include <set>

#include "base/embed.h"
#include "knowledge/import/utf8.h"
#include "knowledge/search/letters.h"

PITWALL_EMBED(search_companies, PITWALL_SEARCH_DATA "/companies.txt");

namespace pitwall::knowledge {
namespace {

constexpr std::size_t max_ticker = 6;  // letters, with a class: "BRK.B"
constexpr std::size_t min_ticker = 2;  // shorter ones are words, unless a $ says otherwise

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_ticker(std::string_view word) {
  return word.size() <= max_ticker && is_capital(word.front()) &&
         std::ranges::all_of(word, [](char c) { return is_capital(c) || c == '.'; });
}

bool begins_with_capital(std::string_view text) {
  const char32_t first = character_at(text, 0).code;
  return folded(first) != first;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// In a text that is written in capitals they say nothing.
bool shouts(std::string_view text) {
  constexpr std::size_t least = 24;  // letters
  std::size_t capitals = 0;
  std::size_t small = 0;
  for (const char c : text) {
    if (is_capital(c)) ++capitals;
    if (c >= 'a' && c <= 'z') ++small;
  }
  return capitals >= least && capitals > small;
}

}  // namespace

std::string filed_symbol(std::string_view symbol) {
  symbol = trimmed(symbol.substr(0, symbol.find(':')));
  if (symbol.starts_with('$')) symbol.remove_prefix(1);
  std::string filed(symbol);
  for (char& c : filed) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return filed;
}

Result<SymbolFinder> SymbolFinder::parse(std::string_view text, Analyzer& analyzer) {
  SymbolFinder finder;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = trimmed(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t sign = line.find('=');
    const std::string symbol(trimmed(line.substr(0, sign)));
    if (sign == line.npos || symbol.empty() || !is_ticker(symbol)) {
      return error(Code::invalid_argument,
                   "Line {} of the companies is not \"TICKER = name, name\".", number);
    }
    for (std::string_view rest = line.substr(sign + 1); !rest.empty();) {
      const std::string_view name = trimmed(rest.substr(0, rest.find(',')));
      rest.remove_prefix(std::min(rest.find(','), rest.size() - 1) + 1);
      Phrase phrase;
      for (Token& token : analyzer.tokens(name)) phrase.push_back(std::move(token.term));
      if (phrase.empty()) continue;
      finder.longest_ = std::max(finder.longest_, phrase.size());
      finder.names_[std::move(phrase)] = {symbol, begins_with_capital(name)};
    }
  }
  return finder;
}

SymbolFinder SymbolFinder::built_in(Analyzer& analyzer) {
  Result<SymbolFinder> finder = parse(PITWALL_EMBEDDED(search_companies), analyzer);
  PITWALL_CHECK(finder.ok(), "{}", finder.error().message);
  return std::move(*finder);
}

std::vector<std::string> SymbolFinder::find(std::string_view text,
                                            std::span<const Token> tokens) const {
  std::set<std::string> found;
  const bool capitals_say_nothing = shouts(text);
  Phrase phrase;
  for (std::size_t at = 0; at < tokens.size() && found.size() < max_symbols; ++at) {
    const Token& token = tokens[at];
    const std::string_view word = text.substr(token.begin, token.end - token.begin);
    const bool cash_tag = token.begin > 0 && text[token.begin - 1] == '$';
    const bool counts = cash_tag || (!capitals_say_nothing && word.size() >= min_ticker);
    if (counts && is_ticker(word)) found.emplace(word);
    phrase.clear();
    for (std::size_t n = 1; n <= longest_ && at + n <= tokens.size(); ++n) {
      phrase.push_back(tokens[at + n - 1].term);
      const auto name = names_.find(phrase);
      if (name == names_.end()) continue;
      if (!name->second.needs_capital || begins_with_capital(word))
        found.insert(name->second.symbol);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace pitwall::knowledge
