// A gateway for this folder's tests: it answers what it was told to, keeps the broker's rules
// strictly, and writes down what it was asked. Time is simulated.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "adapter/client_portal/client_portal.h"
#include "adapter/client_portal/pacing.h"
#include "adapter/ibkr/pacing.h"
#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::client_portal::testing {

class LoopClock final : public port::Clock {
 public:
  explicit LoopClock(const net::Loop& loop) : loop_(loop) {}
  Time now() const override { return start + (loop_.now() + skew); }
  Time start = Time::parse("2026-11-20T15:00:00Z").value();  // a Friday, New York is open
  Duration skew;

 private:
  const net::Loop& loop_;
};

struct Asked {
  std::string method;
  std::string path;  // behind /v1/api
  std::string body;
  Duration at;
};

class TestGateway {
 public:
  using Answer = std::function<net::Response(const Asked&)>;

  explicit TestGateway(net::Loop& loop)
      : loop_(loop),
        server_(loop, [this](net::Request& request, const auto&) { return handle(request); }) {
    for (std::size_t index = 0; index < rule_count; ++index) {
      const RuleTerms terms = terms_of(static_cast<Rule>(index));
      paces_.emplace_back(terms.count, terms.window);
    }
    usual();
  }

  ClientPortal::Dial dial() {
    return [this]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> { return connect(); };
  }

  // The first one whose "METHOD path" the request begins with, the latest told first.
  void on(std::string prefix, Answer answer) {
    routes_.emplace_front(std::move(prefix), std::move(answer));
  }
  void on(std::string prefix, int status, std::string body) {
    on(std::move(prefix),
       [status, body](const Asked&) { return net::Response::json(status, body); });
  }
  // Never answers this from now on.
  void hang(std::string prefix) { hangs_.push_back(std::move(prefix)); }
  void push(const std::string& frame) {
    if (socket_) socket_->send_binary(frame);  // as the genuine gateway passes them on
  }
  void drop_socket() {
    if (socket_) socket_->abort();
  }
  std::size_t count(std::string_view prefix) const {
    return static_cast<std::size_t>(std::ranges::count_if(asked, [&](const Asked& one) {
      return (one.method + " " + one.path).starts_with(prefix);
    }));
  }

  std::vector<Asked> asked;
  std::vector<std::string> heard;  // on the socket
  std::vector<std::string> broken_rules;
  bool reachable = true;
  bool heartbeats = true;
  bool greets = true;
  std::string greeting = R"({"topic":"system","success":"trader","isFT":false,"isPaper":true})";

 private:
  void usual() {
    on("POST /tickle", 200,
       R"({"session":"abc123","ssoExpires":500000,"collission":false,"userId":1,)"
       R"("iserver":{"authStatus":{"authenticated":true,"competing":false,"connected":true}}})");
    on("POST /iserver/auth/status", 200,
       R"({"authenticated":true,"established":true,"competing":false,"connected":true})");
    on("GET /iserver/accounts", 200,
       R"({"accounts":["DU123"],"selectedAccount":"DU123","isPaper":true})");
    on("GET /portfolio/accounts", 200,
       R"([{"id":"DU123","accountId":"DU123","accountTitle":"Jane Trader","currency":"USD"}])");
    on("GET /iserver/account/trades", 200, "[]");
    on("GET /iserver/account/orders", 200, R"({"orders":[],"snapshot":true})");
    on("GET /portfolio/DU123/ledger", 200,
       R"({"USD":{"cashbalance":10000.5,"currency":"USD"},"BASE":{"cashbalance":10000.5}})");
    on("GET /portfolio/DU123/positions/", 200, "[]");
    on("POST /portfolio/DU123/positions/invalidate", 200, R"({"message":"success"})");
    on("GET /trsrv/stocks", 200,
       R"({"AAPL":[{"name":"APPLE INC","contracts":[)"
       R"({"conid":265598,"exchange":"NASDAQ","isUS":true},)"
       R"({"conid":38708077,"exchange":"MEXI","isUS":false}]}],)"
       R"("SPY":[{"name":"SPDR","contracts":[{"conid":756733,"exchange":"ARCA","isUS":true}]}]})");
    on("GET /trsrv/futures", 200,
       R"({"ES":[{"symbol":"ES","conid":495512563,"expirationDate":20261218,"ltd":20261218},)"
       R"({"symbol":"ES","conid":649180678,"expirationDate":20270319,"ltd":20270319}]})");
  }

  net::Awaitable<Result<std::unique_ptr<net::Stream>>> connect() {
    if (!reachable) co_return error(Code::unavailable, "nobody listens there");
    net::MemoryPipe pipe = net::memory_pipe(loop_);
    server_.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  }

  net::Reply handle(net::Request& request) {
    constexpr std::string_view before = "/v1/api";
    if (net::is_websocket_request(request))
      return net::WebSocketUpgrade{[this](auto socket) { return converse(std::move(socket)); }};
    Asked one{request.method, std::string(), request.body, loop_.now()};
    if (std::string_view(request.target).starts_with(before))
      one.path = request.target.substr(before.size());
    if (request.method != "GET" && !request.headers.contains("Content-Length"))
      broken_rules.push_back("411 " + one.path);
    check_pace(one);
    asked.push_back(one);
    const std::string line = one.method + " " + one.path;
    for (const std::string& prefix : hangs_)
      if (line.starts_with(prefix)) return never();
    for (const auto& [prefix, answer] : routes_)
      if (line.starts_with(prefix)) return answer(one);
    return net::Response::json(404, R"({"error":"no such request","statusCode":404})");
  }

  net::Awaitable<net::Reply> never() {
    co_await loop_.sleep(hours(1));
    co_return net::Response::text(504, "");
  }

  void check_pace(const Asked& one) {
    for (const Rule rule : rules_of(one.method, one.path)) {
      if (rule == Rule::bulk) continue;  // our own
      ibkr::Pace& pace = paces_[static_cast<std::size_t>(rule)];
      if (pace.wait(one.at) > Duration{})
        broken_rules.push_back(fmt::format("429 {} at {}", one.path, one.at.text()));
      pace.take(one.at);
    }
  }

  net::Awaitable<void> converse(std::shared_ptr<net::WebSocket> socket) {
    socket_ = socket;
    socket->send_binary(R"({"message":"waiting for session"})");
    if (greets) socket->send_binary(greeting);
    loop_.spawn("heartbeat", beat(socket));
    while (true) {
      const auto message = co_await socket->receive();
      if (!message) break;
      heard.push_back(message->data);
    }
    if (socket_ == socket) socket_.reset();
  }

  net::Awaitable<void> beat(std::shared_ptr<net::WebSocket> socket) {
    while (socket->open()) {
      if (heartbeats) socket->send_binary(R"({"topic":"system","hb":1700000000000})");
      co_await loop_.sleep(seconds(10));
    }
  }

  net::Loop& loop_;
  net::HttpServer server_;
  std::deque<std::pair<std::string, Answer>> routes_;
  std::vector<std::string> hangs_;
  std::vector<ibkr::Pace> paces_;
  std::shared_ptr<net::WebSocket> socket_;
};

// A client and its gateway on one simulated loop, with what the client told.
struct Desk {
  explicit Desk(Options options = {}) {
    auto made = ClientPortal::create(loop, clock, calendars, market::starter_catalogue(),
                                     std::move(options), gateway.dial());
    REQUIRE(made.ok());
    client = std::move(*made);
  }
  ~Desk() {
    client->stop();
    run_for(minutes(3));
  }
  void start() {
    client->start([this](port::BrokerEvent event) { events.push_back(std::move(event)); });
  }
  void run_for(Duration length) {
    net::Timer timer = loop.after(length, [this] { loop.stop(); });
    loop.run();
  }
  void connect() {
    start();
    run_for(seconds(30));
    REQUIRE(state() == port::ConnectionState::connected);
  }
  port::ConnectionState state() const {
    port::ConnectionState last = port::ConnectionState::disconnected;
    for (const port::BrokerEvent& event : events)
      if (const auto* changed = std::get_if<port::ConnectionChanged>(&event)) last = changed->state;
    return last;
  }
  template <class T>
  std::vector<T> told() const {
    std::vector<T> found;
    for (const port::BrokerEvent& event : events)
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    return found;
  }
  market::InstrumentId id(std::string_view symbol) const {
    return client->catalogue().find(symbol).value()->id;
  }
  // What a request comes to, within a time that a person would wait.
  template <class T, class Begin>
  Result<T> ask(Begin begin, Duration within = minutes(2)) {
    std::optional<Result<T>> outcome;
    begin([&](Result<T> reply) {
      outcome = std::move(reply);
      loop.stop();
    });
    if (!outcome) run_for(within);
    if (!outcome) return error(Code::internal, "no reply came");
    return *outcome;
  }

  net::Loop loop{net::testing::simulated()};
  LoopClock clock{loop};
  market::CalendarSet calendars = market::CalendarSet::built_in();
  TestGateway gateway{loop};
  std::unique_ptr<ClientPortal> client;
  std::vector<port::BrokerEvent> events;
};

}  // namespace pitwall::client_portal::testing
