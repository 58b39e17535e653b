#include "market/option_quote.h"

#include <doctest/doctest.h>

using namespace pitwall;
using namespace pitwall::literals;
using namespace pitwall::market;
using namespace pitwall::market::literals;

TEST_CASE("An option's name says all its terms, and is read back") {
  const Date expiry = Date::parse("2026-12-18").value();
  const Result<Symbol> name = option_symbol("AAPL"_sym, expiry, OptionRight::call, 200_px);
  REQUIRE(name.ok());
  CHECK(name->view() == "AAPL 261218C00200000");
  const std::optional<OptionName> terms = option_name(*name);
  REQUIRE(terms.has_value());
  CHECK(terms->underlying == "AAPL"_sym);
  CHECK(terms->expiry == expiry);
  CHECK(terms->right == OptionRight::call);
  CHECK(terms->strike == 200_px);
  CHECK(option_symbol("SPY"_sym, expiry, OptionRight::put, 412.5_px)->view() ==
        "SPY 261218P00412500");
}

TEST_CASE("What is no option's name is none") {
  for (const Symbol symbol : {"AAPL"_sym, "BRK B"_sym, "AAPL 261318C00200000"_sym,
                              "AAPL 261218X00200000"_sym, "AAPL 261218C0020000A"_sym})
    CHECK_FALSE(option_name(symbol).has_value());
  const Date expiry = Date::parse("2026-12-18").value();
  CHECK_FALSE(option_symbol("A"_sym, expiry, OptionRight::put, 0_px).ok());
  CHECK_FALSE(option_symbol("A"_sym, expiry, OptionRight::put, 1.0005_px).ok());
  CHECK_FALSE(option_symbol("A"_sym, expiry, OptionRight::put, 100000_px).ok());
}
