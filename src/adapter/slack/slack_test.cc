#include "adapter/slack/slack.h"

#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::slack {
namespace {

using Outcome = port::Attempt::Outcome;

port::Attempt attempt(int status, std::string body) {
  return attempt_of(net::Response::of_type(status, "text/plain", std::move(body)), minutes(5));
}

TEST_CASE("a message is plain text, and nothing in it is markup") {
  const port::Message message{
      port::Severity::urgent, "Gateway is down", "ask <!channel> & *bold*", {}};
  CHECK(payload(message) ==
        R"({"text":"Gateway is down\n\nask &lt;!channel&gt; &amp; *bold*","blocks":[)"
        R"({"type":"header","text":{"type":"plain_text","text":"URGENT: Gateway is down",)"
        R"("emoji":false}},{"type":"section","text":{"type":"plain_text",)"
        R"("text":"ask <!channel> & *bold*","emoji":false}}]})");
}

TEST_CASE("texts are cut to Slack's limits") {
  const port::Message message{
      port::Severity::info, std::string(200, 't'), std::string(9000, 'x'), {}};
  const Json json = parse_json(payload(message)).value();
  const std::vector<Json>& blocks = json.find("blocks")->items();
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].find("text")->string_or("text", "").size() == 149 + 3);
  CHECK(blocks[1].find("text")->string_or("text", "").size() == 2999 + 3);
}

TEST_CASE("what Slack answers is understood") {
  CHECK(attempt(200, "ok").outcome == Outcome::delivered);
  CHECK(attempt(400, "invalid_payload").outcome == Outcome::never);
  CHECK(attempt(400, "no_text").outcome == Outcome::later);
  CHECK(attempt(403, "action_prohibited").words.find("administrator") != std::string::npos);
  CHECK(attempt(404, "no_service").wait == minutes(5));
  CHECK(attempt(404, "no_service").words.find("make a new one") != std::string::npos);
  CHECK(attempt(410, "channel_is_archived").words.find("archived") != std::string::npos);
  CHECK(attempt(500, "rollup_error").outcome == Outcome::later);
  net::Response limited = net::Response::text(429, "rate_limited");
  limited.headers.add("Retry-After", "30");
  CHECK(attempt_of(limited, minutes(5)).wait == seconds(30));
  limited.headers.set("Retry-After", "99999999999999");
  CHECK(attempt_of(limited, minutes(5)).wait == hours(1));
  limited.headers.set("Retry-After", "soon");
  CHECK(attempt_of(limited, minutes(5)).wait == Duration{});
}

TEST_CASE("an address that is none is refused, and not shown") {
  net::Loop loop(net::testing::simulated());
  for (const char* address : {"", "hooks.slack.com/services/T0/B0/secret",
                              "http://a.example/secret", "https://hooks.slack.com"}) {
    Options options;
    options.webhook = {address};
    const auto made = Slack::create(loop, std::move(options));
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("a message goes over the wire, and an outage is a reason to try again") {
  net::Loop loop(net::testing::simulated());
  std::string body;
  std::string target;
  bool reachable = true;
  net::HttpServer server(loop, [&](net::Request& request, const auto&) {
    body = request.body;
    target = request.target;
    return net::Response::text(200, "ok");
  });
  Options options;
  options.webhook = {"http://hooks.test/services/T0/B0/secret"};
  options.dial = [&]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> {
    if (!reachable) co_return error(Code::unavailable, "Cannot connect to hooks.test.");
    net::MemoryPipe pipe = net::memory_pipe(loop);
    server.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  };
  const std::unique_ptr<Slack> slack = std::move(*Slack::create(loop, std::move(options)));
  const auto send = [&] {
    std::optional<port::Attempt> got;
    slack->send("k", {port::Severity::info, "Up", "", {}},
                [&](port::Attempt made) { got = std::move(made); });
    net::Timer timer = loop.after(minutes(2), [&] { loop.stop(); });
    loop.run();
    REQUIRE(got.has_value());
    return *got;
  };
  CHECK(send().outcome == Outcome::delivered);
  CHECK(target == "/services/T0/B0/secret");
  CHECK(body.find("\"Up\"") != std::string::npos);
  reachable = false;
  const port::Attempt lost = send();
  CHECK(lost.outcome == Outcome::later);
  CHECK(lost.words.find("secret") == std::string::npos);
  port::Attempt changed;
  slack->edit("x", {}, [&](port::Attempt made) { changed = std::move(made); });
  CHECK(changed.outcome == Outcome::never);
}

}  // namespace
}  // namespace pitwall::slack
