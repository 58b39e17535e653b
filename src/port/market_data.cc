#include "port/market_data.h"

namespace pitwall::port {
namespace {

Error not_here(std::string_view what) {
  return error(Code::unsupported, "This market has no {}.", what);
}

}  // namespace

void MarketData::look_up(std::string text, std::size_t limit,
                         Reply<std::vector<market::InstrumentId>> reply) {
  const Result<const market::Instrument*> exact = catalogue().find(text);
  std::vector<market::InstrumentId> found;
  if (exact) found.push_back((*exact)->id);
  for (const market::Instrument* instrument : catalogue().search(text, limit))
    if (!exact || instrument != *exact) found.push_back(instrument->id);
  if (found.empty()) return reply(exact.error());
  if (found.size() > limit) found.resize(limit);
  reply(std::move(found));
}

void MarketData::order_book(market::InstrumentId, std::size_t, Reply<market::OrderBook> reply) {
  reply(not_here("order book"));
}
void MarketData::option_expiries(market::InstrumentId, Date, Reply<OptionExpiries> reply) {
  reply(not_here("options"));
}
void MarketData::option_chain(OptionChainQuery, Reply<OptionChain> reply) {
  reply(not_here("options"));
}
void MarketData::trading_rules(market::InstrumentId, Reply<TradingRules> reply) {
  reply(not_here("trading rules"));
}
void MarketData::scanner_catalogue(Reply<ScannerCatalogue> reply) { reply(not_here("scanner")); }
void MarketData::scan(ScanQuery, Reply<Scan> reply) { reply(not_here("scanner")); }
void MarketData::news(NewsQuery, Reply<News> reply) { reply(not_here("news")); }
void MarketData::article(std::string, std::string, Reply<Article> reply) {
  reply(not_here("news"));
}

}  // namespace pitwall::port
