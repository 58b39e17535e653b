// Of one connection: market data as it happens. Lines of quotes, snapshots, depth, tick by tick.
#pragma once

#include <map>
#include <set>

#include "emulator/tws/session.h"
#include "market/order_book.h"

namespace pitwall::emulator::tws {

class QuoteDesk {
 public:
  static constexpr Duration tell_every = milliseconds(250);  // changes of a line are gathered
  static constexpr Duration option_every = seconds(1);       // options are looked up anew
  static constexpr Duration snapshot_wait = milliseconds(300);
  static constexpr std::size_t max_rows = 60;

  explicit QuoteDesk(Session& session) : session_(session) {}
  bool take(const Request& request);
  void on_tick(const market::Tick& tick, const market::Quote& quote);
  void on_competing(bool competing);
  void lose_everything();

 private:
  // What a client has been told of a line, so that only changes are told.
  struct Line {
    market::InstrumentId instrument;
    std::optional<ibkr::Contract> option;  // then of this option of that underlying
    int kind = 1;                          // 1 live, 2 frozen, 3 delayed
    bool changed = true;
    bool traded = false;  // since the last time
    market::Quote told;
    bool told_anything = false;
  };
  struct Ladder {
    market::InstrumentId instrument;
    std::size_t rows = 0;
    bool smart = false;
    std::vector<market::BookLevel> bids, asks;  // as told
  };
  struct ByTick {
    market::InstrumentId instrument;
    std::string kind;
  };
  void ask_data(const MarketData& asked);
  std::optional<int> kind_for(std::int64_t id);
  void begin_line(std::int64_t id, Line line, const MarketData& asked);
  void tell_line(std::int64_t id, Line& line);
  void tell_sides(std::int64_t id, const Line& line, const market::Quote& quote);
  void tell_day(std::int64_t id, const Line& line, const market::Quote& quote);
  void tell_option(std::int64_t id, Line& line);
  void tell_price(std::int64_t id, const Line& line, int type, const std::optional<Price>& price,
                  const std::optional<Quantity>& size);
  void tell_size(std::int64_t id, const Line& line, int type, const std::optional<Quantity>& size);
  void ask_depth(const Depth& asked);
  void tell_depth(std::int64_t id, Ladder& ladder);
  void tell_side(std::int64_t id, const Ladder& ladder, int side,
                 const std::vector<market::BookLevel>& before,
                 const std::vector<market::BookLevel>& now);
  void ask_by_tick(const History& asked);
  void tell_by_tick(std::int64_t id, const ByTick& by_tick, const market::Tick& tick);
  void wait();
  void wait_for_options();
  bool option_followed() const;

  Session& session_;
  std::int64_t data_type_ = 1;
  std::map<std::int64_t, Line> lines_;
  std::map<std::int64_t, Ladder> ladders_;
  std::map<std::int64_t, ByTick> by_tick_;
  std::map<std::int64_t, net::Timer> snapshots_;
  net::Timer timer_;
  net::Timer option_timer_;
};

}  // namespace pitwall::emulator::tws
