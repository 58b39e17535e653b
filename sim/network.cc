#include "sim/network.h"

namespace pitwall::sim {
namespace {
constexpr Duration reply_deadline = seconds(5);
constexpr std::size_t usual_executions = 20;  // that a broker lists to a new session
}  // namespace

SimulatedNetwork::SimulatedNetwork(Surroundings surroundings, Scheduler::Owner process,
                                   SeededRandom random)
    : around_(std::move(surroundings)), process_(process), random_(random) {}

void SimulatedNetwork::start(Sink sink) {
  sink_ = std::move(sink);
  around_.scheduler.after(random_.between(milliseconds(1), seconds(1)), process_,
                          [this] { connect(); });
}

void SimulatedNetwork::say(port::ConnectionState state) {
  around_.trace.add("session {} {}", session_, port::name_of(state));
  sink_(port::ConnectionChanged{std::string(name()), state, ""});
}

void SimulatedNetwork::connect() {
  connected_ = true;
  ++session_;
  last_arrival_ = around_.scheduler.now();
  say(port::ConnectionState::connected);
  const bool forgets = random_.chance(around_.faults.short_memory);
  const std::size_t executions = forgets ? random_.below(4) : usual_executions;
  for (const port::BrokerEvent& event : around_.exchange.ledger().reconciliation(executions))
    carry(event);
  around_.exchange.listen([this](const port::BrokerEvent& event) { carry(event); });
}

void SimulatedNetwork::disconnect() {
  if (!connected_) return;
  connected_ = false;
  ++session_;
  around_.exchange.listen({});
  say(port::ConnectionState::disconnected);
  around_.scheduler.after(random_.between(milliseconds(100), seconds(15)), process_,
                          [this] { connect(); });
}

void SimulatedNetwork::carry(const port::BrokerEvent& event) {
  const Time sent = around_.scheduler.now() + random_.between(microseconds(100), milliseconds(60));
  const bool is_order = std::holds_alternative<port::OrderReported>(event);
  const bool late = random_.chance(around_.faults.late_order_report);
  const bool repeated = random_.chance(around_.faults.repeated_message);
  const Duration delay = random_.between(milliseconds(1), seconds(10));
  if (is_order && late) return deliver(sent + delay, event);
  last_arrival_ = std::max(last_arrival_, sent);
  deliver(last_arrival_, event);
  const bool has_identity = is_order || std::holds_alternative<port::OrderExecuted>(event) ||
                            std::holds_alternative<port::AccountOpened>(event);
  if (repeated && has_identity) deliver(last_arrival_ + delay, event);
}

void SimulatedNetwork::deliver(Time arrival, const port::BrokerEvent& event) {
  around_.scheduler.at(arrival, process_, [this, event, session = session_] {
    if (session == session_) sink_(event);
  });
}

void SimulatedNetwork::balances(std::string account, port::Reply<port::Balances> reply) {
  if (!connected_) return reply(error(Code::unavailable, "The session with the broker is down."));
  // At once: what the desk rules by is not what is simulated here.
  port::Balances balances;
  balances.account = std::move(account);
  balances.currency = market::Currency::parse("USD").value();
  balances.cash = balances.net_liquidation = balances.available_funds = balances.excess_liquidity =
      balances.buying_power = Money::from_integer(1'000'000);
  balances.origin.as_of = balances.origin.received_at = around_.scheduler.now();
  balances.origin.quality = market::Quality::simulated;
  reply(balances);
}

namespace {
port::Reply<void> without_questions(port::Reply<port::Placed> reply) {
  return [reply = std::move(reply)](const Result<void>& arrived) {
    if (!arrived) return reply(arrived.error());
    reply(port::Placed{});
  };
}
}  // namespace

void SimulatedNetwork::place(port::Permit permit, port::Order order,
                             port::Reply<port::Placed> reply) {
  send({desk::ActionKind::place_order, std::move(permit), {std::move(order)}},
       without_questions(std::move(reply)));
}

void SimulatedNetwork::place_group(port::Permit permit, std::vector<port::Order> orders,
                                   port::Reply<port::Placed> reply) {
  send({desk::ActionKind::place_order, std::move(permit), std::move(orders)},
       without_questions(std::move(reply)));
}

void SimulatedNetwork::modify(port::Permit permit, port::Order order,
                              port::Reply<port::Placed> reply) {
  send({desk::ActionKind::modify_order, std::move(permit), {std::move(order)}},
       without_questions(std::move(reply)));
}

void SimulatedNetwork::cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) {
  port::Order order;
  order.client_id = std::move(client_id);
  send({desk::ActionKind::cancel_order, std::move(permit), {std::move(order)}}, std::move(reply));
}

void SimulatedNetwork::send(Arrival sent, port::Reply<void> reply) {
  if (!connected_) return reply(error(Code::unavailable, "The session with the broker is down."));
  const bool lost = random_.chance(around_.faults.lost_order);
  const bool unanswered = random_.chance(around_.faults.lost_reply);
  const bool silent = random_.chance(0.5);  // of those: not even an error
  const bool slow = random_.chance(around_.faults.slow_order);
  const Duration crawl = random_.between(seconds(1), seconds(70));
  Duration there = random_.between(milliseconds(1), milliseconds(500));
  if (slow) there = crawl;
  const Duration back = random_.between(milliseconds(1), milliseconds(500));
  // On the wire it belongs to nobody: it arrives even if the desk has died meanwhile.
  const auto answer = std::make_shared<Result<void>>();
  if (!lost) {
    const auto arrival = std::make_shared<Arrival>(std::move(sent));
    around_.scheduler.after(there, Scheduler::world, [arrived = around_.arrived, arrival, answer] {
      *answer = arrived(std::move(*arrival));
    });
  }
  const bool answered = !lost && !unanswered;
  if (!answered && silent) return;
  around_.scheduler.after(
      answered ? there + back : reply_deadline, process_,
      [reply = std::move(reply), answered, answer] {
        if (!answered) return reply(error(Code::deadline_exceeded, "The broker has not answered."));
        reply(*answer);
      });
}

template <class T>
void SimulatedNetwork::answer(port::Reply<T> reply, std::function<T()> what) {
  const bool unanswered = random_.chance(around_.faults.lost_reply);
  const Duration pause = random_.between(milliseconds(1), milliseconds(500));
  around_.scheduler.after(
      unanswered ? reply_deadline : pause, process_,
      [this, reply = std::move(reply), what = std::move(what), unanswered, session = session_] {
        if (unanswered || session != session_)
          return reply(error(Code::deadline_exceeded, "The broker has not answered."));
        reply(what());
      });
}

void SimulatedNetwork::executions(port::ExecutionsQuery query,
                                  port::Reply<port::Executions> reply) {
  answer<port::Executions>(std::move(reply), [this, account = std::move(query.account)] {
    return port::Executions{around_.exchange.ledger().executions(account), {}};
  });
}

void SimulatedNetwork::live_orders(std::string account, port::Reply<port::LiveOrders> reply) {
  answer<port::LiveOrders>(std::move(reply), [this, account = std::move(account)] {
    return port::LiveOrders{around_.exchange.ledger().live_orders(account), {}};
  });
}

}  // namespace pitwall::sim
