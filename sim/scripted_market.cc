#include "sim/scripted_market.h"

namespace pitwall::sim {
namespace {
using namespace literals;
using namespace market::literals;
using market::AssetClass;

struct Traded {
  market::Symbol symbol;
  AssetClass asset_class;
  market::Currency currency;
  Ratio multiplier;
  Price price;  // about
  Price tick;
  Quantity lot;
};

// Crude oil has been below zero.
const std::vector<Traded>& traded() {
  static const std::vector<Traded> list{
      {"AAPL"_sym, AssetClass::stock, "USD"_ccy, 1_ratio, 128.25_px, 0.01_px, 1_qty},
      {"SAP"_sym, AssetClass::stock, "EUR"_ccy, 1_ratio, 104.1_px, 0.02_px, 1_qty},
      {"ES"_sym, AssetClass::future, "USD"_ccy, 50_ratio, 3690.25_px, 0.25_px, 1_qty},
      {"CL"_sym, AssetClass::future, "USD"_ccy, 1000_ratio, 0.05_px, 0.01_px, 1_qty},
      {"EURUSD"_sym, AssetClass::fx, "USD"_ccy, 1_ratio, 1.2154_px, 0.00005_px, 1000_qty},
      {"BTCUSD"_sym, AssetClass::crypto, "USD"_ccy, 1_ratio, 19430.5_px, 0.5_px, 0.0001_qty},
  };
  return list;
}

}  // namespace

ScriptedMarket::ScriptedMarket(const Scheduler& scheduler) : scheduler_(scheduler) {
  for (const Traded& item : traded()) {
    market::Instrument instrument;
    instrument.symbol = item.symbol;
    instrument.name = item.symbol.text();
    instrument.asset_class = item.asset_class;
    instrument.exchange = "SIM";
    instrument.currency = item.currency;
    instrument.multiplier = item.multiplier;
    instrument.tick_size = item.tick;
    instrument.lot_size = item.lot;
    instrument.calendar = "ALWAYS";
    const Result<market::InstrumentId> added = catalogue_.add(std::move(instrument));
    PITWALL_CHECK(added.ok(), "{} is no instrument", item.symbol.view());
    prices_.push_back(item.price);
  }
}

const market::Instrument& ScriptedMarket::terms_of(const market::Symbol& symbol) const {
  const market::Instrument* instrument = catalogue_.find(symbol);
  PITWALL_CHECK(instrument, "{} is not traded here", symbol.view());
  return *instrument;
}

void ScriptedMarket::quotes(std::vector<market::InstrumentId> instruments,
                            port::Reply<std::vector<Result<market::Quote>>> reply) {
  std::vector<Result<market::Quote>> answers;
  for (const market::InstrumentId id : instruments) {
    const market::Instrument& instrument = catalogue_.at(id);
    market::Quote quote;
    quote.last = price_of(id);
    quote.bid = price_of(id) - instrument.tick_size;
    quote.ask = price_of(id) + instrument.tick_size;
    quote.time = scheduler_.now();
    quote.origin.source.name = FixedText<47>::parse("scripted exchange").value();
    quote.origin.source.account = market::AccountKind::paper;
    quote.origin.as_of = quote.origin.received_at = scheduler_.now();
    quote.origin.quality = market::Quality::simulated;
    answers.emplace_back(std::move(quote));
  }
  reply(std::move(answers));
}

void ScriptedMarket::history(port::HistoryQuery, port::Reply<market::BarSeries> reply) {
  reply(error(Code::unsupported, "The scripted exchange keeps no history."));
}

void ScriptedMarket::ticks(market::InstrumentId, std::size_t, port::Reply<port::TickSeries> reply) {
  reply(error(Code::unsupported, "The scripted exchange keeps no ticks."));
}

}  // namespace pitwall::sim
