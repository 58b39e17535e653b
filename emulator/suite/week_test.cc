// A week of the broker's life in seconds, for each client: five nightly resets, a weekend, another
// login that takes the session and gives it back, a penalty box that somebody else earned; trades
// by the desk and by others all along. At the end the books agree, no order exists twice, no
// execution is missing, and nobody was alarmed for what was planned.
#include <doctest/doctest.h>

#include "base/zone.h"
#include "emulator/permits.h"
#include "emulator/suite/world.h"
#include "net/http_client.h"
#include "net/memory_stream.h"

namespace pitwall::emulator {

using namespace pitwall::literals;
using namespace market::literals;
using port::ConnectionState;

namespace {

// Monday, midnight in New York.
const Time week_start = Time::parse("2026-11-16T05:00:00Z").value();

class Week {
 public:
  explicit Week(EmulatedWorld& world) : world_(world) {}

  // At so many days, hours and minutes from Monday, 00:00 in New York.
  void at(int day, int hour, int minute, std::function<void()> act) {
    const Duration delay = days(day) + hours(hour) + minutes(minute);
    timers_.push_back(world_.loop.after(delay, std::move(act)));
  }

  void plan() {
    for (int day = 0; day < 5; ++day)
      at(day, 0, 20, [this] { world_.brokerage->happen(Happening::nightly_reset); });
    at(2, 12, 0, [this] { world_.brokerage->happen(Happening::competing_login); });
    at(2, 12, 20, [this] { world_.brokerage->happen(Happening::competing_gone); });
    at(4, 23, 5, [this] { world_.brokerage->happen(Happening::maintenance_begins); });
    at(5, 2, 50, [this] { world_.brokerage->happen(Happening::maintenance_ends); });
    for (int day = 0; day < 7; ++day) {
      for (int hour = 1; hour < 24; hour += 3) at(day, hour, 30, [this] { place(); });
      // One of them in the middle of the reset, one in the middle of the day.
      at(day, 0, 22, [this] { trade_elsewhere(); });
      at(day, 12, 10, [this] { trade_elsewhere(); });
    }
  }

  void run() {
    world_.pass(seconds(5));  // the broker's first prices
    world_.connect(minutes(10));
    world_.market().follow(world_.instrument("AAPL").id, true);
    learn_questions();
    plan();
    world_.pass(days(7));
  }

  void check() {
    CHECK(world_.until([&] { return world_.state() == ConnectionState::connected; }, minutes(30)));
    world_.until([&] { return world_.difference().empty(); }, minutes(5));
    CHECK(world_.difference() == "");
    std::map<std::string, int> sent;
    for (const auto& [id, ticket] : world_.brokerage->tickets()) ++sent[ticket.reference];
    for (const std::string& id : placed_) CHECK_MESSAGE(sent[id] <= 1, id);
    CHECK(placed_.size() > 40);
    std::set<std::string> told;
    for (const port::BrokerEvent& event : world_.events)
      if (const auto* execution = std::get_if<port::OrderExecuted>(&event))
        told.insert(execution->execution_id);
    std::size_t lost = 0;
    for (const Fill& fill : world_.brokerage->fills())
      if (fill.execution.time > week_start + minutes(2))
        lost += told.contains(fill.execution_id) ? 0 : 1;
    CHECK(lost == 0);
    CHECK(told.size() > 40);
  }

  // States with their words, from one moment of the week to another.
  std::vector<port::ConnectionChanged> said;

 private:
  Result<port::Placed> send(const std::string& id) {
    port::Order order;
    order.client_id = id;
    order.account = world_.accounts().front();
    order.symbol = "AAPL"_sym;
    order.quantity = 1_qty;
    order.accepted_questions = accepted_;
    std::optional<Result<port::Placed>> answer;
    return world_.ask<port::Placed>([&](port::Reply<port::Placed> reply) {
      world_.broker().place(Permits::make(order), order, std::move(reply));
    });
  }
  void learn_questions() {
    for (int round = 0; round < 5; ++round) {
      const Result<port::Placed> answer = send(fmt::format("learn-{}", round));
      REQUIRE(answer.ok());
      if (answer->questions.empty()) return;
      for (const port::BrokerQuestion& question : answer->questions)
        accepted_.push_back(question.text);
    }
  }
  // From within a timer, so nothing is waited for.
  void place() {
    port::Order order;
    order.client_id = fmt::format("week-{}", placed_.size());
    order.account = world_.accounts().front();
    order.symbol = "AAPL"_sym;
    order.quantity = 1_qty;
    order.accepted_questions = accepted_;
    placed_.push_back(order.client_id);
    world_.broker().place(Permits::make(order), order, [](Result<port::Placed>) {});
  }
  void trade_elsewhere() {
    Ticket ticket;
    ticket.reference = fmt::format("elsewhere-{}", ++elsewhere_);
    ticket.client = elsewhere;
    ticket.client_order_id = elsewhere_;
    ticket.instrument = world_.brokerage->catalogue().find("MSFT"_sym)->id;
    ticket.order.account = world_.accounts().front();
    ticket.order.symbol = "MSFT"_sym;
    ticket.order.quantity = 2_qty;
    CHECK(world_.brokerage->submit(ticket).ok());
  }

  EmulatedWorld& world_;
  std::vector<net::Timer> timers_;
  std::vector<std::string> accepted_;
  std::vector<std::string> placed_;
  std::int64_t elsewhere_ = 0;
};

// Everything that was told of the connection, in the words of a list.
std::string story(const World& world) {
  std::string text;
  for (const port::ConnectionChanged& change : world.connections)
    text += fmt::format("  {}: {}\n", name_of(change.state), change.detail);
  return text;
}

std::size_t count(const World& world, ConnectionState state) {
  return static_cast<std::size_t>(std::ranges::count_if(
      world.connections,
      [&](const port::ConnectionChanged& change) { return change.state == state; }));
}

}  // namespace

TEST_CASE("a week of TWS") {
  TwsWorld world(200, week_start);
  Week week(world);
  week.run();
  week.check();
  const std::string told = story(world);
  INFO(told);
  CHECK(count(world, ConnectionState::disconnected) == 0);
  CHECK(count(world, ConnectionState::competing) == 1);
  CHECK(count(world, ConnectionState::maintenance) == 6);  // five nights and the weekend
  CHECK(world.server.counts().too_many == 0);
}

TEST_CASE("a week of Client Portal") {
  PortalWorld world(week_start);
  Week week(world);
  // Somebody else on this machine asks without measure: the gateway shuts everybody out.
  net::HttpClientOptions options;
  options.dial = [&]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> {
    net::MemoryPipe pipe = net::memory_pipe(world.loop);
    world.server.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  };
  net::HttpClient somebody(world.loop, options);
  week.at(3, 10, 0, [&] {
    world.loop.spawn("somebody", [](net::HttpClient* client) -> net::Awaitable<void> {
      for (int i = 0; i < 30; ++i) {
        const Result<net::Response> answer =
            co_await client->get("http://127.0.0.1:5000/v1/api/iserver/accounts");
        CHECK(answer.ok());
      }
    }(&somebody));
  });
  week.run();
  week.check();
  const std::string told = story(world);
  INFO(told);
  CHECK(count(world, ConnectionState::competing) == 1);
  CHECK(count(world, ConnectionState::maintenance) >= 6);
  CHECK(told.find("asked too often") != std::string::npos);
  CHECK(count(world, ConnectionState::disconnected) <= 1);  // the penalty box
  CHECK(world.server.counts().too_many <= 30);
}

}  // namespace pitwall::emulator
