// Candles and ticks of the past, as fast as the broker allows and no faster. Belongs to the loop's
// thread.
#pragma once

#include <map>

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"
#include "adapter/tws/history_pace.h"

namespace pitwall::tws {

class HistoryDesk {
 public:
  static constexpr Duration answer_deadline = seconds(60);
  static constexpr Duration longest_wait = minutes(2);  // for the pace; beyond it the asker is told
  static constexpr Duration back_off = seconds(15);     // after the broker says that it is too fast
  static constexpr std::size_t most_pages = 40;         // of one question
  static constexpr Duration remembered = seconds(15);   // the same question has the same answer

  HistoryDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn);
  void history(const port::HistoryQuery& query, port::Reply<market::BarSeries> reply);
  void ticks(market::InstrumentId instrument, std::size_t limit,
             port::Reply<port::TickSeries> reply);

 private:
  net::Awaitable<Result<market::BarSeries>> fetch(port::HistoryQuery query);
  net::Awaitable<Result<std::vector<answer::HistoricalBar>>> page(ibkr::Contract contract,
                                                                  port::HistoryQuery query,
                                                                  Time end, std::string duration);
  net::Awaitable<Result<port::TickSeries>> fetch_ticks(market::InstrumentId instrument,
                                                       std::size_t limit);
  // Waits until the broker's rules allow this; the error says how long it would be.
  net::Awaitable<Result<void>> wait_turn(HistoryAsk ask);
  Result<market::Bar> bar_of(const answer::HistoricalBar& told, const port::HistoryQuery& query,
                             const market::Calendar* calendar) const;

  Core& core_;
  ContractDesk& contracts_;
  SharedAnswer<market::BarSeries> fetching_;
  SharedAnswer<port::TickSeries> fetching_ticks_;
  HistoryPace pace_;
  Duration not_before_;  // after the broker has said that it was too fast
  struct Remembered {
    Duration at;
    std::vector<answer::HistoricalBar> bars;
  };
  std::map<std::string, Remembered> remembered_;
};

}  // namespace pitwall::tws
