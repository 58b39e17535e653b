// The paper market: everything in this folder behind the ports. It has no clock of its own; whoever
// runs it calls `advance_to` with the time (a timer of the event loop, or a simulation), and all
// ticks, fills and events come from inside that call, in order. Owned and called by one thread.
//
// Market time begins at the configured `from` and runs at `speed`. A replay passes over stretches
// without a tick that are longer than `max_quiet`. At its end a replay stops, or begins again if
// told to loop, and then market time goes back to its start and the board begins anew; accounts and
// orders stay. While a replay stands still nothing can be ordered.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapter/paper/board.h"
#include "adapter/paper/config.h"
#include "adapter/paper/exchange.h"
#include "adapter/paper/history.h"
#include "adapter/paper/playback.h"
#include "adapter/paper/tape.h"
#include "port/broker.h"
#include "port/market_data.h"

namespace pitwall::paper {

class PaperMarket final : public port::MarketData, public port::Broker {
 public:
  // What one call of `advance_to` plays at most, so that nobody waits long for the event loop.
  static constexpr std::size_t max_ticks_at_once = 20'000;
  static constexpr Duration max_quiet = minutes(15);  // of a replay, before it is passed over
  static constexpr std::size_t max_ticks_answer = Board::max_recent;

  // `catalogue` is what the desk knows; stored symbols that it lacks are added as US stocks. On a
  // synthetic tape that is always open, the instruments it plays get the calendar ALWAYS, and what
  // `catalogue()` says is what holds. `store` may be null for a synthetic tape; it and the
  // calendars outlive the market. `now` is the clock's time, which the tape starts at.
  static Result<std::unique_ptr<PaperMarket>> create(PaperConfig config,
                                                     market::Catalogue catalogue,
                                                     const market::CalendarSet& calendars,
                                                     port::BarStore* store, Time now);

  // The clock's time at which something happens next; Time::max() if nothing will.
  Time next_event() const;
  // Plays everything up to the clock's time `wall`. False where that was too much for one call:
  // then call again. A clock that was set back plays nothing until it is past where it was.
  bool advance_to(Time wall);
  // Plays all of it, in one call.
  void advance_fully_to(Time wall) {
    while (!advance_to(wall)) {
    }
  }

  // After an import: new symbols join the catalogue. (History of known ones finds new bars by
  // itself; a running replay goes on with what it began with.)
  Result<void> refresh_stored();

  // Makes an instrument known that the user described. One that is known already stays as it is.
  Result<void> add_instrument(market::Instrument instrument);

  // What the journal knows of this broker. Before `start`; left out where it knows nothing.
  Result<void> restore(const ExchangeSeed& seed) { return exchange_.restore(seed, market_time_); }

  bool ended() const { return ended_; }
  const PaperExchange& exchange() const { return exchange_; }
  std::uint64_t ticks_played() const { return ticks_played_; }
  // For a person: "synthetic tape, seed 1" or "replay from 2020-12-18T14:30:00Z".
  std::string description() const;

  // port::MarketData
  const market::Catalogue& catalogue() const override { return catalogue_; }
  Time market_time() const override { return market_time_; }
  void quotes(std::vector<market::InstrumentId> instruments,
              port::Reply<std::vector<Result<market::Quote>>> reply) override;
  void history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) override;
  void ticks(market::InstrumentId instrument, std::size_t limit,
             port::Reply<port::TickSeries> reply) override;
  void listen(Listener each) override { listener_ = std::move(each); }
  // abilities.cc
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

  // port::Broker. `start` opens the configured accounts, as far as they are not open yet.
  std::string_view name() const override { return "paper market"; }
  void start(Sink sink) override;
  void balances(std::string account, port::Reply<port::Balances> reply) override;
  void place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) override;
  void place_group(port::Permit permit, std::vector<port::Order> orders,
                   port::Reply<port::Placed> reply) override;
  Result<void> can_take(const std::vector<port::Order>& orders) const override;
  void modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void preview(port::Order order, port::Reply<port::OrderPreview> reply) override;
  void executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) override;
  void live_orders(std::string account, port::Reply<port::LiveOrders> reply) override;
  void profit(std::string account, port::Reply<port::ProfitAndLoss> reply) override;
  void performance(std::string account, port::PerformancePeriod period,
                   port::Reply<port::Performance> reply) override;

 private:
  PaperMarket(PaperConfig config, const market::CalendarSet& calendars, port::BarStore* store,
              Time now);
  Result<void> add_instruments(market::Catalogue given);
  Result<void> list(const market::Instrument& instrument, std::string_view own_calendar);
  Result<void> set_start(Time now);
  Result<void> begin_tape();  // from start_ on, with a board that knows the day so far
  Result<void> begin_lane(const Listing& listing);
  bool plays(const market::Instrument& instrument) const;
  void play(const market::Tick& tick);
  void pass_over_quiet(Time played);
  void end_of_tape();
  Result<market::Quote> quote_of(market::InstrumentId instrument) const;
  Result<const Listing*> listing_of(market::InstrumentId instrument) const;
  Result<const Listing*> optionable(market::InstrumentId underlying) const;
  Result<port::OptionChain> chain_of(const port::OptionChainQuery& query) const;

  PaperConfig config_;
  const market::CalendarSet& calendars_;
  port::BarStore* store_;
  History history_;
  market::Catalogue catalogue_;
  std::vector<Listing> listings_;  // by instrument
  Board board_;
  PaperExchange exchange_{catalogue_, listings_, board_};
  Tape tape_;
  Time start_;  // market time at which the tape starts
  Playback playback_;
  Time wall_;         // the latest seen
  Time market_time_;  // everything up to here has been played
  bool ended_ = false;
  std::uint64_t ticks_played_ = 0;
  Listener listener_;
  Sink sink_;
};

}  // namespace pitwall::paper
