#include "market/exchange_rate.h"

#include <doctest/doctest.h>

#include "market/catalogue.h"

namespace pitwall::market {
namespace {
using namespace pitwall::literals;
using namespace pitwall::market::literals;

TEST_CASE("money converts by a quoted pair, its inverse, or not at all") {
  const Catalogue catalogue = starter_catalogue();
  const CurrencyPair pair = *pair_of(*catalogue.find("EURUSD"_sym));
  CHECK(pair.base == "EUR"_ccy);
  CHECK(pair_of(*catalogue.find("BTCUSD"_sym))->base == "BTC"_ccy);
  CHECK_FALSE(pair_of(*catalogue.find("SPY"_sym)));

  ExchangeRates rates;
  CHECK(*rates.convert(5_money, "USD"_ccy, "USD"_ccy) == 5_money);
  CHECK(rates.convert(5_money, "EUR"_ccy, "USD"_ccy).error().message ==
        "Neither EURUSD nor USDEUR is quoted, so EUR stays apart from USD.");
  Quote quote;
  rates.add(pair, quote);
  CHECK_FALSE(rates.convert(5_money, "EUR"_ccy, "USD"_ccy).ok());
  quote.last = 1.25_px;
  rates.add(pair, quote);
  CHECK(*rates.convert(100_money, "EUR"_ccy, "USD"_ccy) == 125_money);
  CHECK(*rates.convert(100_money, "USD"_ccy, "EUR"_ccy) == 80_money);
  CHECK_FALSE(rates.convert(5_money, "EUR"_ccy, "JPY"_ccy).ok());
  CHECK(*rates.convert(Money() - 0.01_money, "USD"_ccy, "EUR"_ccy) == Money() - 0.008_money);
  quote.last = 0.00000001_px;
  rates.add(pair, quote);
  CHECK(rates.convert(1000000_money, "USD"_ccy, "EUR"_ccy).error().code == Code::too_large);
  CHECK(rates.origin("USD"_ccy, "EUR"_ccy).has_value());
  CHECK_FALSE(rates.origin("USD"_ccy, "USD"_ccy).has_value());
}

}  // namespace
}  // namespace pitwall::market
