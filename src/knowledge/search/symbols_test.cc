#include "knowledge/search/symbols.h"

#include <doctest/doctest.h>

using namespace pitwall;
using namespace pitwall::knowledge;

namespace {

std::vector<std::string> symbols(std::string_view text) {
  Analyzer analyzer;
  const SymbolFinder finder = SymbolFinder::built_in(analyzer);
  return finder.find(text, analyzer.tokens(text));
}

using Symbols = std::vector<std::string>;

}  // namespace

TEST_CASE("A ticker counts with its mark, and as a word in capitals") {
  CHECK(symbols("bought $AAPL and BRK.B, sold $F") == Symbols{"AAPL", "BRK", "BRK.B", "F"});
  CHECK(symbols("I was long CL into the report") == Symbols{"CL"});
  CHECK(symbols("А по GAZP всё плохо") == Symbols{"GAZP"});
  CHECK(symbols("it is all over now").empty());
  CHECK(symbols("is IT all over NOW?") == Symbols{"IT", "NOW"});
  CHECK(symbols("a LONGWORD and x5").empty());
}

TEST_CASE("In a text of capitals nothing but the mark counts") {
  CHECK(symbols("I TOLD YOU ALL THAT IT WILL FALL AND $TSLA FALLS FIRST") == Symbols{"TSLA"});
}

TEST_CASE("A name counts in its forms; where it is an everyday word with its capital only") {
  CHECK(symbols("думал про эппл и Теслу") == Symbols{"AAPL", "TSLA"});
  CHECK(symbols("Apple reported, an apple did not") == Symbols{"AAPL"});
  CHECK(symbols("an apple a day").empty());
  CHECK(symbols("Goldman Sachs upgraded aapl") == Symbols{"AAPL", "GS"});
  CHECK(symbols("").empty());
}

TEST_CASE("A symbol is filed without its exchange, its mark and its case") {
  CHECK(filed_symbol("aapl:NASDAQ") == "AAPL");
  CHECK(filed_symbol(" $cl ") == "CL");
  CHECK(filed_symbol("") == "");
}

TEST_CASE("A line that is no name is named") {
  Analyzer analyzer;
  const Result<SymbolFinder> finder = SymbolFinder::parse("# x\n\nApple = AAPL\n", analyzer);
  REQUIRE_FALSE(finder);
  CHECK(finder.error().message.starts_with("Line 3 "));
}
