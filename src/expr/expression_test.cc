// The language: what may be written, what it is taken for, and what is said of what may not.
#include "expr/expression.h"

#include <doctest/doctest.h>

namespace pitwall::expr {
namespace {

std::string canonical(std::string_view text, const Vocabulary& vocabulary = {}) {
  const Result<Expression> made = Expression::compile(text, vocabulary);
  return made ? made->text() : "error: " + made.error().message;
}
std::string inputs_of(std::string_view text) {
  const Result<Expression> made = Expression::compile(text);
  if (!made) return "error: " + made.error().message;
  std::string all;
  for (const Input& input : made->inputs()) all += (all.empty() ? "" : "; ") + input.text();
  return all;
}
// With these values of its inputs, in the order of the text.
Truth comes_to(std::string_view text, std::vector<double> values) {
  State state;
  return Expression::compile(text).value().evaluate(values, state);
}
bool says(std::string_view text, std::string_view part) {
  const std::string answer = canonical(text);
  INFO(answer);
  return answer.starts_with("error: ") && answer.find(part) != answer.npos;
}

TEST_CASE("what a trader writes is understood") {
  CHECK(canonical("price > 200 and rsi(14, 5m) < 30") == "price > 200 and rsi(14, 5m) < 30");
  CHECK(canonical("percent_change(5m) > 2") == "percent_change(5m) > 2");
  CHECK(canonical("price crosses above sma(50, 1d)") == "price crosses above sma(50, 1d)");
  CHECK(canonical("macd(12,26,9).histogram crosses below 0") ==
        "macd(12, 26, 9, 1d).histogram crosses below 0");
  CHECK(canonical("volume > 2 * average_volume(20, 5m)") ==
        "volume(5m) > 2 * average_volume(20, 5m)");
  CHECK(canonical("price >= highest(20, 1d)") == "price >= highest(20, 1d)");
  CHECK(canonical("spread > 0.05 or gap() > 3%") == "spread > 0.05 or gap > 3%");
  CHECK(canonical("time >= 09:45 New_York") == "time >= 09:45 America/New_York");
  CHECK(canonical("session is regular") == "session is regular");
  CHECK(canonical("position > 0 and unrealized_pnl < -500") ==
        "position > 0 and unrealized_pnl < -500");
  CHECK(canonical("SPY.percent_change(1d) < -1.5%") == "SPY.percent_change(1d) < -1.5%");
  CHECK(canonical("(price - sma(20,5m)) / atr(14,5m) > 2") ==
        "(price - sma(20, 5m)) / atr(14, 5m) > 2");
  CHECK(canonical("close < open for 3 bars of 5m") == "close(5m) < open(5m) for 3 bars of 5m");
  CHECK(canonical("(close < sma(20, 5m)) for 3 bars") ==
        "close(5m) < sma(20, 5m) for 3 bars of 5m");
  CHECK(canonical("not (price > 1 or bid < 2)") == "not (price > 1 or bid < 2)");
  CHECK(canonical("missing(rsi(14,5m)) or or_else(price, bid) > 1") ==
        "missing(rsi(14, 5m)) or or_else(price, bid) > 1");
}

TEST_CASE("older and other spellings are understood") {
  CHECK(canonical("percent_change_5min > 2") == "percent_change(5m) > 2");
  CHECK(canonical("percent_change_1h > 2") == "percent_change(1h) > 2");
  CHECK(canonical("SPY.Percent_Change_1d < -2") == "SPY.percent_change(1d) < -2");
  CHECK(canonical("percent_change(24h) > 2") == "percent_change(1d) > 2");
  CHECK(canonical("PRICE > 1 AND Bid<2 Or not Ask>=3") == "price > 1 and bid < 2 or not ask >= 3");
  CHECK(canonical("bbands(20, 2, 1h).upper > price") == "bollinger(20, 2, 1h).upper > price");
  CHECK(canonical("price == 1 or price <> 2 or price != 3") ==
        "price = 1 or price != 2 or price != 3");
  CHECK(canonical("price crosses over 5 and price crosses under 6 and price crosses 7") ==
        "price crosses above 5 and price crosses below 6 and price crosses 7");
  CHECK(canonical("close(5min)\n>\t.5") == "close(5m) > 0.5");
  CHECK(canonical("session is not closed") == "session is not closed");
  CHECK(canonical("last > 3 %").starts_with("error: "));
}

TEST_CASE("a symbol stands before a point, and may have points and quotes") {
  CHECK(canonical("brk.b.price > 1") == "BRK.B.price > 1");
  CHECK(canonical("\"BRK B\".price > 1") == "\"BRK B\".price > 1");
  CHECK(canonical("^VIX.price > 20") == "^VIX.price > 20");
  CHECK(canonical("MA.price > 1") == "MA.price > 1");  // Mastercard, not a moving average
  CHECK(canonical("GAP.gap > 1") == "GAP.gap > 1");
  CHECK(canonical("\"OR\".price > 1") == "\"OR\".price > 1");
  CHECK(canonical("SPY.macd.signal > 0") == "SPY.macd(12, 26, 9, 1d).signal > 0");
  CHECK(canonical("macd.macd > 0") == "macd(12, 26, 9, 1d).macd > 0");
  CHECK(canonical("macd.signal > 0") == "macd(12, 26, 9, 1d).signal > 0");
  CHECK(canonical("QQQ.close(5m)[2] > QQQ.close(5m)[1]") == "QQQ.close(5m)[2] > QQQ.close(5m)[1]");
}

TEST_CASE("bars that are not named are those of the comparison, then of `for`, then of the day") {
  CHECK(canonical("volume > 1000") == "day_volume > 1000");
  CHECK(canonical("price > high") == "price > day_high");
  CHECK(canonical("sma(20) crosses above sma(50, 5m)") == "sma(20, 5m) crosses above sma(50, 5m)");
  CHECK(canonical("volume > average_volume(20)") == "day_volume > average_volume(20, 1d)");
  CHECK(canonical("macd.histogram > 0 for 2 bars of 1h") ==
        "macd(12, 26, 9, 1h).histogram > 0 for 2 bars of 1h");
  CHECK(canonical("price > vwap") == "price > vwap(1m)");
  CHECK(says("close > 5", "column 1: of which bars? Write close(5m)"));
  CHECK(says("close(5m) > open(1h) + volume", "cannot be added"));
  CHECK(says("close > open(1h) + close(5m)", "column 1: of which bars? There are 1h and 5m here"));
  CHECK(says("price > 3 for 3 bars", "say of which bars: for 3 bars of 5m"));
  CHECK(inputs_of("close < open for 3 bars of 5m") == "close(5m); open(5m); bars(5m)");
  CHECK(inputs_of("SPY.close < SPY.open for 3 bars of 5m") ==
        "SPY.close(5m); SPY.open(5m); SPY.bars(5m)");
  CHECK(inputs_of("SPY.close < QQQ.open for 3 bars of 5m") ==
        "SPY.close(5m); QQQ.open(5m); bars(5m)");
}

TEST_CASE("what binds more tightly is worked out first") {
  const auto same = [](std::string_view loose, std::string_view strict) {
    return canonical(loose) == canonical(strict) && canonical(strict) == loose;
  };
  CHECK(same("bid > 1 or ask > 2 and mid > 3", "bid > 1 or (ask > 2 and mid > 3)"));
  CHECK(same("not bid > 1 and ask > 2", "(not (bid > 1)) and ask > 2"));
  CHECK(same("bid + ask * 2 > 1", "(bid + (ask * 2)) > 1"));
  CHECK(same("bid - ask - mid > 1", "((bid - ask) - mid) > 1"));
  CHECK(canonical("bid - (ask - mid) > 1") == "bid - (ask - mid) > 1");
  CHECK(canonical("bid * 4 / 2 > 1") == "bid * 4 / 2 > 1");
  CHECK(canonical("bid / (4 / 2) > 1") == "bid / (4 / 2) > 1");
  CHECK(same("-bid * 2 > 1", "((-bid) * 2) > 1"));
  CHECK(canonical("-(bid + 2) > --1") == "-(bid + 2) > 1");
  CHECK(same("bid > 1 or ask > 2 for 3 bars of 1m", "bid > 1 or (ask > 2 for 3 bars of 1m)"));
  CHECK(canonical("(bid > 1 or ask > 2) for 3 bars of 1m") ==
        "(bid > 1 or ask > 2) for 3 bars of 1m");
  CHECK(canonical("(not bid > 1) for 1 bar of 1m") == "(not bid > 1) for 1 bar of 1m");
  CHECK(comes_to("2 + 3 * 4 - 6 / 2 = 11", {}) == Truth::yes);
  CHECK(comes_to("10 - 3 - 2 = 5 and 16 / 4 / 2 = 2", {}) == Truth::yes);
}

TEST_CASE("the same wish is one input") {
  CHECK(inputs_of("price > 1 and price < 2 and sma(20,5m) > price and ma(20, 5min) < 3") ==
        "price; sma(20, 5m)");
  CHECK(inputs_of("sma(20,5m) > 1 or sma(20,1h) > 1 or sma(21,5m) > 1 or sma(20,5m)[1] > 1") ==
        "sma(20, 5m); sma(20, 1h); sma(21, 5m); sma(20, 5m)[1]");
  const Expression one = Expression::compile("sma(20, 5m) < ema(9, 1d)").value();
  CHECK(one.inputs()[0] != one.inputs()[1]);
  CHECK((one.inputs()[0] < one.inputs()[1]) != (one.inputs()[1] < one.inputs()[0]));
}

TEST_CASE("an error names the column, points there and suggests") {
  CHECK(canonical("price > 200 and smaa(3, 5m) > 2") ==
        "error: column 17: `smaa` is not known; did you mean `sma`?\n"
        "  price > 200 and smaa(3, 5m) > 2\n"
        "                  ^");
  CHECK(says("smaa > 1", "column 1: `smaa` is not known; did you mean `sma`?"));
  CHECK(says("prise > 1", "did you mean `price`?"));
  CHECK(says("SPY.prise > 1", "column 5: `prise` is not known; did you mean `price`?"));
  CHECK(says("quux > 1", "`quux` is not known; the names are in docs/conditions.md"));
  CHECK(says("rsi(0, 5m) > 1", "column 1: The period of rsi is a whole number from 1 to 1000"));
  CHECK(says("rsi(14, 5x) > 1", "column 9: a length of bars belongs here (1s 5s"));
  CHECK(says("rsi(14, 7m) > 1", "not `7m`"));
  CHECK(says("rsi(14, price) > 1", "column 9: a number or a length of bars such as 5m"));
  CHECK(says("bollinger > price", "bollinger has several lines; say which: .upper, .middle"));
  CHECK(says("macd.historgam > 1", "column 6: `historgam` is not known"));
  CHECK(says("macd(12,26,9).historgam > 1", "macd has no line `historgam`, but .macd, .signal"));
  CHECK(
      says("rsi(14, 5m, live) > 1", "column 13: `live` is for open, high, low, close and volume"));
  CHECK(says("vwap(1d) > 1", "vwap is the average of one session"));
  CHECK(says("vwap > close(1d)", "vwap is the average of one session"));
  CHECK(says("highest > 1", "highest needs a count of bars: highest(20, 1d)"));
  CHECK(says("highest(0, 1d) > 1", "highest counts 1 to 1000 bars, not `0`"));
  CHECK(says("highest(1001, 1d) > 1", "counts 1 to 1000 bars"));
  CHECK(says("highest(2.5, 1d) > 1", "counts 1 to 1000 bars"));
  CHECK(says("price(5m) > 1", "price takes nothing in parentheses"));
  CHECK(says("percent_change > 1", "column 16: `(` belongs here, not `>`"));
  CHECK(says("percent_change(2d) > 1", "column 16: percent_change takes a span from 1s to 1d"));
  CHECK(says("percent_change_5x > 1", "column 16: percent_change takes a span"));
  CHECK(says("close(5m)[101] > 1", "a whole number of bars up to 100"));
  CHECK(says("price[1] > 1", "only what is on finished bars"));
  CHECK(says("close(5m, live)[1] > 1", "only what is on finished bars"));
  CHECK(says("close(5m, lively) > 1", "only `live` may stand here"));
  CHECK(says("price > 3 for 0 bars of 5m", "1 to 1000 bars belong here"));
  CHECK(says("price > 3 for 3 candles", "`bars` belongs here, not `candles`"));
  CHECK(says("session is open", "closed, pre, regular or post belongs here, not `open`"));
  CHECK(says("time > 9:45 Gotham", "column 13: `Gotham` is not a time zone"));
  CHECK(says("time > 24:00", "a time of day is written as 09:45"));
  CHECK(says("time > 9:4", "a time of day is written as 09:45"));
  CHECK(says("time > 9:45:30:11", "does not belong here"));
  CHECK(says("price > 5m", "a length of time stands only within a name's parentheses"));
  CHECK(says("price > 5.5x", "a letter does not belong to a number"));
  CHECK(says("price > 9999999999999999", "the number is too large"));
  CHECK(says("price > 1 && bid > 1", "column 11: `&&` is not known; write `and`"));
  CHECK(says("!price > 1", "write `not`"));
  CHECK(says("\"BRK B > 1", "the quotes that begin here do not end"));
  CHECK(says("\"BRK B\" > 1", "a point and a name belong after a symbol"));
  CHECK(says("\"BRK?B\".price > 1", "is not a symbol"));
  CHECK(says("SPY. > 1", "a name belongs after the point"));
  CHECK(says("1 < price < 2", "column 11: two comparisons in a row; join them by `and`"));
  CHECK(says("price > 1 bid > 2", "`bid` does not belong here; `and` or `or` joins"));
  CHECK(says("(price > 1", "column 11: `)` belongs here, not the end"));
  CHECK(says("price > 1)", "`)` does not belong here"));
  CHECK(says("price >", "a name or a number belongs here, not the end"));
  CHECK(says("price > or", "a name or a number belongs here, not `or`"));
  CHECK(says("", "a condition belongs here"));
  CHECK(says("price > \xc3\xa9", "column 9: `?` does not belong here"));
  CHECK(says("min(price) > 1", "`,` belongs here, not `)`"));
}

TEST_CASE("the place of an error is shown in a long text too") {
  const std::string text = std::string(200, ' ') + "smaa > 1" + std::string(200, ' ');
  const std::string answer = canonical(text);
  CHECK(answer.find("column 201: ") != answer.npos);
  const std::size_t line = answer.find("\n  ...");
  REQUIRE(line != answer.npos);
  const std::size_t caret_line = answer.find('\n', line + 1);
  // The caret stands under the first letter of what is wrong.
  CHECK(answer.find('^') - caret_line == answer.find("smaa > 1") - line);
}

TEST_CASE("units are held to") {
  CHECK(says("price + 2% > 1", "column 7: a price and a percentage cannot be added; a share of a"));
  CHECK(says("price > 2%", "column 7: a price and a percentage cannot be compared"));
  CHECK(says("price > volume", "a price and a size cannot be compared"));
  CHECK(says("price * bid > 1", "a price and a price cannot be multiplied"));
  CHECK(says("1 / price > 1", "a number and a price cannot be divided"));
  CHECK(says("rsi(14, 5m) < 30%", "an index and a percentage cannot be compared"));
  CHECK(says("rsi(14, 5m) < price", "an index and a price cannot be compared"));
  CHECK(says("unrealized_pnl > price", "an amount of money and a price cannot be compared"));
  CHECK(says("price > 1 > 2", "two comparisons in a row"));
  CHECK(says("(price > 1) > 2", "a condition and a number cannot be compared"));
  CHECK(says("time > 5", "a time of day and a number cannot be compared"));
  CHECK(says("time + 1 > 5", "cannot be added"));
  CHECK(says("09:45 > 09:30", "a time is compared with one that is written out"));
  CHECK(says("session > 1", "a session and a number cannot be compared"));
  CHECK(says("price is regular", "a price and a session cannot be compared"));
  CHECK(says("price", "column 1: the whole needs a condition, and this is a price; compare it"));
  CHECK(says("price and bid > 1", "column 1: and needs a condition, and this is a price"));
  CHECK(says("not price", "column 5: not needs a condition"));
  CHECK(says("-(price > 1) > 2", "a minus needs a figure, and this is a condition"));
  CHECK(says("price for 3 bars of 5m", "for needs a condition"));
  CHECK(says("price > previous_close * (1 + 2%)", "write 102% or 1.02 instead of 1 + 2%"));
  CHECK(canonical("position * price > 10000") == "position * price > 10000");
  CHECK(canonical("unrealized_pnl / position > 2") == "unrealized_pnl / position > 2");
  CHECK(canonical("percent_change(5m) - 1 > 2%") == "percent_change(5m) - 1 > 2%");
}

TEST_CASE("a percentage is a share where it meets a ratio or scales something") {
  CHECK(comes_to("price / bid - 1 > 2%", {103, 100}) == Truth::yes);
  CHECK(comes_to("price / bid - 1 > 2%", {101, 100}) == Truth::no);
  CHECK(comes_to("2% < price / bid - 1", {103, 100}) == Truth::yes);
  CHECK(comes_to("price > previous_close * 102%", {103, 100}) == Truth::yes);
  CHECK(comes_to("price > 102% * previous_close", {101, 100}) == Truth::no);
  CHECK(comes_to("price * percent_change(5m) = 3", {150, 2}) == Truth::yes);
  CHECK(comes_to("price / 50% = 300", {150}) == Truth::yes);
  CHECK(comes_to("percent_change(5m) > 2", {2.5}) == Truth::yes);
  CHECK(comes_to("percent_change(5m) > 2%", {2.5}) == Truth::yes);
  CHECK(comes_to("percent_change(5m) / 2 = 1", {2}) == Truth::yes);
  CHECK(comes_to("percent_change(5m) * 50% = 1", {2}) == Truth::yes);
  CHECK(comes_to("percent_change(5m) / gap = 2", {4, 2}) == Truth::yes);
  CHECK(comes_to("max(price / bid, 200%) = 2", {1, 1}) == Truth::yes);
}

TEST_CASE("a condition has limits, and says which it is beyond") {
  const auto repeated = [](std::string_view part, std::string_view between, int count) {
    std::string text(part);
    for (int i = 1; i < count; ++i) text += fmt::format("{}{}", between, part);
    return text;
  };
  CHECK(says(std::string(1001, ' '), "at most 1000 characters; this one has 1001"));
  CHECK(says(repeated("1=1", " or ", 63), "at most 250 names, numbers"));
  CHECK(canonical(std::string(24, '(') + "price > 1" + std::string(24, ')')) == "price > 1");
  CHECK(
      says(std::string(25, '(') + "price > 1" + std::string(25, ')'), "more than 24 parentheses"));
  CHECK(says("price > " + std::string(25, '-') + "1", "more than 24 parentheses and signs"));
  std::string many = "price > 1";
  for (int i = 1; i < 32; ++i) many += fmt::format(" or sma({},1d)>1", i);
  CHECK(canonical(many).starts_with("price > 1 or sma(1, 1d) > 1"));
  CHECK(says(many + " or ask>1", "at most 32 different inputs; this one has 33"));
  CHECK(says(repeated("bid crosses 1", " or ", 25), "too many `crosses` and `for`"));
  CHECK(canonical(repeated("bid crosses 1", " or ", 24)).starts_with("bid crosses 1 or bid"));
  CHECK(says(repeated("macd.signal>0", " or ", 50), "Written out in full the condition has"));
}

TEST_CASE("functions of the user are known by their name, unit and number of arguments") {
  Vocabulary vocabulary;
  REQUIRE(vocabulary.add({"mood", Unit::index, 0}));
  REQUIRE(vocabulary.add({"edge", Unit::price, 2}));
  REQUIRE(vocabulary.add({"risk_on", Unit::truth, 1}));
  const auto read = [&](std::string_view text) { return canonical(text, vocabulary); };
  CHECK(read("mood > 3 and SPY.edge(-2, 0.5) < price and risk_on(7)") ==
        "mood() > 3 and SPY.edge(-2, 0.5) < price and risk_on(7)");
  CHECK(read("edge(1) > 2").find("edge takes 2 numbers, not 1") != std::string::npos);
  CHECK(read("edge(1, price) > 2").find("edge takes numbers only") != std::string::npos);
  CHECK(read("mood() > price").find("an index and a price") != std::string::npos);
  CHECK(read("moot() > 1").find("did you mean `mood`?") != std::string::npos);
  State state;
  const Expression on = Expression::compile("risk_on(7)", vocabulary).value();
  CHECK(on.evaluate(std::vector<double>{5}, state) == Truth::yes);
  CHECK(on.evaluate(std::vector<double>{0}, state) == Truth::no);
  CHECK(on.evaluate(std::vector<double>{missing_figure}, state) == Truth::missing);
  for (const char* taken : {"price", "sma", "abs", "and", "mood", "Mood", "2x", "", "last",
                            "percent_change_5m", "bbands"})
    CHECK_FALSE(vocabulary.add({taken, Unit::price, 0}));
  CHECK_FALSE(vocabulary.add({"many", Unit::price, 5}));
  CHECK_FALSE(vocabulary.add({"clock", Unit::time_of_day, 0}));
}

}  // namespace
}  // namespace pitwall::expr
