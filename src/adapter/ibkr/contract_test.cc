#include "adapter/ibkr/contract.h"

#include <doctest/doctest.h>

#include "market/calendar.h"

namespace pitwall::ibkr {
namespace {

using namespace pitwall::literals;
using market::AssetClass;

Contract apple() {
  Contract contract;
  contract.conid = 265598;
  contract.symbol = "AAPL";
  contract.sec_type = "STK";
  contract.exchange = "SMART";
  contract.primary_exchange = "NASDAQ.NMS";
  contract.currency = "USD";
  contract.local_symbol = "AAPL";
  contract.trading_class = "NMS";
  contract.long_name = "APPLE INC";
  contract.tick_size = 0.01_px;
  return contract;
}

Contract future(std::string symbol, std::string local, std::string exchange, std::string day) {
  Contract contract;
  contract.symbol = std::move(symbol);
  contract.sec_type = "FUT";
  contract.exchange = std::move(exchange);
  contract.currency = "USD";
  contract.local_symbol = std::move(local);
  contract.expiry = std::move(day);
  contract.multiplier = Ratio::parse("50").value();
  contract.tick_size = 0.25_px;
  return contract;
}

Contract option(std::string right, std::string strike) {
  Contract contract;
  contract.symbol = "AAPL";
  contract.sec_type = "OPT";
  contract.exchange = "SMART";
  contract.currency = "USD";
  contract.local_symbol = "AAPL  261218C00200000";
  contract.expiry = "20261218";
  contract.strike = Price::parse(strike).value();
  contract.right = std::move(right);
  contract.multiplier = Ratio::parse("100").value();
  return contract;
}

Contract pair(std::string sec_type, std::string base, std::string exchange) {
  Contract contract;
  contract.symbol = std::move(base);
  contract.sec_type = std::move(sec_type);
  contract.exchange = std::move(exchange);
  contract.currency = "USD";
  contract.local_symbol = contract.symbol + ".USD";
  return contract;
}

}  // namespace

TEST_CASE("a stock, as it is listed") {
  const market::Instrument instrument = instrument_of(apple()).value();
  CHECK(instrument.full_name() == "AAPL:NASDAQ");
  CHECK(instrument.asset_class == AssetClass::stock);
  CHECK(instrument.currency.text() == "USD");
  CHECK(instrument.name == "APPLE INC");
  CHECK(instrument.tick_size == 0.01_px);
  CHECK(instrument.multiplier.text() == "1");
  CHECK(instrument.calendar == "NYSE");
  CHECK_FALSE(instrument.expiry);

  const Contract back = contract_of(instrument);
  CHECK(back.sec_type == "STK");
  CHECK(back.symbol == "AAPL");
  CHECK(back.exchange == "SMART");
  CHECK(back.primary_exchange == "NASDAQ");
  CHECK(back.currency == "USD");
  CHECK_FALSE(back.etf);
}

TEST_CASE("an ETF is told from a stock by its type alone") {
  Contract spy = apple();
  spy.symbol = "SPY";
  spy.primary_exchange = "ARCA";
  spy.etf = true;
  const market::Instrument instrument = instrument_of(spy).value();
  CHECK(instrument.asset_class == AssetClass::etf);
  CHECK(instrument.full_name() == "SPY:ARCA");
  CHECK(contract_of(instrument).sec_type == "STK");
  CHECK(contract_of(instrument).etf);
}

TEST_CASE("listings under the names that the broker has for them") {
  CHECK(listing_of("NASDAQ.NMS") == "NASDAQ");
  CHECK(listing_of("NASDAQ.SCM") == "NASDAQ");
  CHECK(listing_of("island") == "NASDAQ");
  CHECK(listing_of("GLOBEX") == "CME");
  CHECK(listing_of("ECBOT") == "CBOT");
  CHECK(listing_of("PINK.CURRENT") == "PINK");
  CHECK(listing_of("ibis2") == "IBIS2");
  CHECK(listing_of("") == "");

  CHECK(calendar_of("NASDAQ", AssetClass::stock, "AAPL") == "NYSE");
  CHECK(calendar_of("IBIS", AssetClass::stock, "SAP") == "ALWAYS");
  CHECK(calendar_of("PINK", AssetClass::stock, "ABCD") == "ALWAYS");
  CHECK(calendar_of("CBOE", AssetClass::index, "SPX") == "NYSE");
  CHECK(calendar_of("CME", AssetClass::future, "ESZ6") == "CME_EQUITY");
  CHECK(calendar_of("CBOT", AssetClass::future, "YMZ6") == "CME_EQUITY");
  CHECK(calendar_of("CBOT", AssetClass::future, "ZCZ6") == "ALWAYS");
  CHECK(calendar_of("NYMEX", AssetClass::future, "CLZ6") == "CME_ENERGY");
  CHECK(calendar_of("COMEX", AssetClass::future, "GCZ6") == "CME_METALS");
  CHECK(calendar_of("EUREX", AssetClass::future, "FDAX") == "ALWAYS");
  CHECK(calendar_of("IDEALPRO", AssetClass::fx, "EURUSD") == "FX");
  CHECK(calendar_of("PAXOS", AssetClass::crypto, "BTCUSD") == "ALWAYS");
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  for (const std::string_view exchange : {"NASDAQ", "IBIS", "CME", "NYMEX", "COMEX", "CBOT"})
    for (const AssetClass kind : {AssetClass::stock, AssetClass::future, AssetClass::fx})
      CHECK(calendars.find(calendar_of(exchange, kind, "ES")).ok());
}

TEST_CASE("a stock abroad keeps its exchange and currency") {
  Contract sap = apple();
  sap.symbol = "SAP";
  sap.primary_exchange = "IBIS";
  sap.currency = "EUR";
  const market::Instrument instrument = instrument_of(sap).value();
  CHECK(instrument.full_name() == "SAP:IBIS");
  CHECK(instrument.currency.text() == "EUR");
  CHECK(instrument.calendar == "ALWAYS");
  // Where only the route is known, it is what there is.
  Contract routed = apple();
  routed.primary_exchange.clear();
  CHECK(instrument_of(routed).value().exchange == "SMART");
}

TEST_CASE("a future goes by its local symbol, and the continuous one by its product") {
  const market::Instrument es =
      instrument_of(future("ES", "ESZ6", "GLOBEX", "20261218 08:30:00 US/Central")).value();
  CHECK(es.full_name() == "ESZ6:CME");
  CHECK(es.expiry->text() == "2026-12-18");
  CHECK(es.multiplier.text() == "50");
  CHECK(es.tick_size == 0.25_px);
  CHECK(es.calendar == "CME_EQUITY");
  const Contract back = contract_of(es);
  CHECK(back.sec_type == "FUT");
  CHECK(back.local_symbol == "ESZ6");
  CHECK(back.exchange == "CME");
  CHECK(back.expiry == "20261218");
  CHECK(back.multiplier->text() == "50");

  market::Instrument continuous = es;
  continuous.symbol = market::Symbol::parse("ES").value();
  continuous.expiry.reset();
  CHECK(contract_of(continuous).symbol == "ES");
  CHECK(contract_of(continuous).local_symbol.empty());
  CHECK(contract_of(continuous).expiry.empty());
}

TEST_CASE("currencies and coins are named as pairs") {
  const market::Instrument euro = instrument_of(pair("CASH", "EUR", "IDEALPRO")).value();
  CHECK(euro.full_name() == "EURUSD:IDEALPRO");
  CHECK(euro.asset_class == AssetClass::fx);
  CHECK(euro.tick_size == 0.00005_px);
  CHECK(euro.calendar == "FX");
  const Contract back = contract_of(euro);
  CHECK(back.sec_type == "CASH");
  CHECK(back.symbol == "EUR");
  CHECK(back.currency == "USD");
  CHECK(back.local_symbol == "EUR.USD");
  CHECK(back.exchange == "IDEALPRO");

  const market::Instrument coin = instrument_of(pair("CRYPTO", "BTC", "PAXOS")).value();
  CHECK(coin.full_name() == "BTCUSD:PAXOS");
  CHECK(contract_of(coin).symbol == "BTC");
  CHECK(contract_of(coin).exchange == "PAXOS");
}

TEST_CASE("an option, there and back, both rights") {
  for (const std::string right : {"C", "P"}) {
    for (const std::string strike : {"200", "7.5", "0.005", "4250"}) {
      const Contract given = option(right, strike);
      const market::Instrument instrument = instrument_of(given).value();
      CHECK(instrument.asset_class == AssetClass::option);
      REQUIRE(instrument.option);
      CHECK(instrument.option->underlying.view() == "AAPL");
      CHECK(instrument.option->strike.text() == strike);
      CHECK(instrument.multiplier.text() == "100");
      const Contract back = contract_of(instrument);
      CHECK(back.sec_type == "OPT");
      CHECK(back.symbol == "AAPL");
      CHECK(back.right == right);
      CHECK(back.strike == given.strike);
      CHECK(back.expiry == "20261218");
      CHECK(back.multiplier->text() == "100");
      CHECK(instrument_of(back).value().symbol == instrument.symbol);
    }
  }
}

TEST_CASE("an option on a future goes to the future's exchange") {
  Contract given = option("P", "5000");
  given.symbol = "ES";
  given.sec_type = "FOP";
  given.exchange = "CME";
  given.multiplier = Ratio::parse("50").value();
  const market::Instrument instrument = instrument_of(given).value();
  CHECK(instrument.exchange == "CME");
  const Contract back = contract_of(instrument);
  CHECK(back.sec_type == "FOP");
  CHECK(back.exchange == "CME");
  CHECK(back.multiplier->text() == "50");
}

TEST_CASE("what has no place, or comes without its terms, is refused in words") {
  const auto fault = [](const Contract& contract) {
    const Result<market::Instrument> made = instrument_of(contract);
    REQUIRE_FALSE(made.ok());
    CHECK_FALSE(made.error().message.empty());
    return made.error().code;
  };
  for (const std::string sec_type : {"CFD", "BOND", "FUND", "WAR", "BAG", "", "stk"}) {
    Contract contract = apple();
    contract.sec_type = sec_type;
    CHECK(fault(contract) == Code::unsupported);
  }
  Contract no_currency = apple();
  no_currency.currency = "";
  fault(no_currency);
  Contract no_symbol = apple();
  no_symbol.symbol = "";
  fault(no_symbol);
  Contract no_expiry = future("ES", "ESZ6", "CME", "");
  fault(no_expiry);
  Contract bad_expiry = future("ES", "ESZ6", "CME", "20261318");
  fault(bad_expiry);
  Contract no_multiplier = future("ES", "ESZ6", "CME", "20261218");
  no_multiplier.multiplier.reset();
  fault(no_multiplier);
  Contract no_strike = option("C", "200");
  no_strike.strike.reset();
  fault(no_strike);
  Contract no_right = option("", "200");
  fault(no_right);
}

TEST_CASE("terms that make no sense take the usual ones") {
  Contract stock = apple();
  stock.tick_size = Price{};
  stock.multiplier = Ratio{};
  const market::Instrument instrument = instrument_of(stock).value();
  CHECK(instrument.tick_size == 0.01_px);
  CHECK(instrument.multiplier.text() == "1");
}

TEST_CASE("a session knows its contracts both ways, and adds what the catalogue lacks") {
  market::Catalogue catalogue = market::starter_catalogue();
  Contracts contracts(catalogue);
  const std::size_t before = catalogue.size();
  const market::InstrumentId known = contracts.take(apple()).value();
  CHECK(contracts.find(265598) == known);
  CHECK(contracts.find(known)->conid == 265598);
  CHECK(contracts.take(apple()).value() == known);

  Contract sap = apple();
  sap.conid = 14204;
  sap.symbol = "SAP";
  sap.primary_exchange = "IBIS";
  sap.currency = "EUR";
  const market::InstrumentId added = contracts.take(sap).value();
  CHECK(catalogue.at(added).full_name() == "SAP:IBIS");
  CHECK(catalogue.size() >= before + 1);

  CHECK_FALSE(contracts.find(std::int64_t{1}));
  CHECK_FALSE(contracts.find(std::int64_t{0}));
  Contract bond = apple();
  bond.conid = 99;
  bond.sec_type = "BOND";
  CHECK(contracts.take(bond).error().code == Code::unsupported);
  CHECK_FALSE(contracts.find(std::int64_t{99}));

  // The continuous symbol stands for the front month, and for the next one after the roll.
  const market::InstrumentId es = catalogue.find(market::Symbol::parse("ES").value())->id;
  Contract front = future("ES", "ESZ6", "CME", "20261218");
  front.conid = 1;
  contracts.bind(es, front);
  CHECK(contracts.find(es)->local_symbol == "ESZ6");
  CHECK(contracts.find(std::int64_t{1}) == es);
}

}  // namespace pitwall::ibkr
