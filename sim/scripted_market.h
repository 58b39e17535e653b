// What the scripted exchange trades and what it costs there: one instrument of each kind of
// bookkeeping, whose prices stand still.
#pragma once

#include "port/market_data.h"
#include "sim/scheduler.h"

namespace pitwall::sim {

class ScriptedMarket final : public port::MarketData {
 public:
  // The scheduler outlives it.
  explicit ScriptedMarket(const Scheduler& scheduler);

  const market::Instrument& terms_of(const market::Symbol& symbol) const;
  Price price_of(market::InstrumentId instrument) const { return prices_[instrument.index]; }

  const market::Catalogue& catalogue() const override { return catalogue_; }
  Time market_time() const override { return scheduler_.now(); }
  void quotes(std::vector<market::InstrumentId> instruments,
              port::Reply<std::vector<Result<market::Quote>>> reply) override;
  void history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) override;
  void ticks(market::InstrumentId instrument, std::size_t limit,
             port::Reply<port::TickSeries> reply) override;
  void listen(Listener) override {}

 private:
  const Scheduler& scheduler_;
  market::Catalogue catalogue_;
  std::vector<Price> prices_;  // by the instrument's index
};

}  // namespace pitwall::sim
