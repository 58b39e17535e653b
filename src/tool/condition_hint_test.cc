#include "tool/condition_hint.h"

#include <doctest/doctest.h>

#include "expr/expression.h"

namespace pitwall::tool {
namespace {
using namespace market::literals;

TEST_CASE("everyday words are answered by how they are written here") {
  const std::array on{"AAPL"_sym, "BRK.B"_sym};
  const auto hints = [&](std::string_view condition, std::string_view part) {
    INFO(condition);
    CHECK_FALSE(expr::Expression::compile(condition).ok());
    CHECK(condition_hint(condition, on).find(part) != std::string::npos);
  };
  hints("price above 200", "price > 200, or price crosses above");
  hints("RSI(14) Under 30", "crosses below");
  hints("price drops 2%", "percent_change(1d) < -2%");
  hints("change(5m) > 2", "percent_change(5m) > 2%");
  hints("price > $200", "bare numbers");
  hints("price > 200 USD", "bare numbers");
  hints("aapl > 200", "The price of AAPL is called price");
  hints("BRK.B > 200", "The price of BRK.B is called price");
  hints("sma200 < price", "Conditions look like");
  hints("", "Conditions look like");
}

TEST_CASE("every condition that a hint shows is one") {
  for (const std::string_view condition :
       {"price > 200", "price crosses above sma(50, 1d)", "price crosses below sma(50, 1d)",
        "percent_change(5m) > 2%", "percent_change(1d) < -2%", "abs(percent_change(5m)) > 2%",
        "price > 1234.5", "rsi(14, 5m) < 30", "volume(5m) > 2 * average_volume(20, 5m)"}) {
    INFO(condition);
    CHECK(expr::Expression::compile(condition).ok());
  }
}

}  // namespace
}  // namespace pitwall::tool
