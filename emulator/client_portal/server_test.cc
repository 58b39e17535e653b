#include "emulator/client_portal/server.h"

#include "base/json.h"
#include "net/http_client.h"
#include "net/memory_stream.h"
#include "net/testing.h"
#include "net/websocket.h"

namespace pitwall::emulator {
namespace {

using namespace pitwall::literals;

// A client of a server in memory, with time that passes by itself.
struct Bench {
  net::Loop loop{net::testing::simulated()};
  LoopClock clock{loop, Time::parse("2026-11-23T15:00:00Z").value()};
  market::CalendarSet calendars = market::CalendarSet::built_in();
  std::unique_ptr<Brokerage> broker;
  std::unique_ptr<ClientPortalServer> server;
  std::unique_ptr<net::HttpClient> client;
  std::shared_ptr<net::WebSocket> socket;
  std::vector<Json> heard;

  Bench() {
    auto made = Brokerage::create(loop, clock, calendars, {});
    REQUIRE(made.ok());
    broker = std::move(*made);
    server = std::make_unique<ClientPortalServer>(*broker);
    net::HttpClientOptions options;
    options.dial = [this] { return dial(this); };
    client = std::make_unique<net::HttpClient>(loop, std::move(options));
  }
  ~Bench() {
    if (socket) socket->abort();
    pass(milliseconds(1));
    client.reset();
    server.reset();
    pass(milliseconds(1));
  }
  static net::Awaitable<Result<std::unique_ptr<net::Stream>>> dial(Bench* bench) {
    net::MemoryPipe pipe = net::memory_pipe(bench->loop);
    bench->server->serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  }
  void pass(Duration time) {
    net::Timer end = loop.after(time, [this] { loop.stop(); });
    loop.run();
  }
  Result<net::Response> send(std::string method, std::string path, std::string body) {
    std::optional<Result<net::Response>> got;
    const auto ask = [](Bench* bench, std::string how, std::string where, std::string what,
                        std::optional<Result<net::Response>>* into) -> net::Awaitable<void> {
      net::Request request;
      request.method = how;
      request.body = what;
      const std::string url = "http://localhost" + where;
      *into = co_await bench->client->send(url, std::move(request));
      bench->loop.stop();
    };
    loop.spawn("request", ask(this, std::move(method), std::move(path), std::move(body), &got));
    loop.run();
    REQUIRE(got.has_value());
    return std::move(*got);
  }
  net::Response raw(std::string method, std::string path, std::string body = "") {
    Result<net::Response> response = send(std::move(method), std::move(path), std::move(body));
    REQUIRE(response.ok());
    return std::move(*response);
  }
  // The answer's JSON; the status is kept in `status`.
  Json call(std::string method, std::string path, std::string body = "") {
    const net::Response response = raw(std::move(method), "/v1/api/" + path, std::move(body));
    status = response.status;
    Result<Json> json = parse_json(response.body);
    INFO(response.body);
    REQUIRE(json.ok());
    return std::move(*json);
  }
  Json get(std::string path) { return call("GET", std::move(path)); }
  Json post(std::string path, std::string body) {
    return call("POST", std::move(path), std::move(body));
  }
  void ready() {
    pass(seconds(3));  // the market has its first quotes
    get("iserver/accounts");
    get("portfolio/accounts");
  }
  void open_feed() {
    net::MemoryPipe pipe = net::memory_pipe(loop);
    server->serve(std::move(pipe.second));
    const auto listen = [](Bench* bench,
                           std::unique_ptr<net::Stream> stream) -> net::Awaitable<void> {
      net::Headers none;
      net::WebSocketOptions options;
      auto opened = co_await net::websocket_connect(bench->loop, std::move(stream), "localhost",
                                                    "/v1/api/ws", none, options, seconds(5));
      if (!opened) co_return;
      bench->socket = *opened;
      while (true) {
        const Result<net::WebSocketMessage> message = co_await bench->socket->receive();
        if (!message) break;
        Result<Json> json = parse_json(message->data);
        if (json) bench->heard.push_back(std::move(*json));
      }
    };
    loop.spawn("feed", listen(this, std::move(pipe.first)));
    pass(seconds(1));
    REQUIRE(socket);
  }
  std::size_t count(std::string_view topic) const {
    std::size_t number = 0;
    for (const Json& each : heard) number += each.string_or("topic", "") == topic ? 1 : 0;
    return number;
  }
  const Json* last(std::string_view topic) const {
    for (auto each = heard.rbegin(); each != heard.rend(); ++each)
      if (each->string_or("topic", "") == topic) return &*each;
    return nullptr;
  }
  int status = 0;
};

bool truth(const Json& json, std::string_view name) {
  const Json* value = json.find(name);
  return value && value->as_boolean();
}

std::string_view error_of(const Json& json) { return json.string_or("error", ""); }

TEST_CASE("the session goes through its states by what is said") {
  Bench bench;
  CHECK(truth(bench.get("iserver/auth/status"), "authenticated"));
  CHECK(bench.raw("GET", "/").status == 302);

  bench.broker->happen(Happening::competing_login);
  Json status = bench.get("iserver/auth/status");
  CHECK_FALSE(truth(status, "authenticated"));
  CHECK(truth(status, "competing"));
  CHECK(error_of(bench.get("iserver/accounts")) == "Bad Request: no bridge");
  CHECK(bench.status == 400);
  CHECK(bench.get("portfolio/accounts").is_array());  // the login is still there

  CHECK_FALSE(truth(bench.post("iserver/auth/ssodh/init", R"({"publish":true,"compete":false})"),
                    "authenticated"));
  CHECK(truth(bench.post("iserver/auth/ssodh/init", R"({"publish":true,"compete":true})"),
              "authenticated"));
  CHECK_FALSE(bench.broker->condition().competing);
  bench.post("iserver/auth/ssodh/init", R"({"publish":false})");
  CHECK(bench.status == 500);

  bench.broker->happen(Happening::maintenance_begins);
  CHECK(bench.raw("GET", "/v1/api/tickle").status == 503);
  bench.broker->happen(Happening::maintenance_ends);

  bench.broker->happen(Happening::logged_out);
  bench.pass(seconds(2));
  CHECK(bench.raw("GET", "/v1/api/tickle").status == 401);
  CHECK(bench.raw("GET", "/v1/api/portfolio/DU1000001/summary").status == 302);
  bench.broker->happen(Happening::logged_in);
  status = bench.get("iserver/auth/status");
  CHECK(truth(status, "connected"));
  CHECK_FALSE(truth(status, "authenticated"));
  bench.post("iserver/auth/ssodh/init", R"({"publish":true,"compete":false})");
  CHECK(bench.get("iserver/accounts").find("accounts")->items().size() == 2);
}

TEST_CASE("a session that nobody keeps alive is over after six minutes") {
  Bench bench;
  bench.get("tickle");
  bench.pass(minutes(5));
  CHECK(truth(bench.get("iserver/auth/status"), "authenticated"));
  bench.pass(minutes(7));
  CHECK_FALSE(truth(bench.get("iserver/auth/status"), "authenticated"));
}

TEST_CASE("unknown paths, bodies that are no JSON and missing lengths are refused") {
  Bench bench;
  const net::Response missing = bench.raw("GET", "/v1/api/hmds/scanner");
  CHECK(missing.status == 404);
  CHECK(missing.body.find("<html>") != std::string::npos);
  bench.post("iserver/auth/ssodh/init", "{nonsense");
  CHECK(bench.status == 400);
  CHECK(bench.raw("OPTIONS", "/v1/api/tickle").status == 204);
}

TEST_CASE("a snapshot needs the accounts first and one call for nothing") {
  Bench bench;
  const std::string path = "iserver/marketdata/snapshot?conids=265598&fields=31,84,86,87,6509,55";
  CHECK(error_of(bench.get(path)) == "Please query /accounts first");
  bench.ready();
  Json first = bench.get(path).items().at(0);
  CHECK(first.find("conid")->text() == "265598");
  CHECK_FALSE(first.find("31"));
  bench.pass(seconds(1));
  const Json second = bench.get("iserver/marketdata/snapshot?conids=265598").items().at(0);
  CHECK(second.string_or("55", "") == "AAPL");
  CHECK(second.string_or("6509", "") == "RpB");
  CHECK(Price::parse(second.string_or("31", "")).ok());
  CHECK(second.find("31")->is_string());
  bench.broker->faults().market_data = DataKind::none;
  const Json none = bench.get("iserver/marketdata/snapshot?conids=265598").items().at(0);
  CHECK(none.string_or("6509", "") == "N");
  CHECK_FALSE(none.find("31"));
  CHECK(truth(bench.post("iserver/marketdata/unsubscribe", R"({"conid":265598})"), "success"));
  CHECK(error_of(bench.post("iserver/marketdata/unsubscribe", R"({"conid":265598})")) == "unknown");
  CHECK(bench.status == 500);
}

TEST_CASE("a future is quoted once its symbol was searched for") {
  Bench bench;
  bench.ready();
  const Json months = bench.get("trsrv/futures?symbols=ES");
  const std::string conid = months.find("ES")->items().at(0).find("conid")->text();
  const std::string path = "iserver/marketdata/snapshot?conids=" + conid + "&fields=31,55";
  bench.get(path);
  bench.pass(seconds(1));
  CHECK_FALSE(bench.get(path).items().at(0).find("31"));
  const Json row = bench.get("iserver/secdef/search?symbol=ES").items().at(0);
  CHECK(row.string_or("conid", "") == "11004968");
  bench.get(path);
  bench.pass(seconds(1));
  CHECK(bench.get(path).items().at(0).find("31"));
  const Json terms =
      bench.get("iserver/secdef/info?conid=11004968&sectype=FUT&month=DEC26").items().at(0);
  CHECK(terms.find("conid")->text() == conid);
}

TEST_CASE("history has the gateway's form and limits") {
  Bench bench;
  bench.ready();
  const Json bars =
      bench.get("iserver/marketdata/history?conid=265598&period=1d&bar=5min&outsideRth=true");
  REQUIRE(bench.status == 200);
  CHECK(bars.find("data")->items().size() > 100);
  CHECK(bars.find("data")->items().size() <= 1000);
  CHECK(bars.find("barLength")->text() == "300");
  CHECK(bars.string_or("symbol", "") == "AAPL");
  bench.get("iserver/marketdata/history?conid=265598&period=6m&bar=1min");
  CHECK(bench.status == 400);
  CHECK(error_of(bench.get("iserver/marketdata/history?conid=265598&period=1d&direction=1")) ==
        "Chart data unavailable");
  bench.broker->faults().cold_history = true;
  bench.get("iserver/marketdata/history?conid=272093&period=1d&bar=5min");
  CHECK(bench.status == 500);
  bench.get("iserver/marketdata/history?conid=272093&period=1d&bar=5min");
  CHECK(bench.status == 200);
}

constexpr const char* limit_order =
    R"({"orders":[{"conid":265598,"orderType":"LMT","side":"BUY","quantity":10,"price":"100.00",)"
    R"("tif":"DAY","cOID":"mine-1"}]})";

TEST_CASE("an order is placed, seen, changed and cancelled") {
  Bench bench;
  const std::string orders = "iserver/account/DU1000001/orders";
  CHECK(error_of(bench.post(orders, limit_order)) == "Please query /accounts first");
  bench.ready();
  const Json placed = bench.post(orders, limit_order);
  REQUIRE(placed.is_array());
  CHECK(placed.items().at(0).string_or("order_status", "") == "Submitted");
  const std::string id(placed.items().at(0).string_or("order_id", ""));
  CHECK(error_of(bench.post(orders, limit_order)).find("already registered") !=
        std::string_view::npos);

  CHECK(bench.get("iserver/account/orders").find("orders")->items().empty());  // cold
  bench.pass(seconds(6));
  const Json live = bench.get("iserver/account/orders");
  REQUIRE(live.find("orders")->items().size() == 1);
  CHECK(live.find("orders")->items()[0].find("orderId")->text() == id);
  CHECK(live.find("orders")->items()[0].string_or("order_ref", "") == "mine-1");

  const Json changed = bench.post(
      "iserver/account/DU1000001/order/" + id,
      R"({"conid":265598,"orderType":"LMT","side":"BUY","quantity":20,"price":101,"tif":"DAY"})");
  REQUIRE(changed.is_array());
  const Json status = bench.get("iserver/account/order/status/" + id);
  CHECK(status.string_or("total_size", "") == "20");
  CHECK(status.string_or("limit_price", "") == "101");
  bench.pass(seconds(1));
  const Json cancelled = bench.call("DELETE", "iserver/account/DU1000001/order/" + id);
  CHECK(cancelled.string_or("msg", "") == "Request was submitted");
  CHECK(bench.get("iserver/account/order/status/" + id).string_or("order_status", "") ==
        "Cancelled");
  CHECK(error_of(bench.call("DELETE", "iserver/account/DU1000001/order/1")) ==
        "OrderID 1 doesn't exist");
}

constexpr const char* far_order =
    R"({"orders":[{"conid":265598,"orderType":"LMT","side":"BUY","quantity":1,"price":900,)"
    R"("tif":"DAY"}]})";

TEST_CASE("questions come one after the other, and any other request ends them") {
  Bench bench;
  bench.ready();
  const std::string orders = "iserver/account/DU1000001/orders";
  Json asked = bench.post(orders, far_order);
  CHECK(asked.items().at(0).find("messageIds")->items().at(0).text() == "o163");
  std::string id(asked.items().at(0).string_or("id", ""));
  asked = bench.post("iserver/reply/" + id, R"({"confirmed":true})");
  CHECK(asked.items().at(0).find("messageIds")->items().at(0).text() == "o10153");
  const std::string second(asked.items().at(0).string_or("id", ""));
  CHECK(second != id);
  CHECK(bench.broker->tickets().empty());
  const Json taken = bench.post("iserver/reply/" + second, R"({"confirmed":true})");
  CHECK(taken.items().at(0).string_or("order_status", "") == "Filled");
  CHECK(error_of(bench.post("iserver/reply/" + second, R"({"confirmed":true})")) ==
        "reply id not found: '" + second + "'");
  CHECK(bench.status == 400);

  bench.pass(seconds(6));
  id = bench.post(orders, far_order).items().at(0).string_or("id", "");
  bench.get("iserver/account/trades");
  bench.post("iserver/reply/" + id, R"({"confirmed":true})");
  CHECK(bench.status == 400);

  id = bench.post(orders, far_order).items().at(0).string_or("id", "");
  CHECK_FALSE(error_of(bench.post("iserver/reply/" + id, R"({"confirmed":false})")).empty());
  CHECK(bench.broker->tickets().size() == 1);

  bench.pass(seconds(1));
  bench.post("iserver/questions/suppress", R"({"messageIds":["o163","o10153"]})");
  CHECK(bench.post(orders, far_order).items().at(0).find("order_id"));
  bench.pass(seconds(6));
  CHECK(bench.get("iserver/account/trades").items().size() == 2);
}

namespace {

std::string bracket_of(std::string_view child_extras) {
  return R"({"orders":[{"conid":265598,"cOID":"b-1","orderType":"LMT","side":"BUY","quantity":2,)"
         R"("price":1,"tif":"DAY"},)"
         R"({"conid":265598,"orderType":"LMT","side":"SELL","quantity":2,"price":900,"tif":"GTC")" +
         std::string(child_extras) +
         R"(},{"conid":265598,"orderType":"TRAIL","side":"SELL","quantity":2,"tif":"GTC",)"
         R"("trailingAmt":5,"trailingType":"%","parentId":"b-1"}]})";
}

}  // namespace

TEST_CASE("a bracket is one request, whose children have a parent and no name of their own") {
  Bench bench;
  bench.ready();
  const std::string orders = "iserver/account/DU1000001/orders";
  for (const std::string_view wrong :
       {"", R"(,"parentId":"other")", R"(,"parentId":"b-1","cOID":"b-2")",
        R"(,"isSingleGroup":true)"}) {
    CAPTURE(wrong);
    bench.post(orders, bracket_of(wrong));
    CHECK(bench.status == 400);
  }
  const Json asked = bench.post(orders, bracket_of(R"(,"parentId":"b-1")"));
  CHECK(asked.items().at(0).find("messageIds")->items().at(0).text() == "o10152");
  const std::string id(asked.items().at(0).string_or("id", ""));
  const Json taken = bench.post("iserver/reply/" + id, R"({"confirmed":true})");
  REQUIRE(taken.items().size() == 3);
  const std::string parent(taken.items().at(0).string_or("order_id", ""));
  CHECK(taken.items().at(0).string_or("local_order_id", "") == "b-1");
  CHECK(taken.items().at(0).string_or("order_status", "") == "Submitted");
  for (const std::size_t child : {1U, 2U}) {
    CHECK(taken.items().at(child).string_or("parent_order_id", "") == parent);
    CHECK(taken.items().at(child).string_or("order_status", "") == "PreSubmitted");
    CHECK_FALSE(taken.items().at(child).find("local_order_id"));
  }
  // Without its parent's fill a child is called off with it.
  bench.raw("DELETE", "/v1/api/iserver/account/DU1000001/order/" + parent);
  for (const auto& [order_id, ticket] : bench.broker->tickets())
    CHECK(ticket.status == port::OrderStatus::cancelled);
}

TEST_CASE("several orders go in one request only as a bracket or a group") {
  Bench bench;
  bench.ready();
  const std::string orders = "iserver/account/DU1000001/orders";
  const auto two = [](std::string_view extras) {
    const std::string one =
        R"({"conid":265598,"orderType":"LMT","side":"BUY","quantity":2,"price":1,"tif":"DAY")" +
        std::string(extras) + "}";
    return "{\"orders\":[" + one + "," + one + "]}";
  };
  bench.post(orders, two(""));
  CHECK(bench.status == 400);
  const Json taken = bench.post(orders, two(R"(,"isSingleGroup":true)"));
  REQUIRE(taken.items().size() == 2);
  bench.post(orders, R"({"orders":[{"conid":265598,"orderType":"TRAIL","side":"SELL",)"
                     R"("quantity":2,"tif":"DAY","trailingAmt":5}]})");
  CHECK(bench.status == 400);
}

TEST_CASE("futures need to say who stands behind the order") {
  Bench bench;
  bench.ready();
  const std::string conid =
      fmt::format("{}", bench.broker->contract((*bench.broker->catalogue().find("ES"))->id).conid);
  const std::string start = R"({"orders":[{"conid":)" + conid +
                            R"(,"orderType":"MKT","side":"SELL","quantity":1,"tif":"DAY")";
  bench.post("iserver/account/DU1000001/orders", start + "}]}");
  CHECK(bench.status == 400);
  const Json asked = bench.post("iserver/account/DU1000001/orders",
                                start + R"(,"manualIndicator":false,"extOperator":"me"}]})");
  CHECK(asked.items().at(0).find("messageIds")->items().at(0).text() == "o10151");
}

TEST_CASE("too much earns 429 and ten minutes of it") {
  Bench bench;
  bench.get("portfolio/accounts");
  CHECK(bench.raw("GET", "/v1/api/portfolio/accounts").status == 429);
  bench.pass(minutes(9));
  CHECK(bench.raw("GET", "/v1/api/portfolio/accounts").status == 429);
  CHECK(bench.raw("GET", "/v1/api/iserver/auth/status").status == 200);
  bench.pass(minutes(2));
  CHECK(bench.raw("GET", "/v1/api/portfolio/accounts").status == 200);
  bench.pass(seconds(2));
  for (int i = 0; i < 10; ++i) CHECK(bench.raw("GET", "/v1/api/iserver/auth/status").status == 200);
  CHECK(bench.raw("GET", "/v1/api/iserver/auth/status").status == 429);
  CHECK(bench.server->counts().too_many == 3);
  bench.server->enforce_pacing(false);
  CHECK(bench.raw("GET", "/v1/api/iserver/auth/status").status == 200);
}

TEST_CASE("positions are a page that stays until it is invalidated") {
  Bench bench;
  bench.pass(seconds(5));
  bench.get("portfolio/DU1000001/positions/0");
  CHECK(bench.status == 400);
  bench.ready();
  CHECK(bench.get("portfolio/DU1000001/positions/0").items().size() == 4);
  CHECK(bench.get("portfolio/DU1000001/positions/1").items().empty());
  Ticket ticket;
  ticket.instrument = (*bench.broker->catalogue().find("MSFT"))->id;
  ticket.order.account = "DU1000001";
  ticket.order.quantity = 3_qty;
  REQUIRE(bench.broker->submit(ticket));
  CHECK(bench.get("portfolio/DU1000001/positions/0").items().size() == 4);
  CHECK(bench.get("portfolio2/DU1000001/positions").items().size() == 5);
  bench.post("portfolio/DU1000001/positions/invalidate", "");
  CHECK(bench.get("portfolio/DU1000001/positions/0").items().size() == 5);
  bench.pass(seconds(2));
  const Json summary = bench.get("portfolio/DU1000001/summary");
  CHECK(Money::parse(summary.find("netliquidation")->find("amount")->text()).ok());
  CHECK(bench.get("portfolio/DU1000001/ledger").find("BASE"));
  CHECK(bench.get("portfolio/DU1000001/allocation").find("assetClass"));
}

TEST_CASE("the stream greets, then tells what is followed") {
  Bench bench;
  bench.ready();
  bench.open_feed();
  CHECK(bench.heard.at(0).string_or("message", "") == "waiting for session");
  CHECK(bench.heard.at(1).find("success"));
  CHECK(bench.count("sts") == 1);
  CHECK(bench.count("act") == 1);
  bench.socket->send_text(R"(smd+265598+{"fields":["31","84","86"]})");
  bench.pass(seconds(5));
  REQUIRE(bench.count("smd+265598") >= 3);
  CHECK(bench.count("smd+265598") <= 11);  // every 500 ms at most
  CHECK(bench.count("system") >= 1);
  bench.socket->send_text("umd+265598+{}");
  bench.pass(seconds(1));
  const std::size_t before = bench.count("smd+265598");
  bench.pass(seconds(12));
  CHECK(bench.count("smd+265598") == before);
  CHECK(bench.last("system")->find("hb"));

  bench.socket->send_text("sor+{}");
  bench.socket->send_text(R"(str+{"realtimeUpdatesOnly":true})");
  bench.pass(seconds(1));
  bench.post("iserver/account/DU1000001/orders", limit_order);
  bench.pass(seconds(1));
  REQUIRE(bench.last("sor"));
  CHECK(bench.last("sor")->find("args")->items().at(0).string_or("order_ref", "") == "mine-1");
  CHECK_FALSE(bench.last("str"));
}

TEST_CASE("what smd asked for ends after ten minutes") {
  Bench bench;
  bench.ready();
  bench.open_feed();
  bench.socket->send_text("smd+265598+{}");
  bench.pass(minutes(5));
  bench.socket->send_text("tic");
  bench.pass(minutes(5) + seconds(2));
  bench.socket->send_text("tic");
  const std::size_t before = bench.count("smd+265598");
  CHECK(before > 100);
  bench.pass(minutes(1));
  CHECK(bench.count("smd+265598") == before);
}

TEST_CASE("profit is told once it was followed") {
  Bench bench;
  bench.ready();
  CHECK(bench.get("iserver/account/pnl/partitioned").find("upnl")->members().empty());
  bench.open_feed();
  bench.socket->send_text("spl+{}");
  bench.socket->send_text(R"(ssd+DU1000001+{"keys":["NetLiquidation"]})");
  bench.socket->send_text("sbd+DU1000001+265598");
  bench.pass(seconds(6));
  CHECK(bench.count("spl") >= 2);
  CHECK(bench.last("ssd+DU1000001")->find("result")->items().size() == 1);
  CHECK(bench.last("sbd+DU1000001+265598"));
  const Json profit = bench.get("iserver/account/pnl/partitioned");
  CHECK(profit.find("upnl")->find("DU1000001.Core")->find("nl"));
}

TEST_CASE("the stream hears of a competing login and what it followed is gone") {
  Bench bench;
  bench.ready();
  bench.open_feed();
  bench.socket->send_text("smd+265598+{}");
  bench.pass(seconds(2));
  bench.broker->happen(Happening::competing_login);
  bench.pass(seconds(1));
  REQUIRE(bench.last("sts"));
  CHECK(truth(*bench.last("sts")->find("args"), "competing"));
  const std::size_t before = bench.count("smd+265598");
  bench.pass(seconds(10));
  CHECK(bench.count("smd+265598") == before);
  bench.broker->happen(Happening::logged_out);
  bench.pass(seconds(1));
  CHECK_FALSE(bench.socket->open());
}

TEST_CASE("faults do what they say") {
  Bench bench;
  bench.ready();
  Faults& faults = bench.broker->faults();
  faults.delay = seconds(3);
  const Duration before = bench.loop.now();
  bench.get("iserver/auth/status");
  CHECK(bench.loop.now() - before >= seconds(3));
  faults.delay = {};
  faults.partial_frames = true;
  CHECK(truth(bench.get("iserver/auth/status"), "authenticated"));
  faults.partial_frames = false;

  faults.lose_order_answer = true;
  CHECK_FALSE(bench.send("POST", "/v1/api/iserver/account/DU1000001/orders", limit_order).ok());
  CHECK(bench.broker->tickets().size() == 1);  // it was taken up all the same
  CHECK_FALSE(faults.lose_order_answer);

  faults.hang = true;
  CHECK_FALSE(bench.send("GET", "/v1/api/tickle", "").ok());
  faults.hang = false;
  bench.open_feed();
  bench.broker->happen(Happening::drop);
  bench.pass(seconds(1));
  CHECK_FALSE(bench.socket->open());
  bench.get("tickle");
  CHECK(bench.status == 200);
}

TEST_CASE("watchlists, alerts and the rest of a person's desk") {
  Bench bench;
  bench.ready();
  bench.post("iserver/watchlist",
             R"({"id":"12","name":"Mine","rows":[{"C":265598},{"C":"756733"}]})");
  CHECK(bench.status == 200);
  const Json lists = bench.get("iserver/watchlists?SC=USER_WATCHLIST");
  CHECK(lists.find("data")->find("user_lists")->items().at(0).string_or("name", "") == "Mine");
  CHECK(bench.get("iserver/watchlist?id=12").find("instruments")->items().size() == 2);
  const Json made =
      bench.post("iserver/account/DU1000001/alert", R"({"alertName":"AAPL up","conditions":[]})");
  CHECK(truth(made, "success"));
  bench.pass(seconds(2));
  CHECK(bench.get("iserver/account/DU1000001/alerts").items().size() == 2);
  CHECK(bench.get("iserver/scanner/params").find("scan_type_list"));
  CHECK(bench
            .post("iserver/scanner/run",
                  R"({"instrument":"STK","type":"TOP_PERC_GAIN","location":"STK.US.MAJOR"})")
            .find("contracts"));
  CHECK(bench.post("pa/performance", R"({"acctIds":["DU1000001"],"period":"YTD"})").find("nav"));
  CHECK(bench.get("iserver/contract/265598/info").string_or("local_symbol", "") == "AAPL");
  CHECK(bench.get("contract/trading-schedule?conid=265598").find("schedules"));
  bench.pass(seconds(2));
  CHECK(bench.get("trsrv/secdef?conids=265598,756733").find("secdef")->items().size() == 2);
  CHECK(bench.get("iserver/exchangerate?source=EUR&target=USD").find("rate"));
}

}  // namespace
}  // namespace pitwall::emulator
