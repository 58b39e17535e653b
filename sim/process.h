// Everything of the desk's process: gone at a crash, made anew at a start. The desk, the gate and
// what carries its effects out are the daemon's own; disk, broker, clock and timers are simulated.
#pragma once

#include "sim/network.h"
#include "sim/paper.h"
#include "sim/store.h"
#include "sim/unused_ports.h"
#include "tool/dispatch.h"

namespace pitwall::sim {

// What reaches the broker's end of the wire, before it is taken up there.
using Arrived = std::function<void(desk::ActionKind kind, const port::Permit& permit,
                                   const std::vector<port::Order>& orders)>;

class Process {
 public:
  Process(Scheduler::Owner number, Scheduler& scheduler, const port::Clock& clock,
          SimulatedStore::Surroundings disk, SeededRandom random);

  // One of these, after the desk has recovered.
  void open_network(SimulatedNetwork::Surroundings surroundings, SeededRandom random);
  Result<void> open_paper(std::uint64_t seed, Arrived arrived);
  void start_broker(port::Broker::Sink sink);

  const Scheduler::Owner id;
  bool alive = true;
  SimulatedStore& store() { return store_; }
  desk::Desk& desk() { return desk_; }
  SimulatedNetwork* network() { return network_.get(); }  // null on paper
  SimulatedPaper& paper() { return *paper_; }             // on paper only
  tool::Context& context() { return *context_; }
  tool::Dispatch& dispatch() { return *dispatch_; }

 private:
  class Timers final : public port::Timers {
   public:
    Timers(Scheduler& scheduler, Scheduler::Owner owner) : scheduler_(scheduler), owner_(owner) {}
    void after(Duration delay, std::function<void()> callback) override {
      scheduler_.after(delay, owner_, std::move(callback));
    }

   private:
    Scheduler& scheduler_;
    Scheduler::Owner owner_;
  };
  void open_dispatch(port::MarketData& market, port::Broker& broker);

  Scheduler& scheduler_;
  const port::Clock& clock_;
  SeededRandom random_;
  SimulatedStore store_;
  desk::Gate gate_;
  desk::Desk desk_;
  Timers timers_;
  NoBars bars_;
  NoPainter painter_;
  tool::DaemonFacts facts_;
  std::unique_ptr<SimulatedNetwork> network_;
  std::unique_ptr<SimulatedPaper> paper_;
  std::unique_ptr<port::Broker> watched_;  // the paper market, with arrivals told
  std::unique_ptr<tool::Context> context_;
  std::unique_ptr<tool::Dispatch> dispatch_;
};

}  // namespace pitwall::sim
