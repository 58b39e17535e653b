#include "market/catalogue.h"

namespace pitwall::market {

namespace {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

struct Row {
  std::string_view symbol;
  std::string_view name;
  AssetClass asset_class;
  std::string_view exchange;
  std::string_view tick_size;
  std::string_view multiplier;
  std::string_view lot_size;
  std::string_view calendar;
};

constexpr Row rows[] = {
    {"SPY", "SPDR S&P 500 ETF Trust", AssetClass::etf, "ARCA", "0.01", "1", "1", "NYSE"},
    {"QQQ", "Invesco QQQ Trust", AssetClass::etf, "NASDAQ", "0.01", "1", "1", "NYSE"},
    {"AAPL", "Apple Inc.", AssetClass::stock, "NASDAQ", "0.01", "1", "1", "NYSE"},
    {"MSFT", "Microsoft Corporation", AssetClass::stock, "NASDAQ", "0.01", "1", "1", "NYSE"},
    {"NVDA", "NVIDIA Corporation", AssetClass::stock, "NASDAQ", "0.01", "1", "1", "NYSE"},
    {"TSLA", "Tesla, Inc.", AssetClass::stock, "NASDAQ", "0.01", "1", "1", "NYSE"},
    {"ES", "E-mini S&P 500 future, continuous front month", AssetClass::future, "CME", "0.25", "50",
     "1", "CME_EQUITY"},
    {"NQ", "E-mini Nasdaq-100 future, continuous front month", AssetClass::future, "CME", "0.25",
     "20", "1", "CME_EQUITY"},
    {"CL", "WTI crude oil future, continuous front month", AssetClass::future, "NYMEX", "0.01",
     "1000", "1", "CME_ENERGY"},
    {"GC", "Gold future, continuous front month", AssetClass::future, "COMEX", "0.10", "100", "1",
     "CME_METALS"},
    {"EURUSD", "Euro in US dollars", AssetClass::fx, "IDEALPRO", "0.00005", "1", "1", "FX"},
    {"BTCUSD", "Bitcoin in US dollars", AssetClass::crypto, "PAXOS", "0.01", "1", "0.00000001",
     "ALWAYS"},
};

}  // namespace

Catalogue starter_catalogue() {
  Catalogue catalogue;
  for (const Row& row : rows) {
    Instrument instrument;
    instrument.symbol = Symbol::parse(row.symbol).value();
    instrument.name = row.name;
    instrument.asset_class = row.asset_class;
    instrument.exchange = row.exchange;
    instrument.currency = "USD"_ccy;
    instrument.tick_size = Price::parse(row.tick_size).value();
    instrument.multiplier = Ratio::parse(row.multiplier).value();
    instrument.lot_size = Quantity::parse(row.lot_size).value();
    instrument.calendar = row.calendar;
    const Result<InstrumentId> added = catalogue.add(std::move(instrument));
    PITWALL_CHECK(added.ok(), "starter instrument {}: {}", row.symbol, added.error().message);
  }
  return catalogue;
}

}  // namespace pitwall::market
