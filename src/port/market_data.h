// Quotes, ticks and history as the desk asks for them. Everything that comes back carries its
// origin; what is missing comes back as an error, never as a guess.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "market/bar.h"
#include "market/catalogue.h"
#include "market/instrument.h"
#include "market/quote.h"
#include "port/reply.h"

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
};

}  // namespace pitwall::port
