#include "adapter/ntfy/ntfy.h"

#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::ntfy {
namespace {

using Outcome = port::Attempt::Outcome;

port::Attempt attempt(int status, std::string body) {
  return attempt_of(net::Response::json(status, std::move(body)), minutes(5));
}

TEST_CASE("a message as ntfy wants it") {
  CHECK(payload("desk-1", {port::Severity::urgent, "Gateway is\ndown", "Log in.", {}}) ==
        R"({"topic":"desk-1","title":"Gateway is down","message":"Log in.","priority":5,)"
        R"("tags":["rotating_light"]})");
  CHECK(payload("t", {port::Severity::info, "Only a title", "", {}}) ==
        R"({"topic":"t","title":"Only a title","message":"Only a title","priority":2})");
  const Json cut =
      parse_json(payload("t", {port::Severity::info, "", std::string(9000, 'x'), {}})).value();
  CHECK(cut.string_or("message", "").size() == 4000);
}

TEST_CASE("what the server answers is understood") {
  CHECK(attempt(200, R"({"id":"x"})").outcome == Outcome::delivered);
  CHECK(attempt(429, R"({"code":42901,"http":429,"error":"limit reached: too many requests"})")
            .words.find("limit reached") != std::string::npos);
  CHECK(attempt(403, R"({"code":40301,"http":403,"error":"forbidden"})").wait == minutes(5));
  CHECK(attempt(403, "{}").words.find("token") != std::string::npos);
  CHECK(attempt(413, R"({"error":"payload too large"})").outcome == Outcome::never);
  CHECK(attempt(404, "<html>").words.find("check the address") != std::string::npos);
  CHECK(attempt(502, "<html>").outcome == Outcome::later);
  CHECK(attempt(502, "<html>").wait == Duration{});
}

TEST_CASE("an address, a topic or a token that is none is refused, and secrets are not shown") {
  net::Loop loop(net::testing::simulated());
  const auto refusal = [&](std::string address, std::string topic, std::string token) {
    Options options;
    options.address = std::move(address);
    options.topic = {std::move(topic)};
    options.token = {std::move(token)};
    const auto made = Ntfy::create(loop, std::move(options));
    return made ? std::string() : made.error().message;
  };
  CHECK(refusal("https://ntfy.sh", "desk-1", "").empty());
  CHECK(refusal("http://127.0.0.1:8080", "desk-1", "tk_abc").empty());
  CHECK(refusal("http://ntfy.example", "desk-1", "").find("https://") != std::string::npos);
  CHECK(refusal("https://ntfy.sh/desk-1", "desk-1", "").find("apart") != std::string::npos);
  const std::string topic = refusal("https://ntfy.sh", "two words", "");
  CHECK(topic.find("letters") != std::string::npos);
  CHECK(topic.find("two words") == std::string::npos);
  const std::string token = refusal("https://ntfy.sh", "t", "tk_abc\r\nX: y");
  CHECK(token.find("tk_abc") == std::string::npos);
  CHECK_FALSE(token.empty());
}

TEST_CASE("a message goes over the wire with its token, and an outage is a reason to try again") {
  net::Loop loop(net::testing::simulated());
  std::string body;
  std::string authorization;
  bool reachable = true;
  net::HttpServer server(loop, [&](net::Request& request, const auto&) {
    body = request.body;
    authorization = request.headers.get("Authorization");
    return net::Response::json(200, R"({"id":"hwQ2YpKdmg"})");
  });
  Options options;
  options.address = "http://ntfy.test";
  options.topic = {"desk-1"};
  options.token = {"tk_secret"};
  options.dial = [&]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> {
    if (!reachable) co_return error(Code::unavailable, "Cannot connect to ntfy.test.");
    net::MemoryPipe pipe = net::memory_pipe(loop);
    server.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  };
  const std::unique_ptr<Ntfy> ntfy = std::move(*Ntfy::create(loop, std::move(options)));
  const auto send = [&] {
    std::optional<port::Attempt> got;
    ntfy->send("k", {port::Severity::info, "Up", "", {}},
               [&](port::Attempt made) { got = std::move(made); });
    net::Timer timer = loop.after(minutes(2), [&] { loop.stop(); });
    loop.run();
    REQUIRE(got.has_value());
    return *got;
  };
  CHECK(send().outcome == Outcome::delivered);
  CHECK(authorization == "Bearer tk_secret");
  CHECK(body.find("\"topic\":\"desk-1\"") != std::string::npos);
  reachable = false;
  CHECK(send().outcome == Outcome::later);
  port::Attempt changed;
  ntfy->edit("x", {}, [&](port::Attempt made) { changed = std::move(made); });
  CHECK(changed.outcome == Outcome::never);
}

}  // namespace
}  // namespace pitwall::ntfy
