// The paper market inside the simulated process, wired as the daemon wires it: made anew at each
// start from what the journal knows, played by a timer, dying with its process. Beside it the
// checks that only it needs.
#pragma once

#include "adapter/paper/paper_market.h"
#include "desk/engine/desk.h"
#include "sim/random.h"
#include "sim/scheduler.h"

namespace pitwall::sim {

class SimulatedPaper {
 public:
  // `desk` has recovered, and outlives this.
  static Result<std::unique_ptr<SimulatedPaper>> create(Scheduler& scheduler,
                                                        Scheduler::Owner process,
                                                        const desk::Desk& desk, std::uint64_t seed);

  void start(port::Broker::Sink sink);
  port::Broker& broker() { return *market_; }
  // A market, limit or stop order near the market; absent while that has no quotes.
  std::optional<port::Order> random_order(std::string client_id, SeededRandom& random);
  void stand_still() { stopped_ = true; }  // no more ticks

  // The first thing in which the market's own books differ from the desk's; empty for none.
  std::string difference(const desk::State& state) const;
  // What opening the accounts must have come to, told once.
  static std::vector<port::BrokerEvent> opening();
  static std::vector<std::string> opening_orders();  // client ids

 private:
  SimulatedPaper(Scheduler& scheduler, Scheduler::Owner process)
      : scheduler_(scheduler), process_(process) {}
  void play();

  Scheduler& scheduler_;
  Scheduler::Owner process_;
  std::unique_ptr<paper::PaperMarket> market_;
  bool stopped_ = false;
};

}  // namespace pitwall::sim
