#include "app/stored_history.h"

namespace pitwall::app {

void StoredHistory::history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) {
  market_.history(query, [query, reply = std::move(reply),
                          weak = std::weak_ptr(self_)](Result<market::BarSeries> answer) {
    const auto self = weak.lock();
    // A question that makes no sense is not answered from elsewhere.
    if (answer || !self || answer.error().code == Code::invalid_argument)
      return reply(std::move(answer));
    reply((*self)->stored(query, answer.error()));
  });
}

Result<market::BarSeries> StoredHistory::stored(const port::HistoryQuery& query, const Error& why) {
  if (query.instrument.index >= market_.catalogue().size()) return why;
  const market::Instrument& instrument = market_.catalogue().at(query.instrument);
  // Another process may have imported something since.
  if (!stored_.refresh() || stored_.stored(instrument.symbol).empty()) return why;
  const Result<const market::Calendar*> calendar = calendars_.find(instrument.calendar);
  if (!calendar) return why;
  Result<market::BarSeries> bars =
      stored_.read(query, {&instrument, *calendar, *calendar}, market_.market_time());
  if (!bars) return why;
  return bars;
}

void StoredHistory::look_up(std::string text, std::size_t limit,
                            port::Reply<std::vector<market::InstrumentId>> reply) {
  market_.look_up(std::move(text), limit, std::move(reply));
}
void StoredHistory::quotes(std::vector<market::InstrumentId> instruments,
                           port::Reply<std::vector<Result<market::Quote>>> reply) {
  market_.quotes(std::move(instruments), std::move(reply));
}
void StoredHistory::ticks(market::InstrumentId instrument, std::size_t limit,
                          port::Reply<port::TickSeries> reply) {
  market_.ticks(instrument, limit, std::move(reply));
}
void StoredHistory::follow(market::InstrumentId instrument, bool wanted) {
  market_.follow(instrument, wanted);
}
void StoredHistory::order_book(market::InstrumentId instrument, std::size_t rows,
                               port::Reply<market::OrderBook> reply) {
  market_.order_book(instrument, rows, std::move(reply));
}
void StoredHistory::option_expiries(market::InstrumentId underlying, Date until,
                                    port::Reply<port::OptionExpiries> reply) {
  market_.option_expiries(underlying, until, std::move(reply));
}
void StoredHistory::option_chain(port::OptionChainQuery query,
                                 port::Reply<port::OptionChain> reply) {
  market_.option_chain(std::move(query), std::move(reply));
}
void StoredHistory::trading_rules(market::InstrumentId instrument,
                                  port::Reply<port::TradingRules> reply) {
  market_.trading_rules(instrument, std::move(reply));
}
void StoredHistory::scanner_catalogue(port::Reply<port::ScannerCatalogue> reply) {
  market_.scanner_catalogue(std::move(reply));
}
void StoredHistory::scan(port::ScanQuery query, port::Reply<port::Scan> reply) {
  market_.scan(std::move(query), std::move(reply));
}
void StoredHistory::news(port::NewsQuery query, port::Reply<port::News> reply) {
  market_.news(std::move(query), std::move(reply));
}
void StoredHistory::article(std::string provider, std::string id,
                            port::Reply<port::Article> reply) {
  market_.article(std::move(provider), std::move(id), std::move(reply));
}

}  // namespace pitwall::app
