#include "market/quote.h"

#include <doctest/doctest.h>

namespace pitwall::market {

using namespace pitwall::literals;

TEST_CASE("a quote is marked at its last trade, inside the book, or at the mid") {
  Quote quote;
  CHECK_FALSE(quote.mark());
  CHECK_FALSE(quote.mid());
  quote.previous_close = 99_px;
  CHECK_FALSE(quote.mark());
  quote.bid = 100_px;
  CHECK_FALSE(quote.mid());
  quote.ask = 100.01_px;
  CHECK(quote.mid() == 100.005_px);
  CHECK(quote.mark() == 100.005_px);
  quote.last = 100.01_px;
  CHECK(quote.mark() == 100.01_px);
  quote.last = 101_px;
  CHECK(quote.mark() == 100.01_px);
  quote.last = 98_px;
  CHECK(quote.mark() == 100_px);
  CHECK(quote.change() == 1_px);
  quote.ask = 99.5_px;  // a crossed book says nothing
  CHECK(quote.mark() == 98_px);
}

TEST_CASE("the mid of prices a hair apart rounds half-even") {
  Quote quote;
  quote.bid = Price::from_scaled(1);
  quote.ask = Price::from_scaled(2);
  CHECK(quote.mid() == Price::from_scaled(2));
  quote.bid = Price::from_scaled(-1);
  quote.ask = Price::from_scaled(2);
  CHECK(quote.mid() == Price::from_scaled(0));
}

}  // namespace pitwall::market
