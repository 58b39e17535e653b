// The paper market in virtual time. As it ships it lives inside the process: made anew at each
// start from what the journal knows, played by a timer, dying with its process. As an Exchange it
// stands behind the network, like any broker, and outlives the desk.
#pragma once

#include "adapter/paper/paper_market.h"
#include "desk/engine/desk.h"
#include "sim/exchange.h"

namespace pitwall::sim {

class SimulatedPaper {
 public:
  // It follows `clock`, which may jump, and its timer runs in virtual time. Both outlive it.
  static Result<std::unique_ptr<SimulatedPaper>> create(Scheduler& scheduler,
                                                        Scheduler::Owner owner,
                                                        const port::Clock& clock,
                                                        std::uint64_t seed);

  // As the daemon does, from a desk that has recovered. Before `start`.
  Result<void> restore(const desk::Desk& desk);
  void start(port::Broker::Sink sink);
  port::Broker& broker() { return *market_; }
  port::MarketData& market() { return *market_; }
  // A market, limit or stop order near the market; absent while that has no quotes.
  std::optional<port::Order> random_order(SeededRandom& random);
  void stand_still() { stopped_ = true; }  // no more ticks

  // The first thing in which the market's own books differ from the desk's; empty for none.
  std::string difference(const desk::State& state) const;
  // What opening the accounts must have come to, told once.
  static std::vector<port::BrokerEvent> opening();
  static std::vector<std::string> opening_orders();  // client ids

 private:
  SimulatedPaper(Scheduler& scheduler, Scheduler::Owner owner, const port::Clock& clock)
      : scheduler_(scheduler), owner_(owner), clock_(clock) {}
  void play();

  Scheduler& scheduler_;
  Scheduler::Owner owner_;
  const port::Clock& clock_;
  std::unique_ptr<paper::PaperMarket> market_;
  bool stopped_ = false;
};

class PaperBehindNetwork final : public Exchange {
 public:
  PaperBehindNetwork(Scheduler& scheduler, SeededRandom random)
      : scheduler_(scheduler), clock_(scheduler), random_(random) {}

  std::string_view name() const override { return market_->broker().name(); }
  void open() override;
  void close() override { market_->stand_still(); }
  Result<void> place(port::Permit permit, const std::vector<port::Order>& orders) override;
  Result<void> modify(port::Permit permit, const port::Order& order) override;
  Result<void> cancel(port::Permit permit, const std::string& client_id) override;
  port::MarketData& market() override { return market_->market(); }
  std::optional<port::Order> random_order() override;

 private:
  Scheduler& scheduler_;
  VirtualClock clock_;
  SeededRandom random_;
  std::unique_ptr<SimulatedPaper> market_;
};

}  // namespace pitwall::sim
