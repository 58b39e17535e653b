#include "sim/run.h"

#include <set>

#include "sim/leave.h"
#include "sim/network.h"
#include "sim/paper.h"
#include "sim/person.h"
#include "sim/process.h"
#include "sim/witness.h"
#include "tool/circumstances.h"

namespace pitwall::sim {
namespace {

constexpr std::uint64_t max_steps = 2'000'000;  // tasks in one run; more means that it never ends
constexpr Duration watchdog = seconds(30);
constexpr Time start_of_time = Time::from_unix_seconds(1'608'042'600);  // 2020-12-15T14:30:00Z

class World {
 public:
  explicit World(const Options& options)
      : options_(options),
        random_(options.seed),
        faults_(draw_faults(*options.scenario, random_)),
        scheduler_(start_of_time),
        clock_(scheduler_),
        trace_(scheduler_, options.print_trace),
        witness_(trace_),
        leave_(disk_),
        person_(scheduler_, random_.fork(),
                [this](Id approval, bool yes) { return take_answer(approval, yes); }) {
    if (options.scenario->broker == BrokerKind::scripted)
      exchange_ = std::make_unique<ScriptedExchange>(scheduler_, random_.fork());
    if (options.scenario->broker == BrokerKind::paper_behind_network)
      exchange_ = std::make_unique<PaperBehindNetwork>(scheduler_, random_.fork());
  }

  Outcome run();

 private:
  // Life and death of the process.
  void start();
  void open_broker();
  void wire_up();
  void let_out(desk::Effect effect);
  void kill();
  void bury();
  void pulse();

  // What keeps happening.
  void every_second();
  void strike();
  void work();
  void request_order();
  void attach_exits(desk::Action& action);
  void request_cancel();
  void request_change();
  const desk::BlotterEntry* some_open_order(desk::OrderPhase least);
  void propose(desk::Action action);
  void turn_kill_switch();
  void give_grant();
  bool take_answer(Id approval, bool yes);
  desk::Policy policy() const;
  void plant();

  void submit(desk::Event event);
  void drain();
  void settle();

  // What must hold.
  void check_journal();
  void check_arrival(desk::ActionKind kind, const port::Permit& permit,
                     const std::vector<port::Order>& orders);
  void check_liveness();
  void check_quiet();
  void keep_books(const desk::Event& event);
  void check_paper();

  bool alive() const { return process_ && process_->alive; }
  desk::Desk& desk() { return process_->desk(); }
  // The paper market in the process, and not an exchange behind the network.
  bool on_paper() const { return options_.scenario->broker == BrokerKind::paper; }

  const Options& options_;
  Outcome outcome_;
  SeededRandom random_;
  Faults faults_;
  Scheduler scheduler_;
  VirtualClock clock_;
  Trace trace_;
  Disk disk_;
  Witness witness_;
  Leave leave_;
  Person person_;
  std::unique_ptr<Exchange> exchange_;  // none on paper
  std::unique_ptr<Process> process_;

  bool quiet_ = false;                   // the faults and the day's work are over
  bool stopped_ = false;                 // recovery failed: there is nothing to go on with
  std::uint64_t callbacks_left_ = 0;     // until the process dies in one; 0 for not at all
  std::set<std::string> arrived_;        // client ids at the broker's end of the wire
  Ledger journalled_;                    // of what the paper market told
  std::set<std::string> execution_ids_;  // likewise
};

Outcome World::run() {
  if (on_paper()) {
    for (const port::BrokerEvent& event : SimulatedPaper::opening()) journalled_.record(event);
  } else {
    exchange_->open();
  }
  start();
  plant();
  const Time end = start_of_time + options_.scenario->length;
  for (std::uint64_t i = 0; !stopped_ && !scheduler_.idle() && scheduler_.next() <= end; ++i) {
    PITWALL_CHECK(i < max_steps, "seed {} of {} never ends", options_.seed,
                  options_.scenario->name);
    scheduler_.step();
  }
  settle();
  outcome_.journal = sha256(disk_.journal);
  if (process_) outcome_.state = hash_of(desk().state());
  outcome_.trace = trace_.hash();
  outcome_.records = witness_.records();
  outcome_.violations = witness_.violations();
  outcome_.orders = arrived_.size();
  return outcome_;
}

// The faults end. Everything must come back, by replay and by snapshot, and agree with the broker.
void World::settle() {
  trace_.add("the faults end");
  faults_ = {};
  disk_.full = false;
  quiet_ = true;
  person_.go_home();
  if (!on_paper()) exchange_->close();
  check_liveness();
  for (int restart = 0; restart < 2 && !stopped_; ++restart) {
    kill();
    drain();
    check_quiet();
    if (!alive()) return;
    desk().save_snapshot([this](Result<void> saved) {
      if (!saved) witness_.violated("The last snapshot failed: {}", saved.error().message);
    });
    drain();
  }
}

void World::drain() {
  for (std::uint64_t i = 0; !stopped_ && !scheduler_.idle(); ++i) {
    if (i == max_steps) {
      witness_.violated("With the faults off the work does not end.");
      stopped_ = true;
    } else {
      scheduler_.step();
    }
  }
}

// ---- Life and death of the process -----------------------------------------------------------

void World::start() {
  if (stopped_) return;
  const Scheduler::Owner id = ++outcome_.processes;
  trace_.add("process {} starts", id);
  process_ = std::make_unique<Process>(
      id, scheduler_, clock_,
      SimulatedStore::Surroundings{
          scheduler_, disk_, faults_, trace_,
          [this](const port::JournalRecord& record) { witness_.given(record); }, [this] { kill(); },
          [this] { callbacks_left_ = 1 + random_.below(6); }},
      random_.fork());
  callbacks_left_ = 0;
  if (options_.plant == Plant::skip_replay && random_.chance(0.5)) {
    process_->store().skip_last_record();
    outcome_.planted = true;
  }
  const Result<desk::Recovery> recovery = desk().recover();
  if (!recovery) {
    witness_.violated("Recovery failed: {}", recovery.error().message);
    stopped_ = true;
    return;
  }
  trace_.add("recovered to {}, snapshot at {}", desk().sequence(), recovery->snapshot);
  outcome_.shortcuts += recovery->snapshot > 0 ? 1 : 0;
  check_journal();
  if (!stopped_) open_broker();
  if (!stopped_) wire_up();
}

void World::open_broker() {
  const Arrived arrived = [this](desk::ActionKind kind, const port::Permit& permit,
                                 std::vector<port::Order> orders) {
    const bool strikes = !quiet_ && kind == desk::ActionKind::place_order && random_.chance(0.2);
    if (strikes && options_.plant == Plant::swap_order)
      orders.front().quantity += orders.front().quantity;
    check_arrival(kind, permit, orders);
    if (strikes && options_.plant == Plant::send_twice) check_arrival(kind, permit, orders);
    const bool on_the_way =
        options_.plant == Plant::swap_order || options_.plant == Plant::send_twice;
    outcome_.planted |= strikes && on_the_way;
  };
  if (!on_paper()) {
    const auto take = [this, arrived](SimulatedNetwork::Arrival arrival) {
      arrived(arrival.kind, arrival.permit, arrival.orders);
      const port::Order& first = arrival.orders.front();
      if (arrival.kind == desk::ActionKind::cancel_order)
        return exchange_->cancel(std::move(arrival.permit), first.client_id);
      if (arrival.kind == desk::ActionKind::modify_order)
        return exchange_->modify(std::move(arrival.permit), first);
      return exchange_->place(std::move(arrival.permit), arrival.orders);
    };
    process_->open_network({scheduler_, *exchange_, faults_, trace_, take}, random_.fork());
    return;
  }
  if (const Result<void> opened = process_->open_paper(options_.seed, arrived); !opened) {
    witness_.violated("The paper market does not come up again: {}", opened.error().message);
    stopped_ = true;
  }
}

void World::let_out(desk::Effect effect) {
  pulse();
  if (!alive()) return;
  if (const auto* ask = std::get_if<desk::AskPerson>(&effect)) person_.ask(ask->approval);
  if (const auto* submit = std::get_if<desk::SubmitOrder>(&effect))
    trace_.add("order {} leaves the desk", submit->order.client_id);
  if (const auto* refusal = std::get_if<desk::ReportRefusal>(&effect))
    trace_.add("order {} is refused: {}", refusal->client_id, refusal->reason);
  process_->dispatch().carry_out(std::move(effect));
}

void World::wire_up() {
  desk().add_applied_listener([this](const desk::Event& event) {
    trace_.add("applied {} {}", desk().sequence(), event_name(event));
    witness_.applied(desk(), event);
    if (const auto* settled = std::get_if<desk::OrdersReconciled>(&event))
      outcome_.reconciled += settled->record.unknown.size();
    if (random_.chance(0.01)) witness_.remember(desk());
    pulse();
  });
  desk().on_effect([this](desk::Effect effect) { let_out(std::move(effect)); });
  submit(desk::DeskStarted{"sim", "simulated"});
  if (alive() && version_of(policy()) != desk().state().gate.version)
    submit(desk::PolicySet{policy(), "sim"});
  if (!alive()) return;
  process_->dispatch().resume();
  // What waits from before is shown again.
  for (const desk::Approval& approval : desk().state().gate.approvals)
    if (approval.state == desk::ApprovalState::pending) person_.ask(approval.id);
  const port::Broker::Sink sink = [this](port::BrokerEvent event) {
    submit(desk::from_broker(std::move(event)));
  };
  process_->start_broker(sink);
  if (quiet_) {
    // The paper market plays on for a while, for what it opened with to be filled.
    scheduler_.after(seconds(5), process_->id, [this] {
      if (on_paper()) process_->paper().stand_still();
    });
    return;
  }
  every_second();
  work();
}

// May come from deep within the desk's own calls, so the body is buried only afterwards; until then
// nothing of it reaches the disk or the wire any more.
void World::kill() {
  if (!alive()) return;
  trace_.add("process {} dies", process_->id);
  process_->alive = false;
  process_->store().cut_power();
  outcome_.planted |= process_->store().has_lost();
  if (exchange_) exchange_->listen({});
  scheduler_.forget(process_->id);
  scheduler_.at(scheduler_.now(), Scheduler::world, [this] { bury(); });
}

void World::bury() {
  witness_.remember(desk());
  scheduler_.forget(process_->id);
  process_.reset();
  scheduler_.after(random_.between(milliseconds(10), seconds(3)), Scheduler::world,
                   [this] { start(); });
}

void World::pulse() {
  if (callbacks_left_ > 0 && --callbacks_left_ == 0) kill();
}

// ---- What keeps happening --------------------------------------------------------------------

void World::every_second() {
  scheduler_.after(seconds(1), process_->id, [this] {
    if (quiet_) return;
    strike();
    const Time since = process_->store().waiting_since();
    const bool hangs = since != Time::max() && scheduler_.now() - since > watchdog;
    // A desk that has stopped ends its process, one that hangs has it ended; both are started
    // again.
    if (hangs || !desk().halted().empty()) kill();
    if (alive()) every_second();
  });
}

void World::strike() {
  if (random_.chance(faults_.disk_full) && !disk_.full) {
    disk_.full = true;
    trace_.add("the disk is full");
    scheduler_.after(random_.between(seconds(1), seconds(20)), Scheduler::world, [this] {
      disk_.full = false;
      trace_.add("the disk has room again");
    });
  }
  if (random_.chance(faults_.clock_jump)) {
    const Duration longest = options_.scenario->longest_jump;
    clock_.jump(random_.between(-longest, longest));
    trace_.add("the clock jumps to {}", clock_.now().text());
  }
  if (random_.chance(faults_.disconnect) && process_->network()) process_->network()->disconnect();
  if (random_.chance(faults_.crash)) kill();
}

// What people and tools ask of the desk.
void World::work() {
  scheduler_.after(random_.between(milliseconds(1), seconds(3)), process_->id, [this] {
    if (quiet_) return;
    const std::uint64_t dice = random_.below(24);
    if (dice >= 20) {
      request_change();
    } else if (dice < 12) {
      // Several at once now and then, to share a commit.
      const std::uint64_t orders = random_.chance(0.2) ? 1 + random_.below(6) : 1;
      for (std::uint64_t i = 0; i < orders && alive(); ++i) request_order();
    } else if (dice < 15) {
      request_cancel();
    } else if (dice < 16) {
      turn_kill_switch();
    } else if (dice < 17) {
      give_grant();
    } else if (dice < 18) {
      // Without a symbol it could be written but never read again.
      desk().submit(desk::BarsImported{}, [this](Result<void> done) {
        if (done) witness_.violated("An event that does not read back was taken up.");
      });
    } else {
      desk().save_snapshot({});
    }
    if (alive()) work();
  });
}

void World::request_order() {
  std::optional<port::Order> order =
      on_paper() ? process_->paper().random_order(random_) : exchange_->random_order();
  if (!order) return;
  desk::Action action;
  action.tool = "place_order";
  action.order = std::move(*order);
  if (random_.chance(0.2)) attach_exits(action);
  propose(std::move(action));
}

// A bracket: out at a profit or at a loss, whichever comes first.
void World::attach_exits(desk::Action& action) {
  tool::Context& context = process_->context();
  const market::Instrument* instrument = context.market.catalogue().find(action.order.symbol);
  std::optional<Price> mark;
  context.market.quotes({instrument->id}, [&](Result<std::vector<Result<market::Quote>>> quotes) {
    if (quotes && quotes->front()) mark = quotes->front()->mark();
  });
  if (!mark || action.order.time_in_force == port::TimeInForce::ioc) return;
  const auto away = [&](bool above) {
    const Price by = Price::from_scaled(instrument->tick_size.scaled() * random_.between(20, 200));
    return (above ? *mark + by : *mark - by).rounded_to(instrument->tick_size, Rounding::half_even);
  };
  const bool buys = action.order.side == port::Side::buy;
  port::Order profit = action.order;
  profit.side = buys ? port::Side::sell : port::Side::buy;
  profit.time_in_force = port::TimeInForce::gtc;
  profit.parent = "";
  profit.oca_group = "";
  profit.limit_price.reset();
  profit.stop_price.reset();
  port::Order loss = profit;
  profit.type = port::OrderType::limit;
  profit.limit_price = away(buys);
  loss.type = port::OrderType::stop;
  loss.stop_price = away(!buys);
  action.further = desk::OrderList{{std::move(profit), std::move(loss)}};
}

const desk::BlotterEntry* World::some_open_order(desk::OrderPhase least) {
  std::vector<const desk::BlotterEntry*> open;
  for (const desk::BlotterEntry& entry : desk().state().blotter.entries)
    if (!is_final(entry.phase) && entry.phase >= least) open.push_back(&entry);
  return open.empty() ? nullptr : open[random_.below(open.size())];
}

void World::request_cancel() {
  const desk::BlotterEntry* entry = some_open_order(desk::OrderPhase::drafted);
  if (!entry) return;
  desk::Action action;
  action.kind = desk::ActionKind::cancel_order;
  action.tool = "cancel_order";
  action.order = entry->order;
  if (random_.chance(0.3)) {
    action.tool = "cancel_all";
    for (const desk::BlotterEntry& other : desk().state().blotter.entries)
      if (!is_final(other.phase) && &other != entry &&
          other.order.account == entry->order.account) {
        if (!action.further) action.further.emplace();
        action.further->orders.push_back(other.order);
      }
  }
  propose(std::move(action));
}

void World::request_change() {
  const desk::BlotterEntry* entry = some_open_order(desk::OrderPhase::working);
  if (!entry) return;
  desk::Action action;
  action.kind = desk::ActionKind::modify_order;
  action.tool = "modify_order";
  action.before = action.order = entry->order;
  const market::Instrument* instrument =
      process_->context().market.catalogue().find(action.order.symbol);
  if (!instrument) return;
  action.order.quantity =
      Quantity::from_scaled(instrument->lot_size.scaled() * random_.between(1, 300));
  propose(std::move(action));
}

// As a tool does it: with what it comes to, and how things stand.
void World::propose(desk::Action action) {
  tool::Context& context = process_->context();
  const market::Instrument* instrument = context.market.catalogue().find(action.order.symbol);
  if (!instrument) return;
  action.asset_class = instrument->asset_class;
  action.currency = instrument->currency;
  action.multiplier = instrument->multiplier;
  action.actor = "sim";
  tool::gather(context, action.order.account, action.order.symbol)
      .start([this, &action](Result<tool::Gathered> gathered) {
        if (!gathered) return;
        action.policy = desk().state().gate.version;
        submit(desk::ActionProposed{random_.id(), action, gathered->circumstances});
      });
}

void World::turn_kill_switch() {
  const bool on = random_.chance(0.3);
  if (on != desk().state().gate.kill_switch.on)
    submit(desk::KillSwitchTurned{{on, "sim", "the seed", clock_.now()}});
}

void World::give_grant() {
  std::optional<port::Order> order =
      on_paper() ? process_->paper().random_order(random_) : exchange_->random_order();
  if (!order) return;
  desk::Grant grant;
  grant.id = random_.id();
  grant.account = order->account;
  grant.instruments = {order->symbol};
  if (random_.chance(0.5)) grant.side = order->side;
  grant.max_quantity = order->quantity;
  grant.max_value = Money::from_integer(1'000'000'000);
  grant.uses = random_.between(1, 5);
  grant.expires = clock_.now() + seconds(30);
  submit(desk::GrantGiven{grant, "sim"});
}

bool World::take_answer(Id approval, bool yes) {
  if (!alive() || !desk().halted().empty()) return false;
  trace_.add("the person says {} to {}", yes ? "yes" : "no", approval.text());
  // The second of two yeses says that it is.
  const desk::Approval* asked = desk().state().gate.find(approval);
  const tool::HowAnswered how{true, asked ? asked->next_yes() : 1};
  process_->dispatch().answer(approval, yes, "sim", how, [](const Result<desk::Approval>&) {});
  return true;
}

desk::Policy World::policy() const {
  desk::Policy policy;
  if (options_.scenario->limits == Limits::read_only) {
    policy.paper = desk::Mode::read_only;
    return policy;
  }
  policy.paper = options_.seed % 2 == 0 ? desk::Mode::automatic : desk::Mode::approve;
  policy.outside_hours = true;
  policy.allow_short = true;
  policy.price_collar.reset();
  // In some runs what is worth much needs two yeses.
  if (options_.seed % 3 != 0) policy.second_step_share = Ratio::from_integer(1000);
  policy.max_orders_per_minute = policy.max_orders_per_hour = policy.max_orders_per_day =
      desk::Policy::most_orders;
  policy.max_pending = 20;
  return policy;
}

void World::plant() {
  if (options_.plant != Plant::lose_append) return;
  const Duration delay = random_.between(seconds(1), options_.scenario->length / 2);
  scheduler_.after(delay, Scheduler::world, [this] {
    if (quiet_ || outcome_.planted) return;
    if (alive()) process_->store().lose_next_append();
    plant();  // again, should the process die before it writes
  });
}

void World::submit(desk::Event event) {
  if (!alive() || !desk().halted().empty()) return;
  const auto kept = std::make_shared<desk::Event>(event);
  desk().submit(std::move(event), [this, kept](Result<void> done) {
    if (!done) return;
    witness_.called_done(desk(), *kept);
    pulse();
  });
}

// ---- What must hold --------------------------------------------------------------------------

void World::check_arrival(desk::ActionKind kind, const port::Permit& permit,
                          const std::vector<port::Order>& orders) {
  const std::string& first = orders.front().client_id;
  trace_.add("{} of {} ({}) arrives", name_of(kind), first, orders.size());
  if (const std::string fault = leave_.fault(kind, permit, orders); !fault.empty())
    witness_.violated("The {} of {} reached the broker {}.", name_of(kind), first, fault);
  if (options_.scenario->limits == Limits::read_only)
    witness_.violated("Order {} reached the broker of accounts that are read only.", first);
  if (kind != desk::ActionKind::place_order) return;
  for (const port::Order& order : orders)
    if (!arrived_.insert(order.client_id).second)
      witness_.violated("Order {} was sent twice.", order.client_id);
}

void World::check_journal() {
  witness_.check_journal(disk_, desk(), [this](const desk::Event& event) {
    if (on_paper()) keep_books(event);
  });
  if (!witness_.violations().empty()) stopped_ = true;
}

// A desk that is well and hears the broker finds out what is unknown by itself, without a restart.
void World::check_liveness() {
  const bool is_well = alive() && desk().halted().empty() &&
                       process_->store().waiting_since() == Time::max() && !on_paper();
  if (!is_well) return;
  drain();
  if (!alive() || !desk().halted().empty()) return;
  for (const desk::BlotterEntry& entry : desk().state().blotter.entries)
    if (entry.phase == desk::OrderPhase::unknown || entry.phase == desk::OrderPhase::sending)
      witness_.violated("Order {} stays {}.", entry.order.client_id, name_of(entry.phase));
}

void World::check_quiet() {
  if (stopped_) return;
  if (!alive()) return witness_.violated("Nothing runs at the end.");
  if (!desk().halted().empty())
    return witness_.violated("The desk stands still: {}", desk().halted());
  if (desk().waiting() > 0) witness_.violated("{} events still wait.", desk().waiting());
  check_journal();
  if (const Result<std::uint64_t> chain = desk::verify(process_->store()); !chain)
    witness_.violated("The chain does not verify: {}", chain.error().message);
  const Ledger& truth = on_paper() ? journalled_ : exchange_->ledger();
  const std::string difference = truth.difference(desk().state());
  if (!difference.empty()) witness_.violated("{}", difference);
  const std::string order = truth.difference(desk().state().blotter);
  if (!order.empty()) witness_.violated("{}", order);
  for (const desk::Approval& approval : desk().state().gate.approvals)
    if (approval.state == desk::ApprovalState::pending ||
        approval.state == desk::ApprovalState::approved)
      witness_.violated("Approval {} is still {}.", approval.id.text(), name_of(approval.state));
  if (on_paper()) check_paper();
}

// On the paper market the journal is the truth, so the second bookkeeping is kept from it; but what
// the accounts were opened with is known beforehand, and counts once.
void World::keep_books(const desk::Event& event) {
  const auto* executed = std::get_if<port::OrderExecuted>(&event);
  if (executed && !execution_ids_.insert(executed->execution_id).second)
    return witness_.violated("Execution {} is in the journal twice.", executed->execution_id);
  if (executed) journalled_.record(*executed);
  if (const auto* order = std::get_if<port::OrderReported>(&event)) journalled_.record(*order);
}

void World::check_paper() {
  const std::string difference = process_->paper().difference(desk().state());
  if (!difference.empty()) witness_.violated("{}", difference);
  for (const std::string& id : SimulatedPaper::opening_orders()) {
    const auto& orders = desk().state().orders;
    const auto known =
        std::ranges::find_if(orders, [&](const auto& o) { return o.order.client_id == id; });
    if (known == orders.end() || known->status != port::OrderStatus::filled)
      witness_.violated("The opening order {} was not filled.", id);
  }
}

}  // namespace

Outcome run(const Options& options) { return World(options).run(); }

}  // namespace pitwall::sim
