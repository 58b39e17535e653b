#include "knowledge/search/glossary.h"

#include <algorithm>

#include "base/embed.h"

PITWALL_EMBED(search_glossary, PITWALL_SEARCH_DATA "/glossary.txt");

namespace pitwall::knowledge {
namespace {

// Takes what stands before the mark off the front of the text.
std::string_view take_until(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::vector<std::string> terms_of(std::string_view text, Analyzer& analyzer) {
  std::vector<std::string> terms;
  for (Token& token : analyzer.tokens(text)) terms.push_back(std::move(token.term));
  return terms;
}

}  // namespace

Result<Glossary> Glossary::parse(std::string_view text, Analyzer& analyzer) {
  Glossary glossary;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view right = take_until(text, '\n');
    if (right.empty() || right.starts_with('#')) continue;
    std::string_view left = take_until(right, '=');
    std::vector<Phrase> sides[2];
    for (std::vector<Phrase>& side : sides) {
      std::string_view& rest = &side == &sides[0] ? left : right;
      while (!rest.empty()) {
        Phrase phrase = terms_of(take_until(rest, ','), analyzer);
        if (!phrase.empty()) side.push_back(std::move(phrase));
      }
      if (side.empty()) {
        return error(Code::invalid_argument,
                     "Line {} of the glossary is not \"phrase, phrase = phrase, phrase\".", number);
      }
    }
    for (const auto& [from, to] : {std::tie(sides[0], sides[1]), std::tie(sides[1], sides[0])}) {
      for (const Phrase& phrase : from) {
        std::vector<Phrase>& meanings = glossary.phrases_[phrase];
        for (const Phrase& meaning : to) {
          if (std::ranges::find(meanings, meaning) == meanings.end()) meanings.push_back(meaning);
        }
        glossary.longest_ = std::max(glossary.longest_, phrase.size());
      }
    }
  }
  return glossary;
}

Glossary Glossary::built_in(Analyzer& analyzer) {
  Result<Glossary> glossary = parse(PITWALL_EMBEDDED(search_glossary), analyzer);
  PITWALL_CHECK(glossary.ok(), "{}", glossary.error().message);
  return std::move(*glossary);
}

std::vector<Glossary::Translation> Glossary::translations(std::span<const Token> tokens) const {
  std::vector<Translation> found;
  for (std::size_t at = 0; at < tokens.size();) {
    Phrase phrase;
    const std::vector<Phrase>* meanings = nullptr;
    std::size_t taken = 1;
    for (std::size_t n = 1; n <= longest_ && at + n <= tokens.size(); ++n) {
      phrase.push_back(tokens[at + n - 1].term);
      const auto place = phrases_.find(phrase);
      if (place == phrases_.end()) continue;
      meanings = &place->second;
      taken = n;
    }
    at += taken;
    if (meanings == nullptr) continue;
    for (const Phrase& meaning : *meanings) {
      const double weight = 1.0 / static_cast<double>(std::max(meanings->size(), meaning.size()));
      for (const std::string& term : meaning) found.push_back({term, weight});
    }
  }
  return found;
}

}  // namespace pitwall::knowledge
