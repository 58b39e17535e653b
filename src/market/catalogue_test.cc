#include "market/catalogue.h"

#include <doctest/doctest.h>

namespace pitwall::market {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

namespace {

std::vector<std::string> symbols(const std::vector<const Instrument*>& found) {
  std::vector<std::string> out;
  for (const Instrument* instrument : found) out.push_back(instrument->symbol.text());
  return out;
}

Instrument bank_on(std::string exchange) {
  Instrument instrument;
  instrument.symbol = "HSBA"_sym;
  instrument.name = "HSBC Holdings";
  instrument.exchange = std::move(exchange);
  instrument.currency = "GBP"_ccy;
  instrument.tick_size = 0.01_px;
  instrument.calendar = "ALWAYS";
  return instrument;
}

}  // namespace

TEST_CASE("symbols and currencies are raised, and say what they allow") {
  CHECK(Symbol::parse("brk b").value().view() == "BRK B");
  CHECK(Symbol::parse("^vix").value() == "^VIX"_sym);
  for (const char* text : {"", " SPY", "SPY ", "A  B", "SPY:ARCA", "SP\nY", "СБЕР",
                           "A234567890123456789012345678901X"})
    CHECK_MESSAGE(!Symbol::parse(text).ok(), text);
  CHECK(Symbol::parse("a\nb").error().message.find('\n') == std::string::npos);
  CHECK(Currency::parse("usd").value() == "USD"_ccy);
  for (const char* text : {"", "US", "USDT", "U$D"})
    CHECK_MESSAGE(!Currency::parse(text).ok(), text);
}

TEST_CASE("an instrument is found by symbol, by listing, and by nearly its symbol") {
  const Catalogue catalogue = starter_catalogue();
  CHECK(catalogue.size() == 12);
  CHECK(catalogue.find("SPY"_sym)->exchange == "ARCA");
  CHECK(catalogue.find("GOOG"_sym) == nullptr);
  CHECK(catalogue.find("spy").value() == catalogue.find("SPY"_sym));
  CHECK(catalogue.find("es:cme").value()->multiplier == 50_ratio);
  CHECK(catalogue.find("SPX").error().message ==
        "There is no instrument \"SPX\"; did you mean SPY?");
  CHECK(catalogue.find("APPL").error().message ==
        "There is no instrument \"APPL\"; did you mean AAPL?");
  CHECK(catalogue.find("ZZZZ").error().code == Code::not_found);
  CHECK(catalogue.find("SPY:LSE").error().message == "SPY is listed on ARCA, not on \"LSE\".");
  CHECK(catalogue.find("").error().code == Code::invalid_argument);
  for (const Instrument& instrument : catalogue.all()) {
    CHECK(catalogue.find(instrument.full_name()).value() == &instrument);
    CHECK(&catalogue.at(instrument.id) == &instrument);
  }
}

TEST_CASE("a symbol on two exchanges must be chosen, and pointers stay good") {
  Catalogue catalogue = starter_catalogue();
  const Instrument* spy = catalogue.find("SPY"_sym);
  REQUIRE(catalogue.add(bank_on("LSE")).ok());
  REQUIRE(catalogue.add(bank_on("nyse")).ok());
  CHECK(catalogue.add(bank_on("lse")).error().code == Code::already_exists);
  CHECK(catalogue.find("HSBA").error().message ==
        "HSBA is listed on LSE and NYSE; write HSBA:LSE to choose.");
  CHECK(catalogue.find("HSBA:nyse").value()->id.index == 13);
  CHECK(spy == catalogue.find("SPY"_sym));

  Instrument without_tick = bank_on("XETRA");
  without_tick.tick_size = Price();
  CHECK(catalogue.add(without_tick).error().code == Code::invalid_argument);
  Instrument half_option = bank_on("XETRA");
  half_option.asset_class = AssetClass::option;
  CHECK(catalogue.add(half_option).error().code == Code::invalid_argument);
  CHECK(catalogue.size() == 14);
}

TEST_CASE("search: the symbol, then beginnings of symbols, then words of names") {
  const Catalogue catalogue = starter_catalogue();
  CHECK(symbols(catalogue.search("es", 10)) == std::vector<std::string>{"ES"});
  CHECK(symbols(catalogue.search("e", 10)) ==
        std::vector<std::string>{"ES", "EURUSD", "NQ", "SPY"});
  CHECK(symbols(catalogue.search("crude oil", 10)) == std::vector<std::string>{"CL"});
  CHECK(symbols(catalogue.search("front month", 3)) == std::vector<std::string>{"CL", "ES", "GC"});
  CHECK(catalogue.search("", 10).empty());
  CHECK(catalogue.search("nothing like it", 10).empty());
}

}  // namespace pitwall::market
