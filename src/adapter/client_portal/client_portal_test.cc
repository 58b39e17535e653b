// The client against a strict gateway: sessions of every kind, and the way from a login to figures.
#include "adapter/client_portal/client_portal.h"

#include "adapter/client_portal/test_gateway.h"

using namespace pitwall;
using namespace pitwall::client_portal;
using client_portal::testing::Asked;
using client_portal::testing::Desk;
using namespace pitwall::literals;
using port::ConnectionState;

namespace {

port::ScanQuery scan_named(int number) {
  port::ScanQuery query;
  query.code = fmt::format("SCAN_{}", number);
  return query;
}

}  // namespace

TEST_CASE("a login becomes a session that is reconciled before it is called connected") {
  Desk desk;
  desk.gateway.on("GET /portfolio/DU123/positions/", 200,
                  R"([{"acctId":"DU123","conid":265598,"contractDesc":"AAPL","position":50.0,)"
                  R"("mktPrice":201.5,"avgCost":200.25,"avgPrice":200.25,"currency":"USD"}])");
  desk.connect();
  CHECK(desk.gateway.broken_rules.empty());
  const auto opened = desk.told<port::AccountOpened>();
  REQUIRE(opened.size() == 1);
  CHECK(opened[0].account == "DU123");
  CHECK(opened[0].kind == market::AccountKind::paper);
  const auto cash = desk.told<port::CashReported>();
  REQUIRE(cash.size() == 1);
  CHECK(cash[0].amount.text() == "10000.5");
  const auto held = desk.told<port::PositionReported>();
  REQUIRE(held.size() == 1);
  CHECK(held[0].symbol.view() == "AAPL");
  CHECK(held[0].cost.text() == "10012.5");
  // Connected comes last.
  CHECK(std::holds_alternative<port::ConnectionChanged>(desk.events.back()));
  CHECK(std::ranges::find(desk.gateway.heard, "sor+{}") != desk.gateway.heard.end());
}

TEST_CASE("the session is tickled once a minute") {
  Desk desk;
  desk.connect();
  const std::size_t before = desk.gateway.count("POST /tickle");
  desk.run_for(minutes(10));
  const std::size_t tickles = desk.gateway.count("POST /tickle") - before;
  CHECK(tickles >= 9);
  CHECK(tickles <= 11);
  CHECK(desk.state() == ConnectionState::connected);
}

TEST_CASE("every shape of not being logged in asks for the person") {
  const auto needs_login = [](int status, std::string type, std::string body) {
    Desk desk;
    desk.gateway.on("POST /tickle", [=](const Asked&) {
      net::Response response = net::Response::of_type(status, type, body);
      if (status == 302) response.headers.set("Location", "https://elsewhere/sso/Login");
      return response;
    });
    desk.start();
    desk.run_for(seconds(20));
    return desk.state() == ConnectionState::needs_login;
  };
  CHECK(needs_login(401, "text/html", ""));
  CHECK(needs_login(401, "text/html", "<html>Unauthorized</html>"));
  CHECK(needs_login(302, "text/html", ""));
  CHECK(needs_login(200, "application/json", R"({"error":"no session"})"));
  CHECK(needs_login(200, "text/html", "<!DOCTYPE html><title>Login</title>"));
}

TEST_CASE("without a bridge a brokerage session is asked for, and never by force") {
  Desk desk;
  bool begun = false;
  const std::string open = R"({"authenticated":true,"connected":true,"competing":false})";
  const std::string shut = R"({"authenticated":false,"connected":true,"competing":false})";
  desk.gateway.on("POST /iserver/auth/status",
                  [&](const Asked&) { return net::Response::json(200, begun ? open : shut); });
  desk.gateway.on("POST /iserver/auth/ssodh/init", [&](const Asked& asked) {
    begun = true;
    CHECK(asked.body == R"({"publish":true,"compete":false})");
    return net::Response::json(200, R"({"passed":true,"authenticated":true})");
  });
  desk.connect();
  CHECK(desk.gateway.count("POST /iserver/auth/ssodh/init") == 1);
}

TEST_CASE("the first answer of a new session may wrongly say false") {
  Desk desk;
  int asked = 0;
  desk.gateway.on("POST /iserver/auth/status", [&](const Asked&) {
    return net::Response::json(
        200, fmt::format(R"({{"authenticated":{},"connected":true}})", ++asked > 1));
  });
  desk.connect();
  CHECK(desk.gateway.count("POST /iserver/auth/ssodh/init") == 0);
}

TEST_CASE("a competing login is told and not fought") {
  Desk desk;
  desk.gateway.on("POST /iserver/auth/status", 200,
                  R"({"authenticated":false,"connected":true,"competing":true})");
  desk.start();
  desk.run_for(minutes(2));
  CHECK(desk.state() == ConnectionState::competing);
  CHECK(desk.gateway.count("POST /iserver/auth/ssodh/init") == 0);
}

TEST_CASE("maintenance is no fault, and afterwards the session comes back") {
  Desk desk;
  desk.connect();
  bool closed = true;
  desk.gateway.on("POST /tickle", [&](const Asked&) {
    return closed ? net::Response::text(503, "")
                  : net::Response::json(200, R"({"session":"a","iserver":{"authStatus":)"
                                             R"({"authenticated":true,"connected":true}}})");
  });
  desk.run_for(minutes(2));
  CHECK(desk.state() == ConnectionState::maintenance);
  closed = false;
  desk.run_for(minutes(3));
  CHECK(desk.state() == ConnectionState::connected);
  CHECK(desk.gateway.broken_rules.empty());
}

TEST_CASE("paper and live that disagree are refused, and nothing is used") {
  Desk desk;
  desk.gateway.on("GET /iserver/accounts", 200, R"({"accounts":["DU123"],"isPaper":false})");
  desk.start();
  desk.run_for(seconds(30));
  CHECK(desk.state() == ConnectionState::refused);
  CHECK(desk.told<port::AccountOpened>().empty());
  CHECK(desk.gateway.count("GET /portfolio/DU123") == 0);
}

TEST_CASE("a greeting that says live on a paper account is refused") {
  Desk desk;
  desk.gateway.greeting = R"({"topic":"system","success":"trader","isPaper":false})";
  desk.start();
  desk.run_for(seconds(40));
  CHECK(desk.state() == ConnectionState::refused);
  CHECK(desk.told<port::AccountOpened>().empty());
}

TEST_CASE("a stream without heartbeats is given up although pings are answered") {
  Desk desk;
  desk.connect();
  desk.gateway.heartbeats = false;
  desk.run_for(seconds(45));
  CHECK(std::ranges::any_of(desk.told<port::ConnectionChanged>(), [](const auto& changed) {
    return changed.state == ConnectionState::disconnected &&
           changed.detail.find("silent") != std::string::npos;
  }));
  desk.gateway.heartbeats = true;
  desk.run_for(minutes(3));
  CHECK(desk.state() == ConnectionState::connected);
}

TEST_CASE("a 429 stops everything for the penalty time and is told") {
  Desk desk;
  desk.connect();
  desk.gateway.on("GET /portfolio/DU123/summary", 429, "");
  const auto balances = desk.ask<port::Balances>(
      [&](auto reply) { desk.client->balances("DU123", std::move(reply)); });
  REQUIRE_FALSE(balances.ok());
  CHECK(balances.error().code == Code::unavailable);
  const std::size_t before = desk.gateway.asked.size();
  desk.run_for(minutes(14));
  CHECK(desk.gateway.asked.size() == before);
  CHECK(desk.state() != ConnectionState::connected);
  desk.run_for(minutes(5));
  CHECK(desk.state() == ConnectionState::connected);
}

TEST_CASE("a thousand calls at once break no rule: each is answered or told when to come again") {
  Desk desk;
  desk.gateway.on("GET /portfolio/DU123/summary", 200, "{}");
  desk.connect();
  int answered = 0;
  int refused = 0;
  const auto count = [&](const Error& failure) {
    (failure.message.find("again at") != std::string::npos ? refused : answered) += 1;
  };
  for (int call = 0; call < 1'000; ++call) {
    // Each kind of call in turn; histories differ, so that none shares another's answer.
    port::HistoryQuery query;
    query.instrument = desk.id("AAPL");
    query.size = market::BarSize::m5;
    query.to = desk.clock.now() - minutes(call);
    query.from = query.to - hours(2);
    switch (call % 5) {
      case 0:
        desk.client->history(
            query, [&](const auto& reply) { reply ? void(++answered) : count(reply.error()); });
        break;
      case 1:
        desk.client->executions({.account = "", .days = 1 + call % 7}, [&](const auto& reply) {
          reply ? void(++answered) : count(reply.error());
        });
        break;
      case 2:
        desk.client->profit(
            "DU123", [&](const auto& reply) { reply ? void(++answered) : count(reply.error()); });
        break;
      case 3:
        desk.client->scan(scan_named(call), [&](const auto& reply) {
          reply ? void(++answered) : count(reply.error());
        });
        break;
      default:
        desk.client->performance(
            "DU123", static_cast<port::PerformancePeriod>(call / 5 % 6),
            [&](const auto& reply) { reply ? void(++answered) : count(reply.error()); });
    }
  }
  desk.run_for(minutes(5));
  CHECK(answered + refused == 1'000);
  CHECK(refused > 0);
  CHECK(answered > 100);
  CHECK(desk.gateway.broken_rules.empty());
  CHECK(desk.state() == ConnectionState::connected);
}

TEST_CASE("balances come from the summary, in exact figures") {
  Desk desk;
  desk.gateway.on(
      "GET /portfolio/DU123/summary", 200,
      R"({"totalcashvalue":{"amount":10000.5,"currency":"USD","isNull":false},)"
      R"("netliquidation":{"amount":20075.55,"currency":"USD"},"grosspositionvalue":{"amount":1},)"
      R"("initmarginreq":{"amount":2},"maintmarginreq":{"amount":3},"availablefunds":{"amount":4},)"
      R"("excessliquidity":{"amount":5},"buyingpower":{"amount":6}})");
  desk.connect();
  const auto balances =
      desk.ask<port::Balances>([&](auto reply) { desk.client->balances("", std::move(reply)); });
  REQUIRE(balances.ok());
  CHECK(balances->net_liquidation.text() == "20075.55");
  CHECK(balances->currency.view() == "USD");
  CHECK(balances->origin.source.account == market::AccountKind::paper);
}

TEST_CASE("a snapshot is polled until its figures arrive") {
  Desk desk;
  int asked = 0;
  desk.gateway.on("GET /iserver/marketdata/snapshot", [&](const Asked&) {
    if (++asked == 1) return net::Response::json(200, R"([{"conid":265598,"conidEx":"265598"}])");
    return net::Response::json(
        200, R"([{"conid":265598,"31":"C200.10","84":"201.40","86":"201.60","85":"1,300",)"
             R"("88":"200","87":"12.5M","7741":"200.10","6509":"DPB","_updated":1795187000000}])");
  });
  desk.connect();
  const auto quotes = desk.ask<std::vector<Result<market::Quote>>>(
      [&](auto reply) { desk.client->quotes({desk.id("AAPL")}, std::move(reply)); });
  REQUIRE(quotes.ok());
  REQUIRE(quotes->front().ok());
  const market::Quote& quote = *quotes->front();
  CHECK_FALSE(quote.last);  // the close of the day before is no trade
  CHECK(quote.bid == 201.40_px);
  CHECK(quote.ask_size == 1300_qty);
  CHECK(quote.bid_size == 200_qty);
  CHECK(quote.volume == 12500000_qty);
  CHECK(quote.origin.quality == market::Quality::delayed);
}

TEST_CASE("what is followed comes by the stream, from which only changes are sent") {
  Desk desk;
  std::vector<market::Tick> ticks;
  desk.client->listen(
      [&](const market::Tick& tick, const market::Quote&) { ticks.push_back(tick); });
  const market::InstrumentId aapl = desk.id("AAPL");
  desk.client->follow(aapl, true);
  desk.connect();
  const auto subscriptions = [&] {
    return std::ranges::count_if(desk.gateway.heard, [](const std::string& text) {
      return text.starts_with("smd+265598+");
    });
  };
  CHECK(subscriptions() == 1);
  desk.gateway.push(
      R"({"topic":"smd+265598","conid":265598,"31":"201.5","84":"201.4","86":"201.6",)"
      R"("6509":"RpB","_updated":1795187000000})");
  desk.gateway.push(R"({"topic":"smd+265598","conid":265598,"84":"201.45"})");
  desk.run_for(seconds(1));
  REQUIRE(ticks.size() == 3);
  CHECK(ticks.back().bid == 201.45_px);
  CHECK(ticks.back().ask == 201.6_px);
  const auto quotes = desk.ask<std::vector<Result<market::Quote>>>(
      [&](auto reply) { desk.client->quotes({aapl}, std::move(reply)); });
  REQUIRE(quotes.ok());
  CHECK(quotes->front()->last == 201.5_px);
  CHECK(quotes->front()->origin.quality == market::Quality::live);
  CHECK(desk.gateway.count("GET /iserver/marketdata/snapshot") == 0);
  desk.run_for(minutes(9));
  CHECK(subscriptions() == 2);  // before it would expire
  desk.gateway.drop_socket();
  desk.run_for(seconds(1));
  const auto old = desk.ask<std::vector<Result<market::Quote>>>(
      [&](auto reply) { desk.client->quotes({aapl}, std::move(reply)); });
  CHECK(old->front()->origin.quality == market::Quality::stale);
  desk.run_for(minutes(2));
  CHECK(subscriptions() == 3);
  desk.client->follow(aapl, false);
  desk.run_for(seconds(1));
  CHECK(desk.gateway.heard.back() == "umd+265598+{}");
}

TEST_CASE("a missing subscription is named") {
  Desk desk;
  desk.gateway.on("GET /iserver/marketdata/snapshot", 200, R"([{"conid":265598,"6509":"N"}])");
  desk.connect();
  const auto quotes = desk.ask<std::vector<Result<market::Quote>>>(
      [&](auto reply) { desk.client->quotes({desk.id("AAPL")}, std::move(reply)); });
  REQUIRE(quotes.ok());
  REQUIRE_FALSE(quotes->front().ok());
  CHECK(quotes->front().error().message.find("subscription for AAPL:NASDAQ") != std::string::npos);
}

TEST_CASE("the gateway must be on this machine") {
  Desk desk;
  Options options;
  options.address = "https://example.com:5000";
  const auto made = ClientPortal::create(desk.loop, desk.clock, desk.calendars, {}, options);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().message.find("this machine") != std::string::npos);
}
