// Three-valued logic, by its tables; and what is remembered from one look to the next.
#include "expr/truth.h"

#include <doctest/doctest.h>

#include <map>

#include "expr/expression.h"

namespace pitwall::expr {
namespace {

constexpr double none = missing_figure;

Truth comes_to(std::string_view text, std::vector<double> values) {
  State state;
  return Expression::compile(text).value().evaluate(values, state);
}
// A figure x for which `x > 1` is this.
double figure(char truth) { return truth == 't' ? 2 : truth == 'f' ? 0 : none; }
char letter(Truth truth) { return truth == Truth::yes ? 't' : truth == Truth::no ? 'f' : 'm'; }

TEST_CASE("and, or and not of true, false and missing") {
  const std::map<std::string, std::string> tables{
      // tt tf tm ft ff fm mt mf mm
      {"bid > 1 and ask > 1", "tfmfffmfm"},       {"bid > 1 or ask > 1", "ttttfmtmm"},
      {"not bid > 1 or ask > 1", "tfmttttmm"},    {"not (bid > 1 and ask > 1)", "ftmtttmtm"},
      {"or_else(bid > 1, ask > 1)", "tttffftfm"},
  };
  for (const auto& [text, expected] : tables) {
    std::string found;
    for (const char left : {'t', 'f', 'm'})
      for (const char right : {'t', 'f', 'm'})
        found += letter(comes_to(text, {figure(left), figure(right)}));
    CHECK_MESSAGE(found == expected, text);
  }
  CHECK(comes_to("true", {}) == Truth::yes);
  CHECK(comes_to("false or not true", {}) == Truth::no);
}

TEST_CASE("what is reckoned with a missing figure is missing") {
  for (const char* text :
       {"bid > ask", "bid >= ask", "bid < ask", "bid <= ask", "bid = ask", "bid != ask",
        "bid + ask > 1", "bid - ask > 1", "bid / ask > 1", "min(bid, ask) > 1", "max(bid, ask) > 1",
        "-bid > ask", "abs(bid - ask) > 1"}) {
    CHECK_MESSAGE(comes_to(text, {none, 1}) == Truth::missing, text);
    CHECK_MESSAGE(comes_to(text, {1, none}) == Truth::missing, text);
    CHECK_MESSAGE(comes_to(text, {1, 1}) != Truth::missing, text);
  }
  CHECK(comes_to("bid * 2 > 1", {none}) == Truth::missing);
  CHECK(comes_to("session is regular", {none}) == Truth::missing);
  CHECK(comes_to("session is not regular", {none}) == Truth::missing);
  CHECK(comes_to("session is not regular", {0}) == Truth::yes);
  CHECK(comes_to("time < 09:30", {none}) == Truth::missing);
  CHECK(comes_to("time < 09:30", {9 * 3600 + 29 * 60 + 59}) == Truth::yes);
}

TEST_CASE("nothing is known of what is divided by zero") {
  CHECK(comes_to("bid / ask > 1", {1, 0}) == Truth::missing);
  CHECK(comes_to("bid / ask > 1", {0, 0}) == Truth::missing);
  CHECK(comes_to("bid / 0 > 1 or bid > 0", {1}) == Truth::yes);
}

TEST_CASE("missing and or_else make it explicit") {
  CHECK(comes_to("missing(bid)", {none}) == Truth::yes);
  CHECK(comes_to("missing(bid)", {0}) == Truth::no);
  CHECK(comes_to("missing(bid + ask)", {1, none}) == Truth::yes);
  CHECK(comes_to("missing(bid > 1)", {none}) == Truth::yes);
  CHECK(comes_to("missing(bid > 1)", {1}) == Truth::no);
  CHECK(comes_to("missing(bid / ask)", {1, 0}) == Truth::yes);
  CHECK(comes_to("or_else(bid, ask) > 1", {none, 2}) == Truth::yes);
  CHECK(comes_to("or_else(bid, ask) > 1", {1, 2}) == Truth::no);
  CHECK(comes_to("or_else(bid, ask) > 1", {none, none}) == Truth::missing);
  CHECK(comes_to("or_else(bid > 1, false)", {none}) == Truth::no);
  CHECK(comes_to("or_else(price / bid, 3%) < 4%", {1, none}) == Truth::yes);
}

// What a condition comes to, look after look, as letters.
std::string looks(std::string_view text, const std::vector<std::vector<double>>& values) {
  const Expression made = Expression::compile(text).value();
  State state;
  std::string all;
  for (const auto& look : values) all += letter(made.evaluate(look, state));
  return all;
}

TEST_CASE("a crossing is seen once, from one look to the next") {
  CHECK(looks("price crosses above 5", {{4}, {5}, {6}, {7}, {5}, {6}, {4}, {6}}) == "mftfftft");
  CHECK(looks("price crosses below 5", {{6}, {5}, {4}, {3}, {5}, {4}, {6}, {4}}) == "mftfftft");
  CHECK(looks("price crosses 5", {{4}, {6}, {7}, {4}, {5}, {6}, {5}, {4}}) == "mtftftft");
  CHECK(looks("price crosses above ask", {{4, 5}, {4, 3}, {4, 5}, {4, 3.9}}) == "mtft");
  // Between two known sides there may be looks without one.
  CHECK(looks("price crosses above 5", {{none}, {4}, {none}, {6}, {none}, {6}}) == "mmmtmf");
  // Only the first look is without one before.
  CHECK(looks("price crosses above 5 or bid > 1", {{4, 0}, {4, 0}, {4, 2}, {6, 0}}) == "mftt");
}

TEST_CASE("a crossing is watched though the other side decides") {
  CHECK(looks("bid > 1 or price crosses above 5", {{2, 4}, {2, 6}, {0, 7}}) == "ttf");
}

TEST_CASE("for N bars: at the end of each of the last N") {
  // The condition's figure, and how many bars have ended.
  const auto held = [](const std::vector<std::vector<double>>& values) {
    return looks("price > 5 for 3 bars of 5m", values);
  };
  CHECK(held({{6, 0}, {6, 1}, {6, 2}, {6, 3}, {6, 4}}) == "mmmtt");
  // Between the ends of bars nothing is counted, and what is known stays.
  CHECK(held({{6, 0}, {6, 1}, {4, 1}, {6, 2}, {6, 3}, {4, 3}, {4, 4}, {6, 5}}) == "mmmmttff");
  // False for three bars after it was false at one.
  CHECK(held({{4, 0}, {4, 1}, {6, 2}, {6, 3}, {6, 4}}) == "mffft");
  // A missing look, and a bar that nobody looked at, are missing for three bars.
  CHECK(held({{6, 0}, {6, 1}, {6, 2}, {6, 3}, {none, 4}, {6, 5}, {6, 6}, {6, 7}}) == "mmmtmmmt");
  CHECK(held({{6, 0}, {6, 1}, {6, 2}, {6, 3}, {6, 5}, {6, 6}, {6, 7}}) == "mmmtmmt");
  CHECK(held({{4, 0}, {4, 1}, {6, 9}, {6, 10}, {6, 11}}) == "mfmmt");
  CHECK(held({{6, none}, {6, 7}, {6, 8}, {6, 9}, {6, 10}, {6, none}}) == "mmmmtt");
  CHECK(looks("price > 5 for 1 bar of 5m", {{6, 0}, {6, 1}, {4, 2}, {6, 4}}) == "mtft");
}

}  // namespace
}  // namespace pitwall::expr
