#include "app/connect/gateway_probe.h"

#include <map>

#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/testing.h"
#include "net/tls.h"

namespace pitwall::app {
namespace {

// A gateway in memory: what it answers, by "METHOD path".
struct Gateway {
  net::Reply answer(net::Request& request, const std::shared_ptr<net::Disconnect>&) {
    const std::string asked = request.method + " " + request.target;
    ++times[asked];
    if (const auto found = by_question.find(asked); found != by_question.end()) {
      const std::vector<net::Response>& answers = found->second;
      return answers[std::min(answers.size(), static_cast<std::size_t>(times[asked])) - 1];
    }
    return anything;
  }
  net::Awaitable<Result<std::unique_ptr<net::Stream>>> dial() {
    auto pipe = net::memory_pipe(loop);
    if (silent) {
      kept.push_back(std::move(pipe.second));
    } else {
      server.serve(std::move(pipe.second));
    }
    co_return std::move(pipe.first);
  }
  Diagnosis knock(std::string pause = "") {
    GatewayProbe probe;
    probe.pause = std::move(pause);
    probe.dial = [this] { return dial(); };
    Diagnosis found;
    net::testing::run(loop,
                      [](Gateway* self, GatewayProbe p, Diagnosis* out) -> net::Awaitable<void> {
                        *out = co_await probe_gateway(self->loop, std::move(p));
                        self->kept.clear();
                      }(this, std::move(probe), &found));
    return found;
  }
  void says(std::string asked, std::vector<net::Response> answers) {
    by_question[std::move(asked)] = std::move(answers);
  }

  std::map<std::string, std::vector<net::Response>> by_question;
  std::map<std::string, int> times;
  net::Response anything = net::Response::text(404, "no such page");
  bool silent = false;
  std::vector<std::unique_ptr<net::Stream>> kept;
  net::Loop loop{net::testing::simulated()};
  net::HttpServer server{
      loop, [this](net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect) {
        return answer(request, disconnect);
      }};
};

constexpr std::string_view status = "POST /v1/api/iserver/auth/status";
constexpr std::string_view accounts = "GET /v1/api/iserver/accounts";
constexpr std::string_view snapshot =
    "GET /v1/api/iserver/marketdata/snapshot?conids=265598&fields=31,6509";

net::Response json(std::string body, int code = 200) {
  return net::Response::json(code, std::move(body));
}

void log_in(Gateway& gateway) {
  gateway.says(std::string(status),
               {json(R"({"authenticated":true,"competing":false,"connected":true})")});
  gateway.says(std::string(accounts), {json(R"({"accounts":["DU1234567"],"isPaper":true})")});
  gateway.says(std::string(snapshot), {json(R"([{"conid":265598,"conidEx":"265598"}])"),
                                       json(R"([{"conid":265598,"31":"201.5","6509":"RpB"}])")});
}

bool mentions(const Diagnosis& found, std::string_view text) {
  return std::ranges::any_of(found.findings, [&](const Finding& finding) {
    return finding.text.find(text) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a gateway with a paper login and live data is fine") {
  Gateway gateway;
  log_in(gateway);
  const Diagnosis found = gateway.knock();
  CHECK(found.right_door);
  CHECK_FALSE(found.stopped());
  CHECK(found.accounts == std::vector<std::string>{"DU1234567"});
  CHECK(mentions(found, "Account DU1234567, paper."));
  CHECK(mentions(found, "real time"));
  CHECK(gateway.times[std::string(status)] == 1);
  CHECK(gateway.times[std::string(snapshot)] == 2);
}

TEST_CASE("a first answer that says no is asked again") {
  Gateway gateway;
  log_in(gateway);
  gateway.says(std::string(status),
               {json(R"({"authenticated":false,"competing":false,"connected":false})"),
                json(R"({"authenticated":true,"competing":false,"connected":true})")});
  const Diagnosis found = gateway.knock();
  CHECK_FALSE(found.stopped());
  CHECK(gateway.times["POST /v1/api/tickle"] == 1);
}

TEST_CASE("nobody logged in, in each way that the gateway has of saying so") {
  for (const net::Response& answer :
       {net::Response::text(401, ""), net::Response::of_type(302, "text/html", "moved"),
        json(R"({"error":"no session"})"),
        json(R"({"authenticated":false,"competing":false,"connected":false})"),
        json(R"({"error":"not authenticated"})", 500)}) {
    Gateway gateway;
    gateway.says(std::string(status), {answer});
    const Diagnosis found = gateway.knock();
    CHECK(found.right_door);
    CHECK(found.stopped());
    CHECK(mentions(found, "Open https://localhost:5000 in a browser"));
    CHECK(found.accounts.empty());
  }
}

TEST_CASE("a login without its brokerage session is no fault") {
  for (const net::Response& answer :
       {json(R"({"error":"Bad Request: no bridge"})", 400),
        net::Response::text(400, "Bad Request: no bridge"),
        json(R"({"authenticated":false,"competing":false,"connected":true})")}) {
    Gateway gateway;
    gateway.says(std::string(status), {answer});
    const Diagnosis found = gateway.knock();
    CHECK(found.right_door);
    CHECK_FALSE(found.stopped());
    CHECK(mentions(found, "brokerage session is not open yet"));
  }
}

TEST_CASE("what only a person can clear away is named, with what to do") {
  struct Row {
    net::Response answer;
    std::string_view words;
  };
  const Row rows[]{
      {json(R"({"authenticated":false,"competing":true,"connected":true})"), "Another login"},
      {net::Response::text(404, "Access Denied"), "ips.allow"},
      {net::Response::text(429, ""), "too fast"},
      {net::Response::text(503, "down"), "closed for now"},
      {json(R"({"error":"Service Unavailable","statusCode":503})", 503), "closed for now"},
  };
  for (const Row& row : rows) {
    Gateway gateway;
    gateway.says(std::string(status), {row.answer});
    const Diagnosis found = gateway.knock();
    CHECK(found.right_door);
    CHECK(found.stopped());
    CHECK_MESSAGE(mentions(found, row.words), std::string(row.words));
  }
}

TEST_CASE("something else on that port is told from a gateway") {
  for (const net::Response& answer :
       {net::Response::of_type(200, "text/html", "<html>hello</html>"), json(R"({"ok":true})"),
        net::Response::text(404, "not here")}) {
    Gateway gateway;
    gateway.anything = answer;
    const Diagnosis found = gateway.knock();
    CHECK_FALSE(found.right_door);
    CHECK(mentions(found, "Something else than the gateway"));
  }
}

TEST_CASE("a gateway that cannot reach the broker never answers; the pause of the hour is named") {
  Gateway gateway;
  gateway.silent = true;
  const Diagnosis found = gateway.knock("the nightly reset, until 01:45 in New York");
  CHECK(found.right_door);
  CHECK(mentions(found, "does not answer"));
  CHECK(mentions(found, "Just now this may be the nightly reset, until 01:45 in New York."));
}

TEST_CASE("paper by its number and live by the gateway's word is refused") {
  Gateway gateway;
  log_in(gateway);
  gateway.says(std::string(accounts),
               {json(R"({"accounts":["U1234567","DU1234567"],"isPaper":true})")});
  const Diagnosis found = gateway.knock();
  CHECK(found.stopped());
  CHECK(mentions(found, "Account U1234567 is a live account by its number"));
  CHECK(found.accounts == std::vector<std::string>{"DU1234567"});
}

TEST_CASE("no account, and market data that is delayed or missing, are said") {
  Gateway gateway;
  log_in(gateway);
  gateway.says(std::string(accounts), {json(R"({"accounts":[]})")});
  gateway.says(std::string(snapshot), {json(R"([{"6509":"DPB"}])")});
  CHECK(mentions(gateway.knock(), "names no account"));
  CHECK(mentions(gateway.knock(), "delayed by 15 to 20 minutes"));
  gateway.says(std::string(snapshot), {json(R"([{"6509":"N"}])")});
  CHECK(mentions(gateway.knock(), "No market data for US stocks"));
  gateway.says(std::string(snapshot), {net::Response::text(500, "oops")});
  CHECK(mentions(gateway.knock(), "was not said"));
}

TEST_CASE("over the wire: a port nobody listens on, and a certificate that can be pinned") {
  net::Loop loop;
  const auto knock = [&](GatewayProbe probe) {
    Diagnosis found;
    net::testing::run(loop,
                      [](net::Loop* l, GatewayProbe p, Diagnosis* out) -> net::Awaitable<void> {
                        *out = co_await probe_gateway(*l, std::move(p));
                      }(&loop, std::move(probe), &found));
    return found;
  };
  GatewayProbe probe;
  {
    const auto listener = net::Listener::tcp(loop, "127.0.0.1", 0);
    REQUIRE(listener.ok());
    probe.port = (*listener)->port();
    (*listener)->close();
  }
  const Diagnosis refused = knock(probe);
  CHECK_FALSE(refused.right_door);
  CHECK(mentions(refused, "Nothing listens at"));
  CHECK(mentions(refused, "listenPort"));

  const auto pem = net::make_self_signed("gateway", 2);
  REQUIRE(pem.ok());
  const auto context = net::TlsServerContext::from_pem(pem->certificate, pem->private_key);
  REQUIRE(context.ok());
  net::HttpServer server(loop, [](net::Request&, const std::shared_ptr<net::Disconnect>&) {
    return net::Reply(net::Response::text(401, ""));
  });
  REQUIRE(server.listen_tls("127.0.0.1", 0, *context).ok());
  probe.port = server.port();
  const auto knock_and_close = [&](GatewayProbe p, bool last) {
    Diagnosis found;
    loop.spawn("knock",
               [](net::Loop* l, net::HttpServer* s, GatewayProbe q, Diagnosis* out,
                  bool close) -> net::Awaitable<void> {
                 *out = co_await probe_gateway(*l, std::move(q));
                 if (close) co_await s->shut_down(Duration{});
                 l->stop();
               }(&loop, &server, std::move(p), &found, last));
    loop.run();
    return found;
  };
  const Diagnosis met = knock_and_close(probe, false);
  CHECK(met.fingerprint == (*context)->fingerprint());
  CHECK(mentions(met, "nobody is logged in"));
  probe.fingerprint = std::string(64, 'a');
  const Diagnosis other = knock_and_close(probe, true);
  CHECK(other.right_door);
  CHECK(mentions(other, "another one than the one you pinned"));
  CHECK(mentions(other, (*context)->fingerprint()));
}

}  // namespace pitwall::app
