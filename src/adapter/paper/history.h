// Bars of the past, up to the market's present and never beyond it. An instrument with stored bars
// answers from them, exact as stored; another one from the model behind the synthetic tape. The bar
// that is still under way is built from the ticks so far. Not shared between threads.
#pragma once

#include <map>
#include <vector>

#include "adapter/paper/tape.h"
#include "market/calendar.h"
#include "port/bar_store.h"
#include "port/market_data.h"

namespace pitwall::paper {

// An instrument as this market trades it. Everything pointed to outlives whoever holds this.
struct Listing {
  const market::Instrument* instrument = nullptr;
  const market::Calendar* calendar = nullptr;         // when it trades here
  const market::Calendar* stored_calendar = nullptr;  // of its exchange: divides stored bars
};

// Where an answer from stored bars says that it comes from: "file spy.csv".
market::Source stored_source(std::string_view file);
market::Source own_source();

// When a bar ends: a day at its last regular close, an intraday bar at its length or at the end of
// its session, whichever is first.
Time end_of(const market::Bar& bar, market::BarSize size, const market::Calendar& calendar);

class History {
 public:
  static constexpr Duration simulated_reach = days(730);  // how far back the model answers
  static constexpr Duration max_tick_range = days(1);     // of simulated bars under a minute
  static constexpr std::size_t max_bars = 200'000;        // in one answer

  // `store` may be null and outlives the history; `replay` says that its bars are being played.
  History(port::BarStore* store, bool replay, std::uint64_t seed)
      : store_(store), replay_(replay), seed_(seed) {}

  // Reads anew what is stored. Before the first question, and after an import.
  Result<void> refresh();
  // By size; empty where nothing is stored.
  const std::vector<port::BarCoverage>& stored(const market::Symbol& symbol) const;
  std::vector<market::Symbol> stored_symbols() const;

  // `now` is the market's time. An empty series is an error that says what there is.
  Result<market::BarSeries> read(const port::HistoryQuery& query, const Listing& listing,
                                 Time now) const;

  // The last `count` daily bars before the trading day of `now`, oldest first; none is no error.
  // Read from no farther back than they need: the model makes a day of its minutes.
  std::vector<market::Bar> last_days(const Listing& listing, std::size_t count, Time now) const;
  // The closes of the last `count` trading days before `now`, oldest first: of each bar only time
  // and close count. As `read` has them, but cheap where the model would make whole days.
  std::vector<market::Bar> closes(const Listing& listing, std::size_t count, Time now) const;

  // The bars of the tape's own source: from the store on a replay, else from the model. Empty
  // where there are none.
  Result<std::vector<market::Bar>> read_tape(const port::HistoryQuery& query,
                                             const Listing& listing, Time now) const;

 private:
  using Bars = std::vector<market::Bar>;
  Result<Bars> read_stored(const port::HistoryQuery& query, const Listing& listing, Time now) const;
  Result<Bars> read_exact(const port::HistoryQuery& query, const Listing& listing, Time now) const;
  // Made of shorter ones, of size `from`, and on a replay of the ticks of the one under way.
  Result<Bars> read_made(const port::HistoryQuery& query, market::BarSize from,
                         const Listing& listing, Time now) const;
  Result<Bars> read_simulated(const port::HistoryQuery& query, const Listing& listing,
                              Time now) const;

  port::BarStore* store_;
  bool replay_;
  std::uint64_t seed_;
  std::map<market::Symbol, std::vector<port::BarCoverage>> coverage_;  // each by size
};

}  // namespace pitwall::paper
