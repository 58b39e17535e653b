#include "market/indicators/spec.h"

#include <doctest/doctest.h>

#include "base/json_in.h"

namespace pitwall::market {
namespace {

std::string canonical(std::string_view text) {
  const Result<IndicatorSpec> spec = IndicatorSpec::parse(text);
  return spec ? spec->text() : "error: " + spec.error().message;
}
bool says(std::string_view text, std::string_view part) {
  const std::string answer = canonical(text);
  INFO(answer);
  return answer.starts_with("error: ") && answer.find(part) != answer.npos;
}

TEST_CASE("an indicator has one way to be written and several to be read") {
  CHECK(canonical("sma(20)") == "sma(20)");
  CHECK(canonical(" SMA ( 50 ) ") == "sma(50)");
  CHECK(canonical("sma") == "sma(20)");
  CHECK(canonical("bbands(20, 2.50)") == "bollinger(20,2.5)");
  CHECK(canonical("bollinger(30)") == "bollinger(30,2)");
  CHECK(canonical("macd()") == "macd(12,26,9)");
  CHECK(canonical("vwap") == "vwap");
  CHECK(canonical("VWAP()") == "vwap");
  CHECK(canonical("rsi(1e1)") == "rsi(10)");
  CHECK(IndicatorSpec().text() == "sma(20)");
  CHECK(IndicatorSpec::parse("macd(12,26)").value() == IndicatorSpec::parse("macd").value());
  for (const IndicatorKind& kind : indicator_kinds())
    CHECK(canonical(canonical(kind.name)) == canonical(kind.name));
}

TEST_CASE("an indicator that cannot be read says what would be right") {
  CHECK(says("", "needs a name. There are sma(20), ema(20), bollinger(20,2), vwap"));
  CHECK(says("bolinger(20)", "did you mean \"bollinger\"?"));
  CHECK(says("stochrsi(14)", "There is no indicator \"stochrsi\". There are"));
  CHECK(says("sma(0)", "The period of sma is a whole number from 1 to 1000, not \"0\": sma(20)."));
  CHECK(says("sma(1001)", "from 1 to 1000"));
  CHECK(says("sma(2.5)", "whole number"));
  CHECK(says("sma(-5)", "not \"-5\""));
  CHECK(says("sma(twenty)", "not \"twenty\""));
  CHECK(says("sma(20,)", "takes one number (period), not 2"));
  CHECK(says("macd(12,26,9,1)", "takes 3 numbers (fast, slow, signal), not 4"));
  CHECK(says("macd(,26)", "The fast of macd"));
  CHECK(says("macd(26,12,9)", "must be shorter"));
  CHECK(says("vwap(5)", "takes no numbers"));
  CHECK(says("sma(20", "does not end with its bracket"));
  CHECK(says("sma(20) x", "does not end"));
  CHECK(says("bollinger(20,0)", "a number from 0.01 to 100"));
  CHECK(says("\x01\xff", "no indicator \"??\""));
  CHECK(says(std::string(65, 'a'), "this has 65 characters"));
}

TEST_CASE("a session's average needs bars shorter than a day") {
  CHECK(IndicatorSpec::parse("vwap")->suits(BarSize::m5));
  CHECK_FALSE(IndicatorSpec::parse("vwap")->suits(BarSize::d1));
  CHECK(IndicatorSpec::parse("sma(20)")->suits(BarSize::d1));
}

struct Wanted {
  std::vector<IndicatorSpec> indicators;
};
void describe(Wanted& wanted, Visitor& v) {
  v("indicators", "Which.", "rsi(14)", wanted.indicators);
}

TEST_CASE("an indicator can be a tool's argument") {
  const auto read = from_json<Wanted>(parse_json(R"x({"indicators":["rsi","SMA(9)"]})x").value());
  REQUIRE(read.ok());
  CHECK(read->indicators[1].text() == "sma(9)");
  CHECK_FALSE(from_json<Wanted>(parse_json(R"({"indicators":["rsy"]})").value()));
}

}  // namespace
}  // namespace pitwall::market
