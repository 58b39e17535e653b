// The desk's session with the broker, over a network with faults. It tells everything in order, as
// port::Broker asks, but for what a real broker leaves open: reports on an order may be overtaken
// by its executions and by later reports, and anything that carries its own identity may be told
// twice. A session that comes up tells first what it missed. It dies with its process.
#pragma once

#include "desk/gate/approval.h"
#include "port/broker.h"
#include "sim/exchange.h"
#include "sim/scenario.h"
#include "sim/trace.h"

namespace pitwall::sim {

class SimulatedNetwork final : public port::Broker {
 public:
  // What arrives at the broker's end of the wire.
  struct Arrival {
    desk::ActionKind kind;
    port::Permit permit;
    // One, or several that belong together; nothing but its client id, of a cancellation.
    std::vector<port::Order> orders;
  };
  struct Surroundings {  // all outlive the session
    Scheduler& scheduler;
    Exchange& exchange;
    const Faults& faults;
    Trace& trace;
    std::function<Result<void>(Arrival)> arrived;  // and what the broker answers
  };
  SimulatedNetwork(Surroundings surroundings, Scheduler::Owner process, SeededRandom random);
  ~SimulatedNetwork() override { around_.exchange.listen({}); }
  SimulatedNetwork(const SimulatedNetwork&) = delete;
  SimulatedNetwork& operator=(const SimulatedNetwork&) = delete;

  std::string_view name() const override { return around_.exchange.name(); }
  void start(Sink sink) override;
  void balances(std::string account, port::Reply<port::Balances> reply) override;
  void place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void place_group(port::Permit permit, std::vector<port::Order> orders,
                   port::Reply<port::Placed> reply) override;
  void modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) override;
  void executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) override;
  void live_orders(std::string account, port::Reply<port::LiveOrders> reply) override;

  void disconnect();  // and come back after a while

 private:
  void connect();
  void send(Arrival arrival, port::Reply<void> reply);
  // An answer to a question, some time from now, of how things stand then; or none in time.
  template <class T>
  void answer(port::Reply<T> reply, std::function<T()> what);
  void carry(const port::BrokerEvent& event);
  void deliver(Time arrival, const port::BrokerEvent& event);
  void say(port::ConnectionState state);

  Surroundings around_;
  Scheduler::Owner process_;
  SeededRandom random_;
  Sink sink_;
  bool connected_ = false;
  std::uint64_t session_ = 0;  // what is under way in an earlier one never arrives
  Time last_arrival_;
};

}  // namespace pitwall::sim
