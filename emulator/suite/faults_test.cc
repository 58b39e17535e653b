// Both clients, when things go wrong: what the desk is told, and that afterwards nothing is missing
// and nothing was done twice.
#include <doctest/doctest.h>

#include "emulator/suite/asking.h"

namespace pitwall::emulator {

using namespace pitwall::literals;
using namespace market::literals;
using port::ConnectionState;

namespace {

bool was(const World& world, ConnectionState state, std::size_t from = 0) {
  for (std::size_t i = from; i < world.connections.size(); ++i)
    if (world.connections[i].state == state) return true;
  return false;
}

// A trade that the desk had no part in: another program of the same user, while the desk looks
// away.
std::int64_t trade_elsewhere(EmulatedWorld& world, std::string reference, Quantity quantity) {
  Ticket ticket;
  ticket.reference = std::move(reference);
  ticket.client = elsewhere;
  ticket.client_order_id = 1;
  ticket.instrument = world.brokerage->catalogue().find("MSFT"_sym)->id;
  ticket.order.account = world.accounts().front();
  ticket.order.symbol = "MSFT"_sym;
  ticket.order.side = port::Side::buy;
  ticket.order.quantity = quantity;
  const Result<std::int64_t> sent = world.brokerage->submit(ticket);
  const std::string why = sent.ok() ? std::string() : sent.error().message;
  INFO(why);
  REQUIRE(sent.ok());
  return *sent;
}

// The outage is over: the desk knows all that happened, each of it once.
void check_whole(EmulatedWorld& world, Duration limit = minutes(20)) {
  const bool connected =
      world.until([&] { return world.state() == ConnectionState::connected; }, limit);
  INFO("the last word: ", world.connections.back().detail);
  REQUIRE(connected);
  world.until([&] { return world.difference().empty(); }, minutes(3));
  CHECK(world.difference() == "");
  std::set<std::string> told;
  for (const port::BrokerEvent& event : world.events)
    if (const auto* execution = std::get_if<port::OrderExecuted>(&event))
      told.insert(execution->execution_id);
  for (const Fill& fill : world.brokerage->fills())
    if (fill.execution.time >= Time::parse(World::start_time).value() + seconds(90))
      CHECK_MESSAGE(told.contains(fill.execution_id), "lost: " << fill.execution_id);
}

Result<port::Placed> buy_at_market(World& world, std::string client_id,
                                   std::vector<std::string> accepted = {}) {
  port::Order order;
  order.client_id = std::move(client_id);
  order.account = world.accounts().front();
  order.symbol = "AAPL"_sym;
  order.quantity = 5_qty;
  order.accepted_questions = std::move(accepted);
  return world.ask<port::Placed>(
      [&](port::Reply<port::Placed> reply) {
        world.broker().place(Permits::make(order), order, std::move(reply));
      },
      minutes(5));
}

// What the broker asks about an order at the market, so that a test can say yes at once.
std::vector<std::string> questions_at_market(World& world) {
  std::vector<std::string> texts;
  for (int round = 0; round < 5; ++round) {
    const Result<port::Placed> placed = buy_at_market(world, fmt::format("ask-{}", round), texts);
    REQUIRE(placed.ok());
    if (placed->questions.empty()) return texts;
    for (const port::BrokerQuestion& question : placed->questions) texts.push_back(question.text);
  }
  return texts;
}

std::size_t tickets_with(const EmulatedWorld& world, std::string_view reference) {
  std::size_t count = 0;
  for (const auto& [id, ticket] : world.brokerage->tickets())
    if (ticket.reference == reference) ++count;
  return count;
}

template <class W>
void outage(Happening begins, Duration length, std::optional<Happening> ends,
            std::optional<ConnectionState> expected) {
  W world;
  world.connect();
  // TWS says only to who watches prices that another login has them now.
  world.market().follow(world.instrument("AAPL").id, true);
  world.pass(minutes(2));
  const std::size_t before = world.connections.size();
  world.brokerage->happen(begins);
  world.pass(length / 2);
  trade_elsewhere(world, "elsewhere", 3_qty);
  world.pass(length / 2);
  if (expected) {
    std::string said;
    for (std::size_t i = before; i < world.connections.size(); ++i)
      said +=
          fmt::format("{}: {}; ", name_of(world.connections[i].state), world.connections[i].detail);
    CHECK_MESSAGE(was(world, *expected, before), said);
  }
  if (ends) world.brokerage->happen(*ends);
  check_whole(world);
}

}  // namespace

TEST_CASE_TEMPLATE("a cut connection comes back by itself", W, BOTH_CLIENTS) {
  outage<W>(Happening::drop, seconds(10), {}, ConnectionState::disconnected);
}

TEST_CASE_TEMPLATE("the gateway loses the broker, and market data with it", W, BOTH_CLIENTS) {
  outage<W>(Happening::upstream_lost, minutes(4), Happening::restored_data_lost,
            ConnectionState::disconnected);
}

TEST_CASE_TEMPLATE("the gateway loses the broker, and market data is kept", W, BOTH_CLIENTS) {
  outage<W>(Happening::upstream_lost, minutes(4), Happening::restored_data_kept,
            ConnectionState::disconnected);
}

TEST_CASE_TEMPLATE("the broker closes for maintenance and opens again", W, BOTH_CLIENTS) {
  outage<W>(Happening::maintenance_begins, minutes(8), Happening::maintenance_ends, {});
}

TEST_CASE_TEMPLATE("another login takes the session: it is said, and not fought", W, BOTH_CLIENTS) {
  outage<W>(Happening::competing_login, minutes(6), Happening::competing_gone,
            ConnectionState::competing);
}

TEST_CASE("the day's login is over: the person is told where to log in") {
  outage<PortalWorld>(Happening::logged_out, minutes(6), Happening::logged_in,
                      ConnectionState::needs_login);
}

TEST_CASE_TEMPLATE("TWS closes at the end of the day's login, and comes back", W, TwsWorldAt<178>,
                   TwsWorldAt<200>) {
  outage<W>(Happening::logged_out, minutes(6), Happening::logged_in, {});
}

TEST_CASE_TEMPLATE("a gateway that hangs is given up and tried again", W, BOTH_CLIENTS) {
  W world;
  world.connect();
  world.pass(minutes(2));
  const std::size_t before = world.connections.size();
  world.brokerage->faults().hang = true;
  world.pass(minutes(4));
  CHECK(was(world, ConnectionState::disconnected, before));
  world.brokerage->faults().hang = false;
  check_whole(world);
}

TEST_CASE_TEMPLATE("slow, cut up and repeated frames change nothing", W, BOTH_CLIENTS) {
  W world;
  world.brokerage->faults().partial_frames = true;
  world.brokerage->faults().duplicate_frames = true;
  world.brokerage->faults().delay = milliseconds(150);
  world.brokerage->faults().binary_frames = false;
  world.connect(minutes(3));
  world.pass(minutes(2));
  const std::vector<std::string> accepted = questions_at_market(world);
  const Result<port::Placed> placed = buy_at_market(world, "slow", accepted);
  REQUIRE(placed.ok());
  CHECK(placed->questions.empty());
  check_whole(world);
  CHECK(tickets_with(world, "slow") == 1);
}

TEST_CASE_TEMPLATE("an order whose answer is lost is unknown, then found, and never sent twice", W,
                   BOTH_CLIENTS) {
  W world;
  world.connect();
  world.pass(minutes(2));
  const std::vector<std::string> accepted = questions_at_market(world);
  world.brokerage->faults().lose_order_answer = true;
  const Result<port::Placed> placed = buy_at_market(world, "unanswered", accepted);
  if (!placed) CHECK(placed.error().code == Code::deadline_exceeded);
  CHECK(tickets_with(world, "unanswered") == 1);
  check_whole(world);
  CHECK(tickets_with(world, "unanswered") == 1);
  bool known = false;
  for (const desk::OrderState& order : world.desk().orders)
    known = known || order.order.client_id == "unanswered";
  CHECK(known);
}

TEST_CASE_TEMPLATE("a desk that starts again finds what happened meanwhile", W, BOTH_CLIENTS) {
  W world;
  world.connect();
  world.pass(minutes(2));
  world.client->stop();
  world.pass(seconds(5));
  trade_elsewhere(world, "meanwhile", 7_qty);
  world.pass(minutes(2));
  world.restart();
  world.connect();
  check_whole(world);
}

TEST_CASE("a live port with a paper account is refused, in words") {
  TwsWorldAt<200> world;
  world.client->stop();
  world.pass(seconds(1));
  // Only the number of the port says what it is for; the connection is the same.
  tws::Options options;
  options.port = 7496;
  world.connections.clear();
  world.use(options);
  world.broker().start(world.sink());
  world.pass(seconds(30));
  CHECK(world.state() == ConnectionState::refused);
  CHECK(world.connections.back().detail.find("DU1000001") != std::string::npos);
}

}  // namespace pitwall::emulator
