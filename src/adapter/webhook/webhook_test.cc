#include "adapter/webhook/webhook.h"

#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::webhook {
namespace {

using Outcome = port::Attempt::Outcome;

// The example that the specification's own libraries are tested with.
constexpr std::string_view known_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class FixedClock final : public port::Clock {
 public:
  Time now() const override { return time; }
  Time time = Time::from_unix_seconds(1614265330) + milliseconds(250);
};

port::Attempt attempt(int status) { return attempt_of(net::Response::text(status, "said")); }

std::string refusal_of(std::string_view secret) {
  const Result<Secret> key = signing_key({std::string(secret)});
  return key ? std::string() : key.error().message;
}

TEST_CASE("the signature is that of the specification's libraries") {
  const Secret key = signing_key({std::string(known_secret)}).value();
  CHECK(key.value.size() == 24);
  CHECK(signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("a secret is base64 of 24 to 64 bytes with its prefix, or a text that is long enough") {
  CHECK(signing_key({std::string(24, 'x')}).value().value == std::string(24, 'x'));
  CHECK(signing_key({"whsec_" + std::string(86, 'A') + "=="}).value().value ==
        std::string(64, '\0'));
  CHECK(signing_key({"whsec_" + std::string(34, 'A') + "=="}).value().value.size() == 25);
  CHECK(refusal_of(std::string(23, 'x')).find("at least 24 characters") != std::string::npos);
  const std::string no_bits(32, 'A');
  for (const std::string& text :
       {std::string(), std::string(31, 'A'), std::string(28, 'A'), std::string(88, 'A'),
        "-" + no_bits, " " + no_bits, no_bits + "\n", "AA==" + no_bits, std::string(34, 'A') + "=A",
        std::string(33, 'A') + "B==", std::string(5000, 'A')}) {
    CAPTURE(text);
    const std::string words = refusal_of("whsec_" + text);
    CHECK(words.find("24 to 64") != std::string::npos);
    CHECK(words.find("AAAA") == std::string::npos);
  }
}

TEST_CASE("a key becomes an id that no dot and no line break gets into") {
  CHECK(message_id("start:1614265330") == "start:1614265330");
  CHECK(message_id("a.b c\r\n%é") == "a%2Eb%20c%0D%0A%25%C3%A9");
}

TEST_CASE("the body says what the message says") {
  const Time time = Time::parse("2020-12-15T14:30:00Z").value();
  CHECK(payload({port::Severity::urgent,
                 "Gateway is\ndown",
                 "Log \"in\".",
                 {{"yes", "Approve", port::ButtonStyle::confirm}}},
                time) ==
        R"({"type":"pitwall.message","timestamp":"2020-12-15T14:30:00Z","data":)"
        R"({"severity":"urgent","title":"Gateway is down","text":"Log \"in\"."}})");
}

TEST_CASE("what the receiver answers is understood") {
  for (const int status : {200, 201, 204}) CHECK(attempt(status).outcome == Outcome::delivered);
  for (const int status : {408, 429, 500, 502, 503, 504}) {
    CHECK(attempt(status).outcome == Outcome::later);
    CHECK(attempt(status).wait == Duration{});
  }
  for (const int status : {301, 302, 307, 400, 401, 404, 410, 422})
    CHECK(attempt(status).outcome == Outcome::never);
  CHECK(attempt(410).words.find("out of the configuration") != std::string::npos);
  CHECK(attempt(401).words.find("same secret") != std::string::npos);
  CHECK(attempt(302).words.find("the new address") != std::string::npos);
  net::Response limited = net::Response::text(429, "");
  limited.headers.add("Retry-After", "30");
  CHECK(attempt_of(limited).wait == seconds(30));
  limited.headers.set("Retry-After", "99999999999999");
  CHECK(attempt_of(limited).wait == hours(1));
  limited.headers.set("Retry-After", "-1");
  CHECK(attempt_of(limited).wait == Duration{});
}

TEST_CASE("an address that is none is refused, and neither it nor the secret is shown") {
  net::Loop loop(net::testing::simulated());
  const FixedClock clock;
  const auto refusal = [&](std::string address, std::string_view secret) {
    Options options;
    options.address = std::move(address);
    options.secret = {std::string(secret)};
    const auto made = Webhook::create(loop, clock, std::move(options));
    return made ? std::string() : made.error().message;
  };
  CHECK(refusal("https://desk.example/hook?token=hidden", known_secret).empty());
  CHECK(refusal("http://127.0.0.1:8080/hook", known_secret).empty());
  for (const char* address : {"", "desk.example/hidden", "http://desk.example/hidden",
                              "https://anna:hidden@desk.example/", "ftp://127.0.0.1/hidden"}) {
    CAPTURE(address);
    const std::string words = refusal(address, known_secret);
    CHECK(words.find("https://") != std::string::npos);
    CHECK(words.find("hidden") == std::string::npos);
  }
  CHECK(refusal("https://desk.example/", "short").find("too short") != std::string::npos);
}

struct Receiver {
  Receiver() {
    Options options;
    options.address = "http://desk.test/hook?token=hidden";
    options.secret = {std::string(known_secret)};
    options.dial = [this]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> {
      if (!reachable) co_return error(Code::unavailable, "Cannot connect to desk.test.");
      net::MemoryPipe pipe = net::memory_pipe(loop);
      server.serve(std::move(pipe.second));
      co_return std::move(pipe.first);
    };
    channel = std::move(*Webhook::create(loop, clock, std::move(options)));
  }
  port::Attempt send() {
    std::optional<port::Attempt> got;
    channel->send("event:17", {port::Severity::info, "Up", "All is well.", {}},
                  [&](port::Attempt made) { got = std::move(made); });
    net::Timer timer = loop.after(minutes(2), [&] { loop.stop(); });
    loop.run();
    REQUIRE(got.has_value());
    return *got;
  }

  net::Loop loop{net::testing::simulated()};
  FixedClock clock;
  bool reachable = true;
  bool silent = false;
  net::Response answer = net::Response::text(204, "");
  std::vector<net::Request> heard;
  net::HttpServer server{loop, [this](net::Request& request, const auto&) -> net::Reply {
                           heard.push_back(request);
                           if (silent) return never();
                           return answer;
                         }};
  std::unique_ptr<Webhook> channel;

 private:
  net::Awaitable<net::Reply> never() {
    co_await loop.sleep(hours(1));
    co_return answer;
  }
};

TEST_CASE("each attempt has the message's id, its own time and its own signature") {
  Receiver receiver;
  CHECK(receiver.send().outcome == Outcome::delivered);
  receiver.clock.time += seconds(90);
  CHECK(receiver.send().outcome == Outcome::delivered);
  REQUIRE(receiver.heard.size() == 2);
  const Secret key = signing_key({std::string(known_secret)}).value();
  std::int64_t time = 1614265330;
  for (const net::Request& request : receiver.heard) {
    CHECK(request.method == "POST");
    CHECK(request.target == "/hook?token=hidden");
    CHECK(request.headers.get("Content-Type") == "application/json");
    CHECK(request.headers.get("webhook-id") == "event:17");
    CHECK(request.headers.get("webhook-timestamp") == fmt::format("{}", time));
    CHECK(request.headers.get("webhook-signature") ==
          signature(key, "event:17", time, request.body));
    time += 90;
  }
}

TEST_CASE("an outage is a reason to try again, a redirect is not followed, no words tell secrets") {
  Receiver receiver;
  receiver.reachable = false;
  const port::Attempt lost = receiver.send();
  CHECK(lost.outcome == Outcome::later);
  CHECK(lost.words.find("desk.test") != std::string::npos);
  CHECK(lost.words.find("hidden") == std::string::npos);
  receiver.reachable = true;
  receiver.answer = net::Response::text(307, "");
  receiver.answer.headers.add("Location", "http://elsewhere.test/hidden");
  const port::Attempt moved = receiver.send();
  CHECK(moved.outcome == Outcome::never);
  CHECK(moved.words.find("hidden") == std::string::npos);
  CHECK(receiver.heard.size() == 1);
  receiver.silent = true;
  CHECK(receiver.send().outcome == Outcome::later);
  port::Attempt changed;
  receiver.channel->edit("x", {}, [&](port::Attempt made) { changed = std::move(made); });
  CHECK(changed.outcome == Outcome::never);
}

}  // namespace
}  // namespace pitwall::webhook
