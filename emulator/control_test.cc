#include "emulator/control.h"

#include "net/http_client.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::emulator {
namespace {

struct Bench {
  net::Loop loop{net::testing::simulated()};
  LoopClock clock{loop, Time::parse("2026-11-23T15:00:00Z").value()};
  market::CalendarSet calendars = market::CalendarSet::built_in();
  std::unique_ptr<Brokerage> broker =
      std::move(Brokerage::create(loop, clock, calendars, {})).value();
  Control control{*broker, nullptr, nullptr};

  net::Response send(std::string method, std::string path, std::string body) {
    net::HttpClientOptions options;
    options.dial = [this] { return dial(this); };
    net::HttpClient client(loop, std::move(options));
    std::optional<net::Response> got;
    const auto ask = [](Bench* bench, net::HttpClient* by, net::Request request, std::string url,
                        std::optional<net::Response>* into) -> net::Awaitable<void> {
      Result<net::Response> response = co_await by->send(url, std::move(request));
      if (response) *into = std::move(*response);
      bench->loop.stop();
    };
    net::Request request;
    request.method = std::move(method);
    request.body = std::move(body);
    loop.spawn("request", ask(this, &client, std::move(request), "http://localhost" + path, &got));
    loop.run();
    REQUIRE(got.has_value());
    return std::move(*got);
  }
  static net::Awaitable<Result<std::unique_ptr<net::Stream>>> dial(Bench* bench) {
    net::MemoryPipe pipe = net::memory_pipe(bench->loop);
    bench->control.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  }
};

TEST_CASE("faults are changed one by one, and only known ones") {
  Bench bench;
  CHECK(bench.send("POST", "/faults", R"({"delay":"250ms","market_data":"delayed"})").status ==
        200);
  CHECK(bench.broker->faults().delay == milliseconds(250));
  CHECK(bench.send("POST", "/faults", R"({"binary_frames":false})").status == 200);
  CHECK(bench.broker->faults().delay == milliseconds(250));
  CHECK(bench.broker->faults().market_data == DataKind::delayed);
  CHECK_FALSE(bench.broker->faults().binary_frames);
  const net::Response unknown = bench.send("POST", "/faults", R"({"hang":true,"hung":true})");
  CHECK(unknown.status == 400);
  CHECK(unknown.body.find("hung") != std::string::npos);
  CHECK_FALSE(bench.broker->faults().hang);
}

TEST_CASE("happenings are known by their names") {
  Bench bench;
  CHECK(bench.send("POST", "/happen", R"({"what":"competing_login"})").status == 200);
  CHECK(bench.broker->condition().competing);
  const net::Response state = bench.send("GET", "/state", "");
  CHECK(parse_json(state.body)->find("competing")->as_boolean());
  CHECK(bench.send("POST", "/happen", R"({"what":"earthquake"})").status == 400);
  CHECK(bench.send("POST", "/happen", "what").status == 400);
  CHECK(bench.send("GET", "/nothing", "").status == 404);
  for (int i = 0; i < count_of(Happening{}); ++i)
    CHECK(happening_named(name_of(static_cast<Happening>(i))) == static_cast<Happening>(i));
}

}  // namespace
}  // namespace pitwall::emulator
