// The broker's side of the wire: accounts in which things happen, whether the desk is up or not.
// Trades are made elsewhere by hand, cash comes and goes, and orders that arrive are filled bit by
// bit, all from the seed. It belongs to the world and outlives every process of the desk.
#pragma once

#include "port/order.h"
#include "sim/ledger.h"
#include "sim/random.h"
#include "sim/scheduler.h"

namespace pitwall::sim {

class Exchange {
 public:
  Exchange(Scheduler& scheduler, SeededRandom random) : scheduler_(scheduler), random_(random) {}

  void open();
  // Cancels what is open; from then on nothing happens here.
  void close();

  // The one session that is told what happens, until the next one or an empty one.
  using Listener = std::function<void(const port::BrokerEvent&)>;
  void listen(Listener listener) { listener_ = std::move(listener); }

  // An order that has arrived. One with a known client id is the same order, and changes nothing.
  void place(const port::Order& order);

  const Ledger& ledger() const { return ledger_; }
  std::string random_account();
  port::Order random_order(std::string client_id);

 private:
  void tell(const port::BrokerEvent& event);
  void live();
  void trade_elsewhere();
  void work(const std::string& client_id);
  void fill(port::OrderReported& report);
  void execute(const port::Order& order, Quantity quantity);

  Scheduler& scheduler_;
  SeededRandom random_;
  Ledger ledger_;
  Listener listener_;
  std::map<std::string, port::OrderReported> orders_;  // by client id
  std::uint64_t executions_ = 0;
  bool closed_ = false;
};

}  // namespace pitwall::sim
