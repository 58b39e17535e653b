// Of one connection: the past, and bars that go on. Keeps the broker's pacing rules, so that who
// asks too fast learns of it.
#pragma once

#include <deque>
#include <map>

#include "emulator/tws/session.h"

namespace pitwall::emulator::tws {

class HistoryDesk {
 public:
  static constexpr Duration bar_every = seconds(5);
  static constexpr std::size_t max_open = 50;  // bars kept up to date
  static constexpr std::size_t max_ticks = 1'000;

  explicit HistoryDesk(Session& session) : session_(session) {}
  bool take(const Request& request);
  void on_tick(const market::Tick& tick);
  void lose_everything();

 private:
  // Bars that a client wants more of: the last one is told again while it grows.
  struct Followed {
    market::InstrumentId instrument;
    market::BarSize size;
    History asked;
    market::Bar told;
    bool real_time = false;  // whole bars of five seconds, and nothing between
    bool moved = false;
  };
  void ask_bars(const History& asked);
  bool too_fast(const History& asked, Duration bar);
  void tell_bars(const History& asked, market::InstrumentId instrument,
                 const market::BarSeries& series, Time from, Time to);
  void tell_schedule(const History& asked, market::InstrumentId instrument, Time from, Time to);
  void ask_real_time(const History& asked);
  void tell_followed(std::int64_t id, Followed& followed);
  void ask_head(const History& asked);
  void ask_histogram(const History& asked);
  void ask_ticks(const History& asked);
  void wait();
  std::optional<market::InstrumentId> find(const History& asked);
  Result<market::BarSeries> bars(market::InstrumentId instrument, market::BarSize size, Time from,
                                 Time to, bool outside_hours);
  std::string date_text(const History& asked, market::InstrumentId instrument, Time time,
                        bool intraday) const;
  const Zone& zone_of(market::InstrumentId instrument) const;

  Session& session_;
  std::map<std::int64_t, Followed> followed_;
  struct Asked {
    std::string what;     // all of the question
    std::string of_what;  // contract, exchange and kind
    Duration at;
    std::size_t weight = 1;
  };
  std::deque<Asked> recent_;
  net::Timer timer_;
};

}  // namespace pitwall::emulator::tws
