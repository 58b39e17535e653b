// Quotes, ticks and history as the desk asks for them. Everything that comes back carries its
// origin; what is missing comes back as an error, never as a guess.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "market/bar.h"
#include "market/catalogue.h"
#include "market/instrument.h"
#include "market/order_book.h"
#include "market/quote.h"
#include "port/news.h"
#include "port/option_chain.h"
#include "port/reply.h"
#include "port/scanner.h"
#include "port/trading_rules.h"

namespace pitwall::port {

struct HistoryQuery {
  market::InstrumentId instrument;
  market::BarSize size;
  Time from;  // first bar start that counts
  Time to;    // bars start before this
  bool outside_hours = false;
  std::size_t limit = 0;  // 0: no limit; otherwise the last `limit` bars
};

struct TickSeries {
  std::vector<market::Tick> ticks;  // oldest first
  market::Origin origin;
};

class MarketData {
 public:
  virtual ~MarketData() = default;
  virtual const market::Catalogue& catalogue() const = 0;
  // Instruments of this symbol, "symbol:exchange" or name, best first, at most `limit`. Where the
  // market knows more than the catalogue, what it finds joins the catalogue. Code::not_found says
  // what is near.
  virtual void look_up(std::string text, std::size_t limit,
                       Reply<std::vector<market::InstrumentId>> reply);
  // The time of the market: the replayed tape's on the paper market, the clock's elsewhere.
  virtual Time market_time() const = 0;

  // One result for each instrument, in the order asked.
  virtual void quotes(std::vector<market::InstrumentId> instruments,
                      Reply<std::vector<Result<market::Quote>>> reply) = 0;
  // Never an empty series: that is Code::no_data, and says what there is.
  virtual void history(HistoryQuery query, Reply<market::BarSeries> reply) = 0;
  // The most recent ticks, oldest first, at most `limit`, with the origin they share.
  virtual void ticks(market::InstrumentId instrument, std::size_t limit,
                     Reply<TickSeries> reply) = 0;

  // Calls `each` on every tick from now on. One listener for the whole desk, which shares it out.
  using Listener = std::function<void(const market::Tick&, const market::Quote&)>;
  virtual void listen(Listener each) = 0;
  // Ticks of this instrument are wanted, or no longer: counted (port/following.h). A market that
  // plays everything anyway does nothing.
  virtual void follow(market::InstrumentId, bool) {}

  // What follows is there where the market has it: otherwise Code::unsupported.
  // At most `rows` levels of each side.
  virtual void order_book(market::InstrumentId instrument, std::size_t rows,
                          Reply<market::OrderBook> reply);
  // Those up to `until`.
  virtual void option_expiries(market::InstrumentId underlying, Date until,
                               Reply<OptionExpiries> reply);
  virtual void option_chain(OptionChainQuery query, Reply<OptionChain> reply);
  virtual void trading_rules(market::InstrumentId instrument, Reply<TradingRules> reply);
  virtual void scanner_catalogue(Reply<ScannerCatalogue> reply);
  virtual void scan(ScanQuery query, Reply<Scan> reply);
  virtual void news(NewsQuery query, Reply<News> reply);
  virtual void article(std::string provider, std::string id, Reply<Article> reply);
};

}  // namespace pitwall::port
