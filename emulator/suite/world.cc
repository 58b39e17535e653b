#include "emulator/suite/world.h"

#include <doctest/doctest.h>

#include "net/memory_stream.h"

namespace pitwall::emulator {
namespace {

net::LoopOptions simulated() {
  net::LoopOptions options;
  options.simulated_time = true;
  options.on_failure = [](std::string_view task, std::string_view what) {
    FAIL_CHECK("task " << std::string(task) << " ended with " << std::string(what));
  };
  return options;
}

// A connection to a server as a client dials it.
template <class Server>
auto dial_to(net::Loop& loop, Server& server) {
  return [&loop, &server]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> {
    net::MemoryPipe pipe = net::memory_pipe(loop);
    server.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  };
}

}  // namespace

World::World(Time start) : loop(simulated()), clock(loop, start) {}
World::~World() = default;

port::Broker::Sink World::sink() {
  return [this](port::BrokerEvent event) {
    if (const auto* change = std::get_if<port::ConnectionChanged>(&event)) {
      INFO(clock.now().text(), " ", name_of(change->state), ": ", change->detail);
      connections.push_back(*change);
    }
    engine_.apply(desk::from_broker(event));
    events.push_back(std::move(event));
  };
}

void World::connect(Duration limit) {
  broker().start(sink());
  const bool connected =
      until([this] { return state() == port::ConnectionState::connected; }, limit);
  if (!connections.empty()) INFO("the last word: ", connections.back().detail);
  REQUIRE(connected);
  pass(seconds(5));  // the first prices
}

void World::pass(Duration time) {
  const net::Timer over = loop.after(time, [this] { loop.stop(); });
  loop.run();
}

bool World::until(const std::function<bool()>& so, Duration limit) {
  const Duration end = loop.now() + limit;
  while (!so()) {
    if (loop.now() >= end) return false;
    pass(milliseconds(50));
  }
  return true;
}

const market::Instrument& World::instrument(std::string_view name) {
  const Result<const market::Instrument*> known = market().catalogue().find(name);
  if (known) return **known;
  using Ids = std::vector<market::InstrumentId>;
  const Result<Ids> found = ask<Ids>(
      [&](port::Reply<Ids> reply) { market().look_up(std::string(name), 5, std::move(reply)); });
  REQUIRE_MESSAGE(found.ok(), (found.ok() ? "" : found.error().message));
  REQUIRE_FALSE(found->empty());
  return market().catalogue().at(found->front());
}

port::ConnectionState World::state() const {
  return connections.empty() ? port::ConnectionState::disconnected : connections.back().state;
}

std::string World::difference() const {
  std::string differs;
  for (const std::string& number : accounts()) {
    const desk::Account* known = desk().find_account(number);
    if (!known) {
      differs += fmt::format("account {} is not known; ", number);
      continue;
    }
    const paper::Ledger& books = ledger(number);
    for (const desk::CashBalance& cash : known->cash) {
      const auto kept = books.cash.find(cash.currency);
      const Money there = kept == books.cash.end() ? Money{} : kept->second;
      // The broker tells cents.
      if ((cash.amount - there).abs() > Money::from_scaled(Money::unit / 100))
        differs += fmt::format("{} {}: desk {}, broker {}; ", number, cash.currency.view(),
                               cash.amount.text(), there.text());
    }
    std::map<std::string, Quantity> held;
    for (const auto& [id, holding] : books.holdings)
      held[fmt::format("{}", id.index)] = holding.quantity;
    std::size_t open = 0;
    Quantity sum_desk, sum_books;
    for (const desk::Position& position : known->positions)
      if (position.quantity.sign() != 0) {
        ++open;
        sum_desk = sum_desk + position.quantity;
      }
    for (const auto& [id, holding] : books.holdings) sum_books = sum_books + holding.quantity;
    if (open != books.holdings.size() || sum_desk != sum_books)
      differs +=
          fmt::format("{}: the desk holds {} positions ({} in all), the broker {} ({}); ", number,
                      open, sum_desk.text(), books.holdings.size(), sum_books.text());
  }
  return differs;
}

// ---- The paper market ----

PaperWorld::PaperWorld() : World(Time::parse(start_time).value()) {
  market_ =
      paper::PaperMarket::create({}, market::starter_catalogue(), calendars, nullptr, clock.now())
          .value();
  play();
}

void PaperWorld::play() {
  market_->advance_fully_to(clock.now());
  timer_ = loop.after(milliseconds(100), [this] { play(); });
}

const paper::Ledger& PaperWorld::ledger(const std::string& account) const {
  return market_->exchange().ledgers().find(account)->second;
}

std::vector<std::string> PaperWorld::accounts() const {
  std::vector<std::string> numbers;
  for (const auto& [number, ledger] : market_->exchange().ledgers()) numbers.push_back(number);
  return numbers;
}

// ---- The emulator ----

EmulatedWorld::EmulatedWorld(Time start) : World(start) {
  brokerage = Brokerage::create(loop, clock, calendars, {}).value();
}

const paper::Ledger& EmulatedWorld::ledger(const std::string& account) const {
  return brokerage->ledger(account);
}

std::vector<std::string> EmulatedWorld::accounts() const { return brokerage->accounts(); }

PortalWorld::PortalWorld(Time start) : EmulatedWorld(start), server(*brokerage) { restart(); }

void PortalWorld::restart() {
  if (client) {
    client->stop();
    pass(seconds(1));
  }
  connections.clear();
  client = client_portal::ClientPortal::create(loop, clock, calendars, market::starter_catalogue(),
                                               {}, dial_to(loop, server))
               .value();
}

PortalWorld::~PortalWorld() {
  client->stop();
  pass(seconds(1));
}

TwsWorld::TwsWorld(int version, Time start) : EmulatedWorld(start), server(*brokerage, version) {
  restart();
}

void TwsWorld::restart() {
  if (client) {
    client->stop();
    pass(seconds(1));
  }
  connections.clear();
  use({});
}

void TwsWorld::use(tws::Options options) {
  client = tws::Tws::create(loop, clock, random_, calendars, market::starter_catalogue(),
                            std::move(options), dial_to(loop, server))
               .value();
}

TwsWorld::~TwsWorld() {
  client->stop();
  pass(seconds(1));
}

}  // namespace pitwall::emulator
