// A session with TWS or IB Gateway: it begins, is reconciled, is watched over, ends and begins
// again. The parts that answer are members; what arrives is shared out here. Belongs to the loop's
// thread.
#pragma once

#include "adapter/ibkr/account.h"
#include "adapter/ibkr/supervision.h"
#include "adapter/tws/account_desk.h"
#include "adapter/tws/book_desk.h"
#include "adapter/tws/execution_desk.h"
#include "adapter/tws/history_desk.h"
#include "adapter/tws/line_desk.h"
#include "adapter/tws/news_desk.h"
#include "adapter/tws/option_desk.h"
#include "adapter/tws/order_desk.h"
#include "adapter/tws/scanner_desk.h"

namespace pitwall::tws {

class Tws::Session : public std::enable_shared_from_this<Tws::Session> {
 public:
  static constexpr Duration connect_deadline = seconds(5);
  static constexpr int most_client_ids = 5;           // tried before giving up for now
  static constexpr Duration heartbeat = seconds(20);  // a question for the time
  static constexpr Duration heartbeat_deadline = seconds(10);

  Session(net::Loop& loop, const port::Clock& clock, port::Random& random,
          const market::CalendarSet& calendars, market::Catalogue catalogue, Options options,
          Dial dial);
  void start(port::Broker::Sink sink);
  void stop();

  Core core;
  ContractDesk contracts;
  AccountDesk accounts;
  OrderDesk orders;
  ExecutionDesk executions;
  LineDesk lines;
  HistoryDesk history;
  BookDesk books;
  OptionDesk options;
  ScannerDesk scanner;
  NewsDesk news;

 private:
  struct End {
    ibkr::Seen seen = ibkr::Seen::unreachable;
    std::string why;
  };
  Gateway::Spawn spawner();
  net::Awaitable<void> live();
  net::Awaitable<End> live_once();
  net::Awaitable<Result<Opened>> connect();
  net::Awaitable<Result<std::shared_ptr<net::Stream>>> reach();
  Result<void> take_accounts(const Opened& opened);
  // All that the desk must hear before it hears that the broker is there.
  net::Awaitable<Result<void>> reconcile();
  // Reconciles until it holds, then says so. `anew`: what was subscribed to is gone.
  net::Awaitable<void> settle(bool anew);
  net::Awaitable<void> beat();
  void see(ibkr::Seen seen, std::string detail);
  void look();
  void arm_look();
  void on_notice(const answer::ErrorMessage& message);
  void on_order(std::string_view payload);
  void on_tick(std::string_view payload);
  void compete(const std::string& text);
  std::int64_t random_client_id();

  Dial dial_;
  ibkr::Supervision supervision_;
  net::Timer look_timer_;
  net::Timer competing_timer_;
  std::uint64_t connections_ = 0;  // made so far
  bool upstream_ = true;           // the gateway has the broker
  bool settling_ = false;          // a reconciliation is under way
  bool once_more_ = false;         // and another is wanted after it
  bool anew_ = false;              // lines must be asked for again
  bool competing_ = false;
  bool started_ = false;
};

}  // namespace pitwall::tws
