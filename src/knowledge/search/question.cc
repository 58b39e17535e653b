#include "knowledge/search/question.h"

#include <algorithm>
#include <optional>

#include "knowledge/search/near_terms.h"

namespace pitwall::knowledge {

QuestionReader::QuestionReader() : glossary_(Glossary::built_in(analyzer_)) {}

Question QuestionReader::read(std::string_view text) {
  std::vector<Token> tokens = analyzer_.tokens(text);
  if (tokens.size() > max_terms) tokens.resize(max_terms);
  Question question;
  for (const Token& token : tokens)
    question.terms.push_back({token.term, 1, token.stop_word, false});
  for (const Glossary::Translation& each : glossary_.translations(tokens)) {
    if (analyzer_.is_stop_word(each.term)) continue;
    question.terms.push_back({each.term, translation_weight * each.weight, false, true});
  }
  return question;
}

std::vector<QuestionReader::Match> QuestionReader::matches(const Question& question,
                                                           std::string_view text) {
  Dictionary asked;  // what may be found by its sound
  for (const QuestionTerm& each : question.terms) {
    if (!each.stop_word && !each.translated) asked.put(each.term);
  }
  NearTerms sounds;
  sounds.extend(asked);
  std::vector<Match> found;
  for (const Token& token : analyzer_.tokens(text)) {
    if (token.stop_word) continue;
    const auto same = [&](const QuestionTerm& each) { return each.term == token.term; };
    const auto term = std::ranges::find_if(question.terms, same);
    if (term != question.terms.end()) {
      const How how = term->translated ? How::translation : How::word;
      found.push_back({token.begin, token.end, term->term, how});
    } else if (const auto near = sounds.find(token.term); !near.empty()) {
      found.push_back({token.begin, token.end, std::string(asked.text(near[0].term)), How::sound});
    }
  }
  return found;
}

}  // namespace pitwall::knowledge
