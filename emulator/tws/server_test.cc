// Whole conversations with the TWS server, over memory and in simulated time.
#include "emulator/tws/server.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "emulator/tws/protobuf.h"
#include "emulator/tws/wire.h"
#include "net/memory_stream.h"
#include "net/testing.h"

using namespace pitwall;
using namespace pitwall::emulator;
using emulator::tws::FieldReader;
using emulator::tws::FrameReader;
using net::Awaitable;
using Fields = std::vector<std::string>;

namespace {

// One o'clock in New York, on a Friday.
const Time start = Time::parse("2026-11-20T18:00:00Z").value();

struct World {
  explicit World(int version, TwsOptions options = {}, bool read_only = false)
      : loop(net::testing::simulated()), clock(loop, start) {
    static const market::CalendarSet calendars = market::CalendarSet::built_in();
    BrokerageOptions how;
    how.read_only = read_only;
    brokerage = std::move(*Brokerage::create(loop, clock, calendars, how));
    server = std::make_unique<TwsServer>(*brokerage, version, options);
  }
  net::Loop loop;
  LoopClock clock;
  std::unique_ptr<Brokerage> brokerage;
  std::unique_ptr<TwsServer> server;
};

// A client that says what it is told to and keeps what it hears, as lists of fields.
class Client {
 public:
  explicit Client(World& world) : world_(world) {
    net::MemoryPipe pipe = net::memory_pipe(world.loop);
    stream_ = std::move(pipe.first);
    world.server->serve(std::move(pipe.second));
  }

  // False: the server went away first.
  Awaitable<bool> greet(std::string versions, std::int64_t id) {
    std::string hello("API\0", 4);
    hello += tws::framed(versions);
    co_await write(hello);
    const std::optional<std::string> answer = co_await payload(seconds(5));
    if (!answer) co_return false;
    FieldReader reader(*answer);
    version = static_cast<int>(reader.integer("version"));
    time = reader.text("time");
    co_await say({"71", "2", std::to_string(id), ""});
    const std::optional<Fields> ready = co_await until("9");
    co_return ready.has_value();
  }

  Awaitable<void> write(std::string bytes) {
    const Result<void> sent = co_await stream_->write(bytes);
    (void)sent;
  }
  Awaitable<void> say(Fields fields) {
    tws::Message message(version, std::stoi(fields[0]));
    for (std::size_t i = 1; i < fields.size(); ++i) message.add(fields[i]);
    co_await write(tws::framed(message.take()));
  }

  // The next message; none where nothing comes in time.
  Awaitable<std::optional<std::string>> payload(Duration limit) {
    stream_->set_read_deadline(limit);
    while (true) {
      Result<std::optional<std::string>> frame = frames_.next();
      if (!frame) co_return std::nullopt;
      if (*frame) co_return **frame;
      char buffer[4096];
      const Result<std::size_t> count = co_await stream_->read_some(buffer);
      if (!count || *count == 0) {
        ended = !count ? count.error().code != Code::deadline_exceeded : true;
        co_return std::nullopt;
      }
      frames_.add({buffer, *count});
    }
  }
  Awaitable<std::optional<Fields>> next(Duration limit) {
    const std::optional<std::string> bytes = co_await payload(limit);
    if (!bytes) co_return std::nullopt;
    co_return fields_of(*bytes);
  }
  // What comes until a message with this id, that one included; all before it is in `before`. With
  // a number, it is the request's: the first or second field after the id.
  Awaitable<std::optional<Fields>> until(std::string id, Duration limit = seconds(10)) {
    before.clear();
    const Duration end = world_.loop.now() + limit;
    while (world_.loop.now() < end) {
      std::optional<Fields> fields = co_await next(end - world_.loop.now());
      if (!fields) break;
      if (fields->at(0) == id) co_return fields;
      before.push_back(std::move(*fields));
    }
    co_return std::nullopt;
  }
  // Hears all that there is for now.
  Awaitable<void> quiet() {
    while (true) {
      const std::optional<std::string> more = co_await payload(milliseconds(100));
      if (!more) co_return;
    }
  }
  // The next error with this code.
  Awaitable<std::optional<Fields>> until_error(std::string code, Duration limit = seconds(10)) {
    const Duration end = world_.loop.now() + limit;
    while (true) {
      std::optional<Fields> error = co_await until("4", end - world_.loop.now());
      if (!error || error_code(*error) == code) co_return error;
    }
  }
  std::string error_code(const Fields& error) const {
    return error.at(version < tws::since::error_time ? 3 : 2);
  }
  std::size_t count_before(std::string_view id) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(before, [&](const Fields& fields) { return fields[0] == id; }));
  }
  Fields first_before(std::string_view id) const {
    for (const Fields& fields : before)
      if (fields[0] == id) return fields;
    return {};
  }

  int version = 0;
  std::string time;
  bool ended = false;
  std::vector<Fields> before;

 private:
  Fields fields_of(const std::string& bytes) const {
    const Result<tws::Envelope> envelope = tws::open_envelope(bytes, version);
    REQUIRE(envelope.ok());
    Fields fields{std::to_string(envelope->id)};
    if (envelope->proto) {
      const auto read = tws::read_proto(envelope->body);
      REQUIRE(read.ok());
      // "number=value", so that a test can look for one
      for (const tws::ProtoField& field : *read)
        fields.push_back(field.is_bytes ? fmt::format("{}={}", field.number, field.bytes)
                                        : fmt::format("{}={}", field.number, field.integer()));
      return fields;
    }
    FieldReader reader(envelope->body);
    while (!reader.at_end()) fields.push_back(reader.text("any"));
    return fields;
  }

  World& world_;
  std::unique_ptr<net::Stream> stream_;
  FrameReader frames_;
};

const Fields apple = {"0", "AAPL", "STK", "", "", "", "", "SMART", "", "USD", "", ""};

Fields with_apple(Fields head, const Fields& tail) {
  head.insert(head.end(), apple.begin(), apple.end());
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

// An order for AAPL as a client of 178 writes it, with what a test needs to say.
Fields order(const std::string& id, const std::string& action, const std::string& quantity,
             const std::string& type, const std::string& limit, bool what_if = false) {
  Fields fields = with_apple({"3", id}, {"", "", action, quantity, type, limit, "", "DAY", "",
                                         "DU1000001", "", "0", "ref-" + id, "1"});
  constexpr std::size_t all = 114;
  fields.resize(all);
  fields[84] = what_if ? "1" : "0";
  return fields;
}

void run(World& world, Awaitable<void> test) {
  bool finished = false;
  auto to_the_end = [](World& in, Awaitable<void> inner, bool& flag) -> Awaitable<void> {
    co_await std::move(inner);
    flag = true;
    in.loop.stop();
  };
  world.loop.spawn("test", to_the_end(world, std::move(test), finished));
  world.loop.run();
  CHECK(finished);
}

}  // namespace

TEST_CASE("a session begins as the real one does, at the lower of both versions") {
  for (const int version : TwsServer::versions) {
    World world(version);
    run(world, [](World& w, int at) -> Awaitable<void> {
      Client client(w);
      const bool greeted = co_await client.greet("v100..203", 7);
      CHECK(greeted);
      CHECK(client.version == at);
      CHECK(client.time == "20261120 13:00:00 US/Eastern");
      REQUIRE(client.count_before("15") == 1);
      CHECK(client.before[0] == Fields{"15", "1", "DU1000001,DU1000002"});
      Client older(w);
      const bool well = co_await older.greet("v100..178", 8);
      CHECK(well);
      CHECK(older.version == 178);
    }(world, version));
  }
}

TEST_CASE("who cannot be spoken to is sent away") {
  World world(200);
  run(world, [](World& w) -> Awaitable<void> {
    Client ancient(w);
    const bool greeted = co_await ancient.greet("v38..60", 1);
    CHECK_FALSE(greeted);
    CHECK(ancient.ended);
    Client stranger(w);
    co_await stranger.write("GET / HTTP/1.1\r\n\r\n");
    const std::optional<std::string> nothing = co_await stranger.payload(seconds(1));
    CHECK_FALSE(nothing);
    CHECK(stranger.ended);
    Client first(w);
    co_await first.greet("v100..200", 5);
    Client second(w);
    const bool twice = co_await second.greet("v100..200", 5);
    CHECK_FALSE(twice);
    REQUIRE(second.before.size() == 1);
    CHECK(second.error_code(second.before[0]) == "326");
  }(world));
}

TEST_CASE("accounts, balances and positions") {
  World world(200);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..200", 1);
    co_await w.loop.sleep(minutes(2));  // the accounts are opened with the first quotes
    co_await client.say({"62", "1", "31", "All", "NetLiquidation,BuyingPower,$LEDGER"});
    const std::optional<Fields> end = co_await client.until("64");
    REQUIRE(end);
    CHECK(*end == Fields{"64", "1", "31"});
    CHECK(std::ranges::count_if(client.before, [](const Fields& f) {
            return f[0] == "63" && f[3] == "DU1000001" && f[4] == "NetLiquidation" && f[6] == "USD";
          }) == 1);
    co_await client.say({"61", "1"});
    const std::optional<Fields> positions = co_await client.until("62");
    REQUIRE(positions);
    REQUIRE(client.count_before("61") > 0);
    const Fields position = client.first_before("61");
    CHECK(position.size() == 16);
    CHECK(position[2].starts_with("DU100000"));
    co_await client.say({"6", "2", "1", "DU1000001"});
    const std::optional<Fields> whole = co_await client.until("54");
    REQUIRE(whole);
    CHECK(client.count_before("6") > 20);
    CHECK(client.count_before("7") > 0);
    CHECK(client.count_before("8") == 1);
    co_await client.say({"92", "33", "DU1000001", ""});
    const std::optional<Fields> profit = co_await client.until("94");
    REQUIRE(profit);
    CHECK(profit->size() == 5);
    const std::optional<Fields> again = co_await client.until("94", seconds(2));
    CHECK(again);
    co_await client.say({"92", "34", "U7", ""});
    const std::optional<Fields> refused = co_await client.until_error("321");
    CHECK(refused);
  }(world));
}

TEST_CASE("contract details have as many fields as each version expects") {
  const std::pair<int, std::size_t> expected[] = {{178, 40}, {193, 42}, {200, 42}};
  for (const auto& [version, fields] : expected) {
    World world(version);
    run(world, [](World& w, std::size_t count) -> Awaitable<void> {
      Client client(w);
      co_await client.greet("v100..203", 1);
      co_await client.say(with_apple({"9", "8", "6"}, {"0", "", "", ""}));
      const std::optional<Fields> end = co_await client.until("52");
      REQUIRE(end);
      REQUIRE(client.count_before("10") == 1);
      const Fields details = client.first_before("10");
      CHECK(details.size() == count);
      CHECK(details[1] == "6");
      CHECK(details[2] == "AAPL");
      CHECK(std::ranges::find(details, "265598") != details.end());
      CHECK(std::ranges::find(details, "COMMON") != details.end());
      co_await client.say({"9", "8", "7", "0", "NOPE", "STK", "", "", "", "", "SMART", "", "USD",
                           "", "", "0", "", "", ""});
      const std::optional<Fields> none = co_await client.until_error("200");
      CHECK(none);
      co_await client.say({"81", "8", "AAP"});
      const std::optional<Fields> samples = co_await client.until("79");
      REQUIRE(samples);
      CHECK((*samples)[2] == "1");
      CHECK((*samples)[3] == "265598");
    }(world, fields));
  }
}

TEST_CASE("a line of market data begins whole and goes on with what changes") {
  World world(200);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..200", 1);
    co_await w.loop.sleep(minutes(2));
    co_await client.say(with_apple({"1", "11", "9"}, {"0", "", "0", "0", ""}));
    const std::optional<Fields> type = co_await client.until("58");
    REQUIRE(type);
    CHECK(*type == Fields{"58", "1", "9", "1"});
    CHECK(client.count_before("81") == 1);
    co_await w.loop.sleep(seconds(30));
    std::set<std::string> prices;
    for (int i = 0; i < 40; ++i) {
      const std::optional<Fields> tick = co_await client.next(seconds(5));
      REQUIRE(tick);
      if ((*tick)[0] == "1") prices.insert((*tick)[3]);
    }
    for (const char* kind : {"1", "2", "4", "6", "7"}) CHECK(prices.contains(kind));
    co_await client.say(with_apple({"1", "11", "9"}, {"0", "", "0", "0", ""}));
    const std::optional<Fields> twice = co_await client.until_error("102");
    CHECK(twice);
    co_await client.say({"2", "2", "9"});
    co_await client.say({"2", "2", "9"});
    const std::optional<Fields> unknown = co_await client.until_error("300");
    CHECK(unknown);
    co_await client.say(with_apple({"1", "11", "10"}, {"0", "", "1", "0", ""}));
    const std::optional<Fields> over = co_await client.until("57");
    REQUIRE(over);
    CHECK(*over == Fields{"57", "1", "10"});
  }(world));
}

TEST_CASE("without live data there are delayed figures for who asks for them") {
  World world(178);
  world.brokerage->faults().market_data = DataKind::delayed;
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..178", 1);
    co_await w.loop.sleep(minutes(2));
    co_await client.say(with_apple({"1", "11", "9"}, {"0", "", "0", "0", ""}));
    const std::optional<Fields> refused = co_await client.until_error("354");
    CHECK(refused);
    co_await client.say({"59", "1", "3"});
    co_await client.say(with_apple({"1", "11", "9"}, {"0", "", "0", "0", ""}));
    const std::optional<Fields> note = co_await client.until_error("10167");
    CHECK(note);
    const std::optional<Fields> type = co_await client.until("58");
    REQUIRE(type);
    CHECK((*type)[3] == "3");
    const std::optional<Fields> bid = co_await client.until("1");
    REQUIRE(bid);
    CHECK((*bid)[3] == "66");
  }(world));
}

TEST_CASE("history ends as the version has it, and too much of it is refused") {
  for (const int version : {193, 200}) {
    World world(version);
    run(world, [](World& w) -> Awaitable<void> {
      Client client(w);
      co_await client.greet("v100..203", 1);
      co_await client.say(
          with_apple({"20", "12"}, {"0", "", "1 hour", "2 D", "1", "TRADES", "2", "0", ""}));
      const std::optional<Fields> bars = co_await client.until("17");
      REQUIRE(bars);
      const bool own_end = client.version >= 196;
      const std::size_t head = own_end ? 3 : 5;
      const std::size_t count = std::stoul((*bars)[head - 1]);
      CHECK(count > 5);
      CHECK(bars->size() == head + count * 8);
      if (own_end) {
        const std::optional<Fields> end = co_await client.until("108");
        CHECK(end);
      }
      // Bars of seconds: the same question twice at once.
      for (int i = 0; i < 2; ++i)
        co_await client.say(
            with_apple({"20", "13"}, {"0", "", "5 secs", "1800 S", "1", "TRADES", "2", "0", ""}));
      const std::optional<Fields> refused = co_await client.until_error("162");
      REQUIRE(refused);
      CHECK(refused->at(client.version < 194 ? 4 : 3).find("pacing violation") !=
            std::string::npos);
      CHECK(w.server->counts().pacing == 1);
    }(world));
  }
}

TEST_CASE("an order is taken up, told, changed, filled, reported and remembered") {
  World world(178);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..178", 4);
    co_await w.loop.sleep(minutes(2));
    co_await client.say(order("1", "BUY", "10", "LMT", "1.5"));
    const std::optional<Fields> status = co_await client.until("3");
    REQUIRE(status);
    CHECK((*status)[1] == "1");
    CHECK((*status)[2] == "Submitted");
    CHECK((*status)[9] == "4");
    REQUIRE(client.count_before("5") == 1);
    // Changed: the same id again.
    co_await client.say(order("1", "BUY", "20", "LMT", "1.25"));
    const std::optional<Fields> changed = co_await client.until("3");
    REQUIRE(changed);
    CHECK((*changed)[4] == "20");
    co_await client.quiet();
    co_await client.say({"5", "1"});
    const std::optional<Fields> open = co_await client.until("53");
    REQUIRE(open);
    CHECK(client.count_before("5") == 1);
    co_await client.say({"4", "1", "1", ""});
    const std::optional<Fields> cancelled = co_await client.until_error("202");
    CHECK(cancelled);
    co_await client.say({"4", "1", "1", ""});
    const std::optional<Fields> too_late = co_await client.until_error("10148");
    CHECK(too_late);
    co_await client.say({"4", "1", "99", ""});
    const std::optional<Fields> unknown = co_await client.until_error("10147");
    CHECK(unknown);
    // Filled.
    co_await client.say(order("2", "BUY", "10", "MKT", ""));
    const std::optional<Fields> fill = co_await client.until("11");
    REQUIRE(fill);
    CHECK((*fill)[1] == "-1");
    const std::optional<Fields> fee = co_await client.until("59");
    CHECK(fee);
    co_await client.say({"7", "3", "25", "0", "", "", "", "", "", ""});
    const std::optional<Fields> executions = co_await client.until("55");
    REQUIRE(executions);
    CHECK(client.count_before("11") >= 1);
    co_await client.say(order("2", "BUY", "10", "MKT", ""));
    const std::optional<Fields> again = co_await client.until_error("104");
    CHECK(again);
    co_await client.say({"99", "0"});
    const std::optional<Fields> completed = co_await client.until("102");
    REQUIRE(completed);
    CHECK(client.count_before("101") == 2);
    co_await client.say({"8", "1", "1"});
    const std::optional<Fields> next = co_await client.until("9");
    REQUIRE(next);
    CHECK((*next)[2] == "3");
  }(world));
}

TEST_CASE("a family of orders goes when its last is sent, and its group is one order's luck") {
  World world(178);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..178", 4);
    co_await w.loop.sleep(minutes(2));
    constexpr std::size_t oca = 22, transmit = 27, parent = 28;
    Fields first = order("1", "BUY", "10", "MKT", "");
    first[transmit] = "0";
    Fields profit = order("2", "SELL", "10", "LMT", "100000");
    profit[transmit] = "0";
    Fields loss = order("3", "SELL", "10", "LMT", "1");  // far below: it fills at once
    for (Fields* child : {&profit, &loss}) {
      (*child)[parent] = "1";
      (*child)[oca] = "either";
    }
    co_await client.say(first);
    const std::optional<Fields> held = co_await client.until("3");
    REQUIRE(held);
    CHECK((*held)[2] == "PreSubmitted");
    co_await client.say(profit);
    co_await client.quiet();
    CHECK(w.brokerage->tickets().empty());
    co_await client.say(loss);
    const std::optional<Fields> called_off = co_await client.until_error("202");
    REQUIRE(called_off);
    CHECK((*called_off)[2] == "2");
    co_await client.quiet();
    std::map<std::int64_t, port::OrderStatus> ends;
    for (const auto& [id, ticket] : w.brokerage->tickets())
      ends[ticket.client_order_id] = ticket.status;
    CHECK(ends[1] == port::OrderStatus::filled);
    CHECK(ends[3] == port::OrderStatus::filled);
    // A parent that never goes takes its children with it.
    Fields lonely = order("4", "BUY", "10", "LMT", "1.5");
    lonely[transmit] = "0";
    Fields child = order("5", "SELL", "10", "LMT", "100000");
    child[transmit] = "0";
    child[parent] = "4";
    co_await client.say(lonely);
    co_await client.say(child);
    co_await client.say({"4", "1", "4", ""});
    const std::optional<Fields> gone = co_await client.until_error("202");
    const std::optional<Fields> too = co_await client.until_error("202");
    REQUIRE(gone);
    REQUIRE(too);
    CHECK((*gone)[2] == "4");
    CHECK((*too)[2] == "5");
  }(world));
}

TEST_CASE("orders that cannot be are refused with their own codes") {
  World world(178);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..178", 4);
    co_await w.loop.sleep(minutes(2));
    const std::pair<const char*, Fields> wrong[] = {
        {"110", order("1", "BUY", "10", "LMT", "100.123")},
        {"387", order("2", "BUY", "10", "REL", "")},
        {"434", order("3", "BUY", "0", "LMT", "100")},
        {"201", order("4", "BUY", "100000000", "LMT", "100")},
    };
    for (const auto& [code, asked] : wrong) {
      CAPTURE(code);
      co_await client.say(asked);
      const std::optional<Fields> refused = co_await client.until_error(code);
      CHECK(refused);
    }
    co_await client.say(order("5", "BUY", "10", "LMT", "100", true));
    const std::optional<Fields> what_if = co_await client.until("5");
    REQUIRE(what_if);
    CHECK(w.brokerage->tickets().empty());
    const auto status = std::ranges::find(*what_if, "PreSubmitted");
    REQUIRE(status != what_if->end());
    CHECK(*(status - 1) == "1");
    CHECK(*(status + 4) != "1.7976931348623157E308");          // the change of initial margin
    CHECK(std::stod(*(status + 10)) == doctest::Approx(1.0));  // commission
  }(world));
  World closed(178, {}, true);
  run(closed, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..178", 4);
    co_await client.say(order("1", "BUY", "10", "MKT", ""));
    const std::optional<Fields> refused = co_await client.until_error("321");
    CHECK(refused);
  }(closed));
}

TEST_CASE("who asks too fast is told, and then cut off; who asked for it is held back") {
  World world(200);
  run(world, [](World& w) -> Awaitable<void> {
    Client fast(w);
    co_await fast.greet("v100..200", 1);
    for (int i = 0; i < 160; ++i) co_await fast.say({"49", "1"});
    std::size_t errors = 0;
    while (true) {
      const std::optional<Fields> fields = co_await fast.next(seconds(2));
      if (!fields) break;
      if (fields->at(0) == "4" && fast.error_code(*fields) == "100") ++errors;
    }
    CHECK(errors == 3);
    CHECK(fast.ended);
    CHECK(w.server->counts().too_many == 3);
    CHECK(w.server->counts().disconnected == 1);
    Client patient(w);
    co_await patient.greet("v100..200 +PACEAPI", 2);
    for (int i = 0; i < 120; ++i) co_await patient.say({"49", "1"});
    std::size_t answers = 0;
    while (answers < 120) {
      const std::optional<Fields> time = co_await patient.until("49", seconds(5));
      if (!time) break;
      ++answers;
    }
    CHECK(answers == 120);
    CHECK(w.server->counts().too_many == 3);
    CHECK(w.server->counts().held_back > 0);
  }(world));
}

TEST_CASE("what goes wrong upstream is told, and data that was lost stays lost") {
  World world(200);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..200", 1);
    co_await w.loop.sleep(minutes(2));
    co_await client.say(with_apple({"1", "11", "9"}, {"0", "", "0", "0", ""}));
    co_await client.until("1");
    w.brokerage->happen(Happening::upstream_lost);
    const std::optional<Fields> lost = co_await client.until_error("1100");
    CHECK(lost);
    w.brokerage->happen(Happening::restored_data_kept);
    const std::optional<Fields> kept = co_await client.until_error("1102");
    CHECK(kept);
    const std::optional<Fields> ticks = co_await client.until("1");
    CHECK(ticks);
    w.brokerage->happen(Happening::competing_login);
    const std::optional<Fields> competing = co_await client.until_error("10197");
    CHECK(competing);
    const std::optional<Fields> silent = co_await client.until("1", seconds(5));
    CHECK_FALSE(silent);
    w.brokerage->happen(Happening::competing_gone);
    const std::optional<Fields> back = co_await client.until("1");
    CHECK(back);
    w.brokerage->happen(Happening::nightly_reset);
    const std::optional<Fields> reset = co_await client.until_error("1100");
    CHECK(reset);
    const std::optional<Fields> restored = co_await client.until_error("1101", minutes(6));
    CHECK(restored);
    const std::optional<Fields> none = co_await client.until("1", seconds(30));
    CHECK_FALSE(none);
    CHECK_FALSE(client.ended);
    w.brokerage->happen(Happening::logged_out);
    const std::optional<Fields> gone = co_await client.next(seconds(1));
    CHECK_FALSE(gone);
    CHECK(client.ended);
    Client refused(w);
    const bool greeted = co_await refused.greet("v100..200", 2);
    CHECK_FALSE(greeted);
  }(world));
}

TEST_CASE("the wire's own faults") {
  World world(178);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..178", 4);
    co_await w.loop.sleep(minutes(2));
    w.brokerage->faults().partial_frames = true;
    w.brokerage->faults().delay = seconds(2);
    const Duration asked = w.loop.now();
    co_await client.say({"49", "1"});
    const std::optional<Fields> time = co_await client.until("49");
    CHECK(time);
    CHECK(w.loop.now() - asked >= seconds(2));
    w.brokerage->faults() = Faults{};
    w.brokerage->faults().duplicate_frames = true;
    co_await client.say(order("1", "BUY", "10", "LMT", "1.5"));
    const std::optional<Fields> first = co_await client.until("3");
    const std::optional<Fields> second = co_await client.next(seconds(1));
    REQUIRE(first);
    CHECK(first == second);
    w.brokerage->faults() = Faults{};
    w.brokerage->faults().lose_order_answer = true;
    co_await client.say(order("2", "BUY", "10", "LMT", "1.5"));
    const std::optional<Fields> answer = co_await client.until("3", seconds(20));
    CHECK_FALSE(answer);
    CHECK(w.brokerage->tickets().size() == 2);
    CHECK_FALSE(w.brokerage->faults().lose_order_answer);
    co_await client.say({"16", "1"});
    co_await client.until("53");
    CHECK(client.count_before("5") == 2);
    w.brokerage->faults().hang = true;
    co_await client.say({"49", "1"});
    const std::optional<Fields> nothing = co_await client.next(minutes(1));
    CHECK_FALSE(nothing);
    CHECK_FALSE(client.ended);
  }(world));
}

TEST_CASE("at 203 orders go both ways as protobuf") {
  World world(203);
  run(world, [](World& w) -> Awaitable<void> {
    Client client(w);
    co_await client.greet("v100..203", 9);
    co_await w.loop.sleep(minutes(2));
    tws::ProtoWriter contract, order, body;
    contract.integer(1, 265598).text(3, "STK").text(8, "SMART");
    order.text(5, "BUY").text(6, "10").text(8, "LMT").real(9, 1.5).text(11, "DAY");
    order.text(12, "DU1000001").text(28, "ours").flag(66, true);
    body.integer(1, 1).message(2, contract).message(3, order);
    co_await client.write(tws::framed(tws::Message(203, 203).take() + body.bytes()));
    const std::optional<Fields> status = co_await client.until("3");
    REQUIRE(status);
    CHECK((*status)[1] == "1=1");
    CHECK((*status)[2] == "2=Submitted");
    CHECK(client.count_before("5") == 1);
    tws::ProtoWriter cancel;
    cancel.integer(1, 1);
    co_await client.write(tws::framed(tws::Message(203, 204).take() + cancel.bytes()));
    const std::optional<Fields> cancelled = co_await client.until("3");
    REQUIRE(cancelled);
    CHECK((*cancelled)[2] == "2=Cancelled");
    const std::optional<Fields> why = co_await client.until("4");
    REQUIRE(why);
    CHECK((*why)[3] == "3=202");
    tws::ProtoWriter executions;
    executions.integer(1, 25);
    co_await client.write(tws::framed(tws::Message(203, 201 + 6).take() + executions.bytes()));
    const std::optional<Fields> end = co_await client.until("55");
    REQUIRE(end);
    CHECK((*end)[1] == "1=25");
  }(world));
}
