// A broker's market with the user's own imported bars behind it: where the broker has no history of
// an instrument, or is away, bars that are stored answer, and their origin says so. Everything else
// is the broker's. Belongs to the loop's thread.
#pragma once

#include "adapter/paper/history.h"
#include "market/calendar.h"
#include "port/bar_store.h"
#include "port/market_data.h"

namespace pitwall::app {

class StoredHistory final : public port::MarketData {
 public:
  // All outlive it.
  StoredHistory(port::MarketData& market, const market::CalendarSet& calendars,
                port::BarStore& bars)
      : market_(market), calendars_(calendars), stored_(&bars, false, 0) {}

  void history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) override;

  const market::Catalogue& catalogue() const override { return market_.catalogue(); }
  void look_up(std::string text, std::size_t limit,
               port::Reply<std::vector<market::InstrumentId>> reply) override;
  Time market_time() const override { return market_.market_time(); }
  void quotes(std::vector<market::InstrumentId> instruments,
              port::Reply<std::vector<Result<market::Quote>>> reply) override;
  void ticks(market::InstrumentId instrument, std::size_t limit,
             port::Reply<port::TickSeries> reply) override;
  void listen(Listener each) override { market_.listen(std::move(each)); }
  void follow(market::InstrumentId instrument, bool wanted) override;
  void order_book(market::InstrumentId instrument, std::size_t rows,
                  port::Reply<market::OrderBook> reply) override;
  void option_expiries(market::InstrumentId underlying, Date until,
                       port::Reply<port::OptionExpiries> reply) override;
  void option_chain(port::OptionChainQuery query, port::Reply<port::OptionChain> reply) override;
  void trading_rules(market::InstrumentId instrument,
                     port::Reply<port::TradingRules> reply) override;
  void scanner_catalogue(port::Reply<port::ScannerCatalogue> reply) override;
  void scan(port::ScanQuery query, port::Reply<port::Scan> reply) override;
  void news(port::NewsQuery query, port::Reply<port::News> reply) override;
  void article(std::string provider, std::string id, port::Reply<port::Article> reply) override;

 private:
  // The stored bars that answer; the broker's own words where there are none.
  Result<market::BarSeries> stored(const port::HistoryQuery& query, const Error& why);

  port::MarketData& market_;
  const market::CalendarSet& calendars_;
  paper::History stored_;
  // Expires with this: the broker may reply after it is gone.
  std::shared_ptr<StoredHistory*> self_ = std::make_shared<StoredHistory*>(this);
};

}  // namespace pitwall::app
