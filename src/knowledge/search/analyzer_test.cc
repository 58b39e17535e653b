#include "knowledge/search/analyzer.h"

#include <doctest/doctest.h>

using namespace pitwall::knowledge;

namespace {

std::string terms(std::string_view text) {
  Analyzer analyzer;
  std::string all;
  for (const Token& token : analyzer.tokens(text)) all += (all.empty() ? "" : " ") + token.term;
  return all;
}

}  // namespace

TEST_CASE("Each word is cut to its stem by the language of its script") {
  CHECK(terms("Positions were closed") == "posit were close");
  CHECK(terms("Закрывал позиции, закрывать позицию") == "закрыва позиц закрыва позиц");
  CHECK(terms("Шортил futures на нефть") == "шорт futur на нефт");
}

TEST_CASE("Case, accents, ё and what cannot be seen make no difference") {
  CHECK(terms("BEYONCÉ") == terms("beyonce"));
  CHECK(terms("ЕЩЁ РУБЛЁМ") == terms("еще рублем"));
  CHECK(terms("мар\u00ADжин") == terms("маржин"));
  CHECK(terms("\uFEFFgap\u200B\u00A0up") == terms("gap up"));
  CHECK(terms("мои\u0306") == terms("мой"));
  CHECK(terms("trader\u2019s") == terms("trader's"));
}

TEST_CASE("Numbers and tickers are kept, as parts and as wholes") {
  CHECK(terms("$AAPL") == "aapl $aapl");
  CHECK(terms("BRK.B fell") == "brk brk.b b fell");
  CHECK(terms("0,5%") == "0.5 0.5%");
  CHECK(terms("0.5 %") == "0.5");
  CHECK(terms("1,250,000 and 3,14") == "1250000 and 3.14");
  CHECK(terms("2020-12-15") == "2020 12 15");
  CHECK(terms("stop at 44.") == "stop at 44");
  CHECK(terms("Q3, 5m, S&P500") == "q3 5m s p500");
}

TEST_CASE("Words without a meaning of their own are marked, not dropped") {
  Analyzer analyzer;
  const std::vector<Token> tokens = analyzer.tokens("что о the gap");
  REQUIRE(tokens.size() == 4);
  CHECK(tokens[0].stop_word);
  CHECK(tokens[1].stop_word);
  CHECK(tokens[2].stop_word);
  CHECK_FALSE(tokens[3].stop_word);
}

TEST_CASE("A term says where it stands") {
  Analyzer analyzer;
  const std::string_view text = "взял «гэп» вниз";
  const std::vector<Token> tokens = analyzer.tokens(text);
  REQUIRE(tokens.size() == 3);
  CHECK(text.substr(tokens[1].begin, tokens[1].end - tokens[1].begin) == "гэп");
}

TEST_CASE("Long words are cut between letters, broken bytes part words") {
  Analyzer analyzer;
  std::string text = "x";
  for (int i = 0; i < 100; ++i) text += "1ж";
  for (const Token& token : analyzer.tokens(text)) CHECK(token.term.size() <= Analyzer::max_term);
  CHECK(terms("gap\xFF"
              "down") == "gap down");
  CHECK(terms("\xD0") == "");
  CHECK(terms("") == "");
}
