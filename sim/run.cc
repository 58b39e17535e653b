#include "sim/run.h"

#include <set>

#include "sim/gate.h"
#include "sim/network.h"
#include "sim/paper.h"
#include "sim/witness.h"

namespace pitwall::sim {
namespace {

constexpr std::uint64_t max_steps = 2'000'000;  // tasks in one run; more means that it never ends
constexpr Duration watchdog = seconds(30);
constexpr Time start_of_time = Time::from_unix_seconds(1'608'042'600);  // 2020-12-15T14:30:00Z

// Everything of the desk's process: gone at a crash, made anew at a start.
struct Process {
  Process(Scheduler::Owner number, const port::Clock& clock, desk::GateRule& gate,
          SimulatedStore::Surroundings disk, SeededRandom random)
      : id(number), store(std::move(disk), number, random), desk(clock, store, gate) {}

  Scheduler::Owner id;
  bool alive = true;
  SimulatedStore store;
  desk::Desk desk;
  // One of these.
  std::unique_ptr<SimulatedNetwork> network;
  std::unique_ptr<SimulatedPaper> paper;
  port::Broker& broker() { return paper ? paper->broker() : *network; }
};

class World {
 public:
  explicit World(const Options& options)
      : options_(options),
        random_(options.seed),
        faults_(draw_faults(*options.scenario, random_)),
        scheduler_(start_of_time),
        clock_(scheduler_),
        trace_(scheduler_, options.print_trace),
        simulated_gate_(options.seed),
        witness_(gate(), trace_) {
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
  void plant();

  void submit(desk::Event event);
  void drain();
  void settle();

  // What must hold.
  void check_journal();
  void check_arrival(const port::Permit& permit, const port::Order& order);
  void check_quiet();
  void keep_books(const desk::Event& event);
  void check_paper();

  bool alive() const { return process_ && process_->alive; }
  desk::Desk& desk() { return process_->desk; }
  // The paper market in the process, and not an exchange behind the network.
  bool on_paper() const { return options_.scenario->broker == BrokerKind::paper; }
  desk::GateRule& gate() {
    if (options_.scenario->gate == GateKind::real) return real_gate_;
    return simulated_gate_;
  }

  const Options& options_;
  Outcome outcome_;
  SeededRandom random_;
  Faults faults_;
  Scheduler scheduler_;
  VirtualClock clock_;
  Trace trace_;
  Disk disk_;
  SimulatedGate simulated_gate_;
  desk::Gate real_gate_;
  Witness witness_;
  std::unique_ptr<Exchange> exchange_;  // none on paper
  std::unique_ptr<Process> process_;

  bool quiet_ = false;                // the faults and the day's work are over
  bool stopped_ = false;              // recovery failed: there is nothing to go on with
  std::uint64_t callbacks_left_ = 0;  // until the process dies in one; 0 for not at all
  std::uint64_t requests_ = 0;
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
  if (!on_paper()) exchange_->close();
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
      id, clock_, gate(),
      SimulatedStore::Surroundings{scheduler_, disk_, faults_, trace_, [this] { kill(); },
                                   [this] { callbacks_left_ = 1 + random_.below(6); }},
      random_.fork());
  callbacks_left_ = 0;
  if (options_.plant == Plant::skip_replay && random_.chance(0.5)) {
    process_->store.skip_last_record();
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
  witness_.process_started();
  check_journal();
  if (!stopped_) open_broker();
  if (!stopped_) wire_up();
}

void World::open_broker() {
  if (!on_paper()) {
    process_->network = std::make_unique<SimulatedNetwork>(
        SimulatedNetwork::Surroundings{scheduler_, *exchange_, faults_, trace_,
                                       [this](SimulatedNetwork::Arrival arrival) {
                                         check_arrival(arrival.permit, arrival.order);
                                         exchange_->place(std::move(arrival.permit), arrival.order);
                                       }},
        process_->id, random_.fork());
    return;
  }
  const auto open = [this]() -> Result<void> {
    PITWALL_TRY(process_->paper,
                SimulatedPaper::create(scheduler_, process_->id, clock_, options_.seed));
    return process_->paper->restore(desk());
  };
  if (const Result<void> opened = open(); !opened) {
    witness_.violated("The paper market does not come up again: {}", opened.error().message);
    stopped_ = true;
  }
}

void World::let_out(desk::Effect effect) {
  witness_.saw_effect(effect);
  pulse();
  auto* submit = std::get_if<desk::SubmitOrder>(&effect);
  if (!submit || !alive()) return;
  trace_.add("order {} leaves the desk", submit->order.client_id);
  if (on_paper()) check_arrival(submit->permit, submit->order);
  process_->broker().place(
      std::move(submit->permit), submit->order, [this](Result<port::Placed> reply) {
        trace_.add("the broker replies: {}", reply ? "yes" : reply.error().message);
      });
}

void World::wire_up() {
  desk().add_applied_listener([this](const desk::Event& event) {
    trace_.add("applied {} {}", desk().sequence(), event_name(event));
    witness_.applied(desk(), event);
    if (random_.chance(0.01)) witness_.remember(desk());
    pulse();
  });
  desk().on_effect([this](desk::Effect effect) { let_out(std::move(effect)); });
  submit(desk::DeskStarted{"sim", "simulated"});
  const port::Broker::Sink sink = [this](port::BrokerEvent event) {
    submit(desk::from_broker(std::move(event)));
  };
  if (on_paper()) {
    process_->paper->start(sink);
  } else {
    process_->network->start(sink);
  }
  if (quiet_) {
    // The paper market plays on for a while, for what it opened with to be filled.
    scheduler_.after(seconds(5), process_->id, [this] {
      if (on_paper()) process_->paper->stand_still();
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
  process_->store.cut_power();
  outcome_.planted |= process_->store.has_lost();
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
    const Time since = process_->store.waiting_since();
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
  if (random_.chance(faults_.disconnect) && process_->network) process_->network->disconnect();
  if (random_.chance(faults_.crash)) kill();
}

// What people and tools ask of the desk.
void World::work() {
  scheduler_.after(random_.between(milliseconds(1), seconds(6)), process_->id, [this] {
    if (quiet_) return;
    const std::uint64_t dice = random_.below(10);
    if (dice < 7) {
      // Several at once now and then, to share a commit.
      const std::uint64_t orders = random_.chance(0.2) ? 1 + random_.below(6) : 1;
      for (std::uint64_t i = 0; i < orders && alive(); ++i) request_order();
    } else if (dice < 8) {
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
  std::string id = fmt::format("o{}", ++requests_);
  std::optional<port::Order> order = on_paper()
                                         ? process_->paper->random_order(std::move(id), random_)
                                         : exchange_->random_order(std::move(id));
  if (order) submit(desk::OrderRequested{std::move(*order), "sim"});
}

void World::plant() {
  if (options_.plant != Plant::lose_append) return;
  const Duration delay = random_.between(seconds(1), options_.scenario->length / 2);
  scheduler_.after(delay, Scheduler::world, [this] {
    if (quiet_ || outcome_.planted) return;
    if (alive()) process_->store.lose_next_append();
    plant();  // again, should the process die before it writes
  });
}

void World::submit(desk::Event event) {
  if (!alive() || !desk().halted().empty()) return;
  witness_.submitted(event);
  desk().submit(std::move(event), [this](Result<void> done) {
    if (!done) return;
    witness_.acknowledged(desk());
    pulse();
  });
}

// ---- What must hold --------------------------------------------------------------------------

void World::check_arrival(const port::Permit& permit, const port::Order& order) {
  const std::string& id = order.client_id;
  trace_.add("order {} arrives", id);
  if (options_.scenario->gate == GateKind::real)
    witness_.violated("Order {} reached the broker past the desk's own gate.", id);
  if (permit.action() != SimulatedGate::action_of(order) ||
      permit.approval() != simulated_gate_.approval_of(order))
    witness_.violated("Order {} reached the broker with a permit for something else.", id);
  if (!arrived_.insert(id).second) witness_.violated("Order {} was sent twice.", id);
  if (disk_.journal.rfind(fmt::format("\"client_id\":\"{}\"", id)) == std::string::npos)
    witness_.violated("Order {} reached the broker before its request was on the disk.", id);
}

void World::check_journal() {
  witness_.check_journal(disk_, desk(), [this](const desk::Event& event) {
    if (on_paper()) keep_books(event);
  });
  if (!witness_.violations().empty()) stopped_ = true;
}

void World::check_quiet() {
  if (stopped_) return;
  if (!alive()) return witness_.violated("Nothing runs at the end.");
  if (!desk().halted().empty())
    return witness_.violated("The desk stands still: {}", desk().halted());
  if (desk().waiting() > 0) witness_.violated("{} events still wait.", desk().waiting());
  check_journal();
  if (const Result<std::uint64_t> chain = desk::verify(process_->store); !chain)
    witness_.violated("The chain does not verify: {}", chain.error().message);
  const Ledger& truth = on_paper() ? journalled_ : exchange_->ledger();
  const std::string difference = truth.difference(desk().state());
  if (!difference.empty()) witness_.violated("{}", difference);
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
  const std::string difference = process_->paper->difference(desk().state());
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
