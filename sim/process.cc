#include "sim/process.h"

namespace pitwall::sim {
namespace {

// The paper market, which has no wire of its own for orders to arrive at.
class WatchedBroker final : public port::Broker {
 public:
  WatchedBroker(port::Broker& broker, Arrived arrived)
      : broker_(broker), arrived_(std::move(arrived)) {}

  std::string_view name() const override { return broker_.name(); }
  void start(Sink sink) override { broker_.start(std::move(sink)); }
  void balances(std::string account, port::Reply<port::Balances> reply) override {
    broker_.balances(std::move(account), std::move(reply));
  }
  void place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override {
    arrived_(desk::ActionKind::place_order, permit, {order});
    broker_.place(std::move(permit), std::move(order), std::move(reply));
  }
  void place_group(port::Permit permit, std::vector<port::Order> orders,
                   port::Reply<port::Placed> reply) override {
    arrived_(desk::ActionKind::place_order, permit, orders);
    broker_.place_group(std::move(permit), std::move(orders), std::move(reply));
  }
  void modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override {
    arrived_(desk::ActionKind::modify_order, permit, {order});
    broker_.modify(std::move(permit), std::move(order), std::move(reply));
  }
  void cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) override {
    port::Order order;
    order.client_id = client_id;
    arrived_(desk::ActionKind::cancel_order, permit, {order});
    broker_.cancel(std::move(permit), std::move(client_id), std::move(reply));
  }
  void executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) override {
    broker_.executions(std::move(query), std::move(reply));
  }
  void live_orders(std::string account, port::Reply<port::LiveOrders> reply) override {
    broker_.live_orders(std::move(account), std::move(reply));
  }
  void profit(std::string account, port::Reply<port::ProfitAndLoss> reply) override {
    broker_.profit(std::move(account), std::move(reply));
  }

 private:
  port::Broker& broker_;
  Arrived arrived_;
};

const market::CalendarSet& calendars() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}

}  // namespace

Process::Process(Scheduler::Owner number, Scheduler& scheduler, const port::Clock& clock,
                 SimulatedStore::Surroundings disk, SeededRandom random)
    : id(number),
      scheduler_(scheduler),
      clock_(clock),
      random_(random.fork()),
      store_(std::move(disk), number, random),
      desk_(clock, store_, gate_),
      timers_(scheduler, number),
      facts_{"sim", "simulated", clock.now()} {}

void Process::open_network(SimulatedNetwork::Surroundings surroundings, SeededRandom random) {
  port::MarketData& market = surroundings.exchange.market();
  network_ = std::make_unique<SimulatedNetwork>(std::move(surroundings), id, random);
  open_dispatch(market, *network_);
}

Result<void> Process::open_paper(std::uint64_t seed, Arrived arrived) {
  PITWALL_TRY(paper_, SimulatedPaper::create(scheduler_, id, clock_, seed));
  PITWALL_TRY_VOID(paper_->restore(desk_));
  watched_ = std::make_unique<WatchedBroker>(paper_->broker(), std::move(arrived));
  open_dispatch(paper_->market(), *watched_);
  return {};
}

void Process::start_broker(port::Broker::Sink sink) {
  if (paper_) return paper_->start(std::move(sink));
  network_->start(std::move(sink));
}

void Process::open_dispatch(port::MarketData& market, port::Broker& broker) {
  context_ = std::make_unique<tool::Context>(tool::Context{
      clock_, desk_, market, broker, bars_, painter_, calendars(), facts_, random_, timers_});
  dispatch_ = std::make_unique<tool::Dispatch>(*context_);
}

}  // namespace pitwall::sim
