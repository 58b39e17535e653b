// The broker behind both servers: a paper market, with what Interactive Brokers keeps beside it
// (contract numbers, order and permanent ids, executions of the day, watchlists, alerts). It knows
// no wire. Belongs to the loop's thread; with simulated time everything here is as fast as it can
// be.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/ibkr/contract.h"
#include "adapter/paper/paper_market.h"
#include "emulator/faults.h"
#include "net/loop.h"
#include "port/bar_store.h"
#include "port/clock.h"

namespace pitwall::emulator {

// The loop's time as a clock, from an instant on.
class LoopClock final : public port::Clock {
 public:
  LoopClock(const net::Loop& loop, Time start) : loop_(loop), start_(start - loop.now()) {}
  Time now() const override { return start_ + loop_.now(); }

 private:
  const net::Loop& loop_;
  Time start_;
};

// An order as the broker has it, whoever placed it.
struct Ticket {
  std::int64_t order_id = 0;         // Client Portal's
  std::int64_t perm_id = 0;          // the broker's own, for ever
  std::string reference;             // cOID, or orderRef
  std::int64_t client = 0;           // TWS client that placed it; 0 for Client Portal
  std::int64_t client_order_id = 0;  // that client's own number of it
  std::int64_t parent = 0;           // order_id of the order whose fill it waits for
  port::Order order;  // parent and group are the paper market's names of them, not a client's
  market::InstrumentId instrument;
  port::OrderStatus status = port::OrderStatus::submitted;
  Quantity filled;
  Price average_price;
  Price last_price;
  std::string detail;
  Time placed;
  Time changed;
};

// The client of an order that came by neither door: the same user's phone, say. What happens to the
// sessions here does not concern it.
inline constexpr std::int64_t elsewhere = -1;

struct Fill {
  std::string execution_id;
  std::int64_t order_id = 0;
  std::int64_t perm_id = 0;
  port::OrderExecuted execution;  // its client_id is the ticket's reference
  Quantity cumulative;
  Price average_price;
  Money realized;  // by what it closed, before commission; in the execution's currency
};

struct BrokerageOptions {
  paper::PaperConfig market;
  std::string username = "emulated";
  bool read_only = false;           // TWS: "Read-Only API" is ticked
  port::BarStore* store = nullptr;  // of a replay; outlives the brokerage
};

class Brokerage {
 public:
  // The loop, clock and calendars outlive it. The market plays by itself from now on.
  static Result<std::unique_ptr<Brokerage>> create(net::Loop& loop, const port::Clock& clock,
                                                   const market::CalendarSet& calendars,
                                                   BrokerageOptions options);
  ~Brokerage();

  const BrokerageOptions& options() const { return options_; }
  const port::Clock& clock() const { return clock_; }
  net::Loop& loop() { return loop_; }
  paper::PaperMarket& market() { return *market_; }
  const market::Catalogue& catalogue() const { return market_->catalogue(); }
  const market::CalendarSet& calendars() const { return calendars_; }

  // ---- Contracts. Every instrument of the market has a number; options get one when asked for. A
  // continuous future is offered as the contract that was the front month when this began.
  const ibkr::Contract& contract(market::InstrumentId instrument) const;
  std::optional<market::InstrumentId> instrument(std::int64_t conid) const;
  std::int64_t underlying_conid(market::InstrumentId instrument) const;  // of a future's product
  // An option of a chain is no instrument of the market: quoted, but not traded here.
  const market::OptionQuote* option(std::int64_t conid) const;
  std::int64_t option_conid(const market::OptionQuote& option);  // numbers it, and keeps it

  // ---- Accounts.
  std::vector<std::string> accounts() const;  // as configured
  bool has_account(std::string_view account) const;
  const paper::Ledger& ledger(const std::string& account) const;  // an empty one of no account

  // ---- Orders. `ticket` comes with reference, client, client_order_id, order and instrument; its
  // numbers are given here. Refusals of the market are the error, in the market's words, and leave
  // no ticket. What happens at once is told to the listeners before `submit` returns.
  Result<std::int64_t> submit(Ticket ticket);  // the order_id
  // Those that belong together, all or none: attached to the first, or of one group, as far as
  // their order has a parent or a group; the names of these are given here.
  Result<std::vector<std::int64_t>> submit_group(std::vector<Ticket> tickets);
  // Refuses what is beyond all measure: no amount that comes of it fits anywhere.
  Result<void> check_size(market::InstrumentId instrument, const port::Order& order) const;
  Result<void> cancel(std::int64_t order_id);
  // Quantity (of the whole order, with what is filled), prices and the distance of a trailing stop.
  Result<void> modify(std::int64_t order_id, port::Order order);
  const Ticket* ticket(std::int64_t order_id) const;
  const Ticket* ticket_by_perm_id(std::int64_t perm_id) const;
  const std::map<std::int64_t, Ticket>& tickets() const { return tickets_; }  // by order_id
  bool reference_used(const std::string& account, const std::string& reference) const;  // 24 h
  const std::deque<Fill>& fills() const { return fills_; }  // oldest first

  // ---- What is going on. `faults` may be changed at any time. While the broker cannot be reached
  // no order gets through (Code::unavailable) and no tick is told; the market goes on all the same.
  Faults& faults() { return faults_; }
  void happen(Happening happening);
  // As the happenings so far have left it.
  struct Condition {
    bool logged_in = true;
    bool upstream = true;  // connected to the broker
    bool competing = false;
    bool maintenance = false;
  };
  const Condition& condition() const { return condition_; }

  // ---- Listeners: one each for every server, told in order, on the loop's thread.
  struct Listener {
    std::function<void(const Ticket&)> on_order;  // placed, or changed
    std::function<void(const Fill&)> on_fill;     // before the on_order of the same
    std::function<void(const market::Tick&, const market::Quote&)> on_tick;
    std::function<void(Happening)> on_happening;  // condition() is already changed
  };
  void listen(Listener listener) { listeners_.push_back(std::move(listener)); }

 private:
  struct Books;  // numbers, references, what is under way
  Brokerage(net::Loop& loop, const port::Clock& clock, const market::CalendarSet& calendars,
            BrokerageOptions options);
  void play();
  void on_event(port::BrokerEvent event);
  void on_execution(port::OrderExecuted execution);
  void on_report(const port::OrderReported& report);
  std::int64_t enter(Ticket ticket, std::int64_t first);  // gives it its numbers
  Result<void> send(const std::vector<std::int64_t>& order_ids);
  Result<void> replace(Ticket& ticket, const port::Order& changed);
  Result<void> connected() const;
  Ticket* ticket_of(std::string_view client_id);  // of the paper market
  void catch_up();
  void tell(const Ticket& ticket);
  void forget_old();

  net::Loop& loop_;
  const port::Clock& clock_;
  const market::CalendarSet& calendars_;
  BrokerageOptions options_;
  std::unique_ptr<paper::PaperMarket> market_;
  std::map<std::int64_t, Ticket> tickets_;
  std::deque<Fill> fills_;
  Faults faults_;
  Condition condition_;
  std::vector<Listener> listeners_;
  net::Timer play_timer_;
  net::Timer reset_timer_;
  std::unique_ptr<Books> books_;
};

}  // namespace pitwall::emulator
