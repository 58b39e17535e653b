// Market data lines: the broker streams at most a hundred instruments, so lines are opened when
// somebody asks, kept for a while, and given up by those who asked longest ago. Belongs to the
// loop's thread.
#pragma once

#include <map>
#include <unordered_map>

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"
#include "adapter/tws/tick.h"

namespace pitwall::tws {

class LineDesk {
 public:
  static constexpr std::size_t most_lines = 100;
  static constexpr Duration kept = minutes(2);             // after it was asked for last
  static constexpr Duration quote_deadline = seconds(5);   // for the first figures of a new line
  static constexpr Duration settling = milliseconds(400);  // after them, for the rest
  static constexpr Duration snapshot_deadline = seconds(15);

  LineDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn);

  void quotes(const std::vector<market::InstrumentId>& instruments,
              port::Reply<std::vector<Result<market::Quote>>> reply);
  void listen(port::MarketData::Listener each) { listener_ = std::move(each); }
  void follow(market::InstrumentId instrument, bool wanted);
  // One look at a contract that is no instrument: all that its line said until it was complete.
  net::Awaitable<Result<LineState>> snapshot(ibkr::Contract contract);
  std::size_t free_lines() const;

  // The connection is new, or the broker has forgotten what was subscribed to.
  void subscribe_again();
  // Prices may have stopped: what is known is stale until something is heard again.
  void doubt();
  bool on_tick(std::string_view payload);  // true: it was news of some line
  // True: the message is about a line, and has been dealt with.
  bool on_notice(const answer::ErrorMessage& message);

 private:
  struct Line {
    market::InstrumentId instrument;  // none of a snapshot
    std::int64_t request = 0;
    ibkr::Contract contract;
    LineState state;
    Duration opened, asked;
    std::optional<Duration> first_figure{};
    std::optional<Error> failed{};
    bool doubted = false;  // nothing was heard since prices may have stopped
  };
  net::Awaitable<Result<market::Quote>> quote_of(market::InstrumentId instrument);
  net::Awaitable<Result<Line*>> open(market::InstrumentId instrument);
  net::Awaitable<void> keep_open(market::InstrumentId instrument);
  void request(Line& line);
  void forget_request(const Line& line);
  void fall_back(Line& line);
  bool make_room();
  void sweep();
  void arm_sweep();
  bool is_followed(market::InstrumentId instrument) const;
  market::Quote quote_now(const Line& line) const;
  void pass_on(const Line& line, TickEffect effect);

  Core& core_;
  ContractDesk& contracts_;
  Gateway::Spawn spawn_;
  SharedAnswer<market::Quote> asking_;
  port::MarketData::Listener listener_;
  std::map<market::InstrumentId, Line> lines_;
  std::map<std::int64_t, Line> snapshots_;
  std::unordered_map<std::int64_t, Line*> by_request_;
  std::map<market::InstrumentId, int> followers_;
  bool delayed_allowed_ = false;  // the broker was told to send delayed figures where it must
  net::Timer sweep_timer_;
};

}  // namespace pitwall::tws
