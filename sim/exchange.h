// The broker's side of the wire: accounts in which things happen, whether the desk is up or not. It
// belongs to the world and outlives every process of the desk.
#pragma once

#include "port/market_data.h"
#include "port/permit.h"
#include "sim/ledger.h"
#include "sim/random.h"
#include "sim/scheduler.h"
#include "sim/scripted_market.h"

namespace pitwall::sim {

class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual std::string_view name() const = 0;  // of the broker that it is
  virtual void open() = 0;
  // From now on nothing happens here.
  virtual void close() = 0;
  // What has arrived: one order, or several that belong together. One with a known client id is the
  // same order, and changes nothing.
  virtual Result<void> place(port::Permit permit, const std::vector<port::Order>& orders) = 0;
  virtual Result<void> modify(port::Permit permit, const port::Order& order) = 0;
  // A cancellation that has arrived. Of an order that has ended, or never came, it changes nothing.
  virtual Result<void> cancel(port::Permit permit, const std::string& client_id) = 0;
  // What things cost here; the desk sees it without delay.
  virtual port::MarketData& market() = 0;
  // Something that can be ordered here, if anything can at the moment.
  virtual std::optional<port::Order> random_order() = 0;

  // The one session that is told what happens, until the next one or an empty one.
  using Listener = std::function<void(const port::BrokerEvent&)>;
  void listen(Listener listener) { listener_ = std::move(listener); }
  const Ledger& ledger() const { return ledger_; }

 protected:
  void tell(const port::BrokerEvent& event) {
    ledger_.record(event);
    if (listener_) listener_(event);
  }

 private:
  Ledger ledger_;
  Listener listener_;
};

// Trades are made elsewhere by hand, cash comes and goes, and orders that arrive are filled bit by
// bit at any price, all from the seed. Cancels what is open when it closes.
class ScriptedExchange final : public Exchange {
 public:
  ScriptedExchange(Scheduler& scheduler, SeededRandom random)
      : scheduler_(scheduler), random_(random), market_(scheduler) {}

  std::string_view name() const override { return "simulated broker"; }
  void open() override;
  void close() override;
  Result<void> place(port::Permit permit, const std::vector<port::Order>& orders) override;
  Result<void> modify(port::Permit permit, const port::Order& order) override;
  Result<void> cancel(port::Permit permit, const std::string& client_id) override;
  port::MarketData& market() override { return market_; }
  std::optional<port::Order> random_order() override;

 private:
  port::Order order_of();
  std::string random_account();
  void live();
  void trade_elsewhere();
  void work(const std::string& client_id);
  bool waits_for_parent(const port::Order& order) const;
  void end(port::OrderReported& report, port::OrderStatus status, std::string_view why);
  // What hangs on an order that has just ended: those of its group, or that waited for it.
  void settle_others(const port::OrderReported& ended);
  void fill(port::OrderReported& report);
  void execute(const port::Order& order, Quantity quantity);

  Scheduler& scheduler_;
  SeededRandom random_;
  ScriptedMarket market_;
  std::map<std::string, port::OrderReported> orders_;  // by client id
  std::uint64_t executions_ = 0;
  bool closed_ = false;
};

}  // namespace pitwall::sim
