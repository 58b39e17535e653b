#include "serve/feed/feed.h"

#include <doctest/doctest.h>

#include "net/memory_stream.h"
#include "net/testing.h"
#include "tool/test_desk.h"

namespace pitwall::serve {
namespace {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using net::Awaitable;
using tool::testing::at_path;
using tool::testing::TestDesk;

// A desk with one account, its feed, and pages over memory; time jumps.
struct Rig {
  net::Loop loop{net::testing::simulated()};
  TestDesk desk;
  Feed feed{loop, desk.registry, desk.context};
  std::vector<std::shared_ptr<net::WebSocket>> servers;  // held, as the HTTP server does

  Rig() {
    desk.open_account("DU1", market::Currency::parse("USD").value(), 1000_money, 37746_money);
    desk.trade("DU1", "SPY", 100_qty, 360_px);
    desk.market.set_quote("SPY", 367.46_px, 364.66_px);
    desk.market.set_quote("ES", 3690_px, 3680_px);
  }

  std::shared_ptr<net::WebSocket> open(std::size_t capacity = 1024 * 1024) {
    net::MemoryPipe pipe = net::memory_pipe(loop, {.capacity = capacity});
    const auto server = net::WebSocket::over(
        loop, std::move(pipe.first), net::WebSocket::Side::server, feed.upgrade().options, {});
    loop.spawn("serve", feed.serve(server));
    servers.push_back(server);
    return net::WebSocket::over(loop, std::move(pipe.second), net::WebSocket::Side::client, {}, {});
  }

  void trade(std::string_view symbol, Price price, Quantity size = 100_qty) {
    desk.market.set_quote(symbol, price, 364.66_px);
    market::Tick tick;
    tick.instrument = (*desk.market.instruments.find(symbol))->id;
    tick.time = desk.market.now;
    tick.price = price;
    tick.size = size;
    feed.on_tick(tick, desk.market.quote[std::string(symbol)]);
  }

  void run(Awaitable<void> test) { net::testing::run(loop, std::move(test)); }
};

Awaitable<Json> next(std::shared_ptr<net::WebSocket> page) {
  Result<net::WebSocketMessage> message = co_await page->receive();
  REQUIRE(message.ok());
  Result<Json> frame = parse_json(message->data);
  REQUIRE(frame.ok());
  co_return std::move(*frame);
}

std::size_t count(const Json& frame, std::string_view list) {
  return frame.find(list)->items().size();
}

constexpr std::string_view spy = R"({"subscribe":{"symbols":["spy"],"account":"DU1"}})";

TEST_CASE("a page is told what it asked for, with the answers of the tools themselves") {
  Rig rig;
  auto test = [](Rig& r) -> Awaitable<void> {
    auto page = r.open();
    page->send_text(std::string(spy));
    const Json frame = co_await next(page);
    CHECK(at_path(frame, "sequence") == "1");
    CHECK(count(frame, "quotes") == 1);
    CHECK(at_path(frame, "quotes.0.symbol") == "\"SPY:ARCA\"");
    CHECK(at_path(frame, "quotes.0.last") == "367.46");
    CHECK(at_path(frame, "quotes.0.change") == "2.8");
    CHECK(at_path(frame, "quotes.0.origin.quality") == "\"simulated\"");
    CHECK(count(frame, "errors") == 0);
    REQUIRE(count(frame, "answers") == 4);
    CHECK(at_path(frame, "answers.3.tool") == "\"get_portfolio\"");
    CHECK(at_path(frame, "answers.3.account") == "\"DU1\"");
    CHECK(at_path(frame, "answers.3.answer") ==
          r.desk.get("get_portfolio", R"({"account":"DU1"})").dump());
    CHECK(at_path(frame, "answers.1.answer") == r.desk.get("get_balances", "{}").dump());
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig));
  CHECK(rig.feed.connections() == 0);
}

TEST_CASE("between two frames only the latest counts, and only what is watched") {
  Rig rig;
  auto test = [](Rig& r) -> Awaitable<void> {
    auto page = r.open();
    page->send_text(std::string(spy));
    co_await next(page);
    for (int i = 1; i <= 1000; ++i) r.trade("SPY", 367_px + Price::from_scaled(i * 1'000'000));
    r.trade("ES", 3700_px);
    const Json frame = co_await next(page);
    CHECK(count(frame, "quotes") == 1);
    CHECK(at_path(frame, "quotes.0.last") == "377");
    CHECK(at_path(frame, "sequence") == "2");
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig));
}

TEST_CASE("at most ten frames a second under a flood, and one a second in silence") {
  Rig rig;
  auto test = [](Rig& r) -> Awaitable<void> {
    auto page = r.open();
    page->send_text(std::string(spy));
    co_await next(page);
    const Duration began = r.loop.now();
    net::Timer timer;
    std::function<void()> tick = [&] {
      r.trade("SPY", 367_px);
      if (r.loop.now() - began < seconds(2)) timer = r.loop.after(milliseconds(1), tick);
    };
    tick();
    int frames = 0;
    while (r.loop.now() - began < seconds(2)) {
      co_await next(page);
      ++frames;
    }
    CHECK(frames >= 19);
    CHECK(frames <= 21);

    const Duration quiet = r.loop.now();
    std::string before = at_path(co_await next(page), "sequence");
    for (int i = 0; i < 5; ++i) {
      const Json frame = co_await next(page);
      CHECK(count(frame, "quotes") == 0);
      CHECK(at_path(frame, "market_time") != "absent");
    }
    CHECK(r.loop.now() - quiet >= seconds(5));
    CHECK(r.loop.now() - quiet <= milliseconds(6'600));
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig));
}

TEST_CASE("a page that reads slowly costs one frame of memory and then sees the present") {
  Rig rig;
  auto test = [](Rig& r) -> Awaitable<void> {
    auto page = r.open(256);  // less than a frame: the server waits inside the first one
    page->send_text(std::string(spy));
    co_await r.loop.sleep(milliseconds(500));
    const std::uint64_t sent = r.feed.frames_sent();
    for (int i = 0; i < 50; ++i) {
      r.trade("SPY", Price::from_integer(400 + i));
      co_await r.loop.sleep(milliseconds(100));
    }
    CHECK(r.feed.frames_sent() == sent);
    Json frame = co_await next(page);
    CHECK(at_path(frame, "quotes.0.last") == "367.46");
    frame = co_await next(page);
    CHECK(at_path(frame, "quotes.0.last") == "449");
    CHECK(at_path(frame, "sequence") == "2");
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig));
}

TEST_CASE("what cannot be had is said, and the rest goes on") {
  Rig rig;
  auto test = [](Rig& r) -> Awaitable<void> {
    auto page = r.open();
    page->send_text("{");
    Json frame = co_await next(page);
    CHECK(at_path(frame, "errors.0.about") == "\"request\"");
    CHECK(count(frame, "answers") == 0);
    page->send_text(
        R"({"subscribe":{"symbols":["SPY","SPYY","QQQ"],"chart":{"symbol":"SPY","bar":"7m"}}})");
    frame = co_await next(page);
    CHECK(at_path(frame, "errors.0.about") == "\"request\"");
    page->send_text(R"({"subscribe":{"symbols":["SPY","SPYY","QQQ"],"account":"DU9"}})");
    frame = co_await next(page);
    CHECK(count(frame, "quotes") == 1);
    REQUIRE(count(frame, "errors") == 3);
    CHECK(at_path(frame, "errors.0.about") == "\"get_portfolio\"");
    CHECK(at_path(frame, "errors.1.about") == "\"SPYY\"");
    CHECK(at_path(frame, "errors.2.error") == "\"QQQ:NASDAQ has not traded yet.\"");
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig));
}

TEST_CASE("what a page watches is followed for as long, and an unknown symbol is looked up") {
  Rig rig;
  tool::testing::FakeMarket& market = rig.desk.market;
  market::Instrument beyond;
  beyond.symbol = market::Symbol::parse("SHOP").value();
  beyond.exchange = "NYSE";
  beyond.currency = market::Currency::parse("USD").value();
  beyond.tick_size = 0.01_px;
  beyond.calendar = "NYSE";
  market.beyond = {beyond};
  market.set_quote("SHOP", 100_px, 98_px);
  const market::InstrumentId spy_id = market.instruments.find("SPY"_sym)->id;
  auto test = [](Rig& r, market::InstrumentId of_spy) -> Awaitable<void> {
    tool::testing::FakeMarket& m = r.desk.market;
    auto page = r.open();
    page->send_text(
        R"({"subscribe":{"symbols":["SPY","SHOP"],"chart":{"symbol":"SPY","bar":"1m"}}})");
    Json frame = co_await next(page);
    CHECK(count(frame, "quotes") == 2);
    CHECK(at_path(frame, "quotes.1.symbol") == "\"SHOP:NYSE\"");
    const market::InstrumentId shop = m.instruments.find("SHOP"_sym)->id;
    CHECK(m.followed[of_spy] == 2);  // its quote, and its chart
    CHECK(m.followed[shop] == 1);
    const int before = m.follows;
    page->send_text(R"({"subscribe":{"symbols":["SHOP"]}})");
    co_await next(page);
    CHECK(m.followed[of_spy] == 0);
    CHECK(m.followed[shop] == 1);
    CHECK(m.follows == before + 1);
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig, spy_id));
  CHECK(market.followed[market.instruments.find("SHOP"_sym)->id] == 0);
}

TEST_CASE("what was looked up for a page that has gone, or asks for else by now, is dropped") {
  Rig rig;
  auto test = [](Rig& r) -> Awaitable<void> {
    tool::testing::FakeMarket& m = r.desk.market;
    auto page = r.open();
    m.at_once = false;
    page->send_text(R"({"subscribe":{"symbols":["SPYY"]}})");
    Json frame = co_await next(page);
    CHECK(count(frame, "errors") == 0);
    m.at_once = true;
    page->send_text(R"({"subscribe":{"symbols":["SPY"]}})");
    frame = co_await next(page);
    while (!m.waiting.empty()) {
      const std::function<void()> late = std::move(m.waiting.front());
      m.waiting.pop_front();
      late();
    }
    frame = co_await next(page);
    for (const Json& problem : frame.find("errors")->items())
      CHECK(problem.string_or("about", "") != "SPYY");
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig));
}

TEST_CASE(
    "the chart's candle begins where history is, grows with trades, and history has the last "
    "word") {
  Rig rig;
  const auto bar = [](std::string_view time, Price open, Price close, Quantity volume) {
    return market::Bar{tool::testing::at(time), open,  std::max(open, close),
                       std::min(open, close),   close, volume};
  };
  rig.desk.market.bars["SPY 1m"] = {bar("2020-12-15T14:58:00Z", 366_px, 367_px, 500_qty),
                                    bar("2020-12-15T14:59:00Z", 367_px, 367.4_px, 300_qty)};
  rig.desk.market.now = tool::testing::at("2020-12-15T14:59:30Z");
  auto test = [](Rig& r, auto make_bar) -> Awaitable<void> {
    auto page = r.open();
    page->send_text(
        R"({"subscribe":{"symbols":["SPY"],"chart":{"symbol":"SPY:ARCA","bar":"1m"}}})");
    Json frame = co_await next(page);
    REQUIRE(count(frame, "bars") == 2);
    CHECK(at_path(frame, "bars.1.time") == "\"2020-12-15T14:59:00Z\"");
    CHECK(at_path(frame, "bars.1.volume") == "300");

    r.trade("SPY", 368_px, 50_qty);
    frame = co_await next(page);
    REQUIRE(count(frame, "bars") == 1);
    CHECK(at_path(frame, "bars.0.high") == "368");
    CHECK(at_path(frame, "bars.0.open") == "367");
    CHECK(at_path(frame, "bars.0.volume") == "350");
    CHECK(at_path(frame, "bars.0.origin.quality") == "\"simulated\"");

    // The next minute's first trade completes it; history knows of a trade that the feed missed.
    r.desk.market.now = tool::testing::at("2020-12-15T15:00:05Z");
    r.desk.market.bars["SPY 1m"].back().volume = 355_qty;
    r.desk.market.bars["SPY 1m"].push_back(
        make_bar("2020-12-15T15:00:00Z", 368.5_px, 368.5_px, 10_qty));
    r.trade("SPY", 368.5_px, 10_qty);
    frame = co_await next(page);
    REQUIRE(count(frame, "bars") == 2);
    CHECK(at_path(frame, "bars.0.volume") == "355");
    CHECK(at_path(frame, "bars.1.time") == "\"2020-12-15T15:00:00Z\"");
    CHECK(at_path(frame, "bars.1.volume") == "10");
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig, bar));
}

TEST_CASE("a page is told what stands on its chart, at first and whenever that changes") {
  Rig rig;
  const auto put = [](std::string_view symbol, std::string_view id) {
    desk::DrawingPut event;
    event.chart = "chart-1";
    event.symbol = symbol;
    event.drawing.id = id;
    event.drawing.price = 366_px;
    return event;
  };
  rig.desk.desk.submit(put("SPY:ARCA", "d1"));
  auto test = [](Rig& r, auto make) -> Awaitable<void> {
    auto page = r.open();
    page->send_text(R"({"subscribe":{"symbols":[],"chart":{"symbol":"spy","bar":"1m"}}})");
    Json frame = co_await next(page);
    REQUIRE(count(frame, "charts") == 1);
    CHECK(at_path(frame, "charts.0.symbol") == "\"SPY:ARCA\"");
    CHECK(at_path(frame, "charts.0.drawings.0.id") == "\"d1\"");
    const std::string version = at_path(frame, "charts.0.version");

    const Duration before = r.loop.now();
    r.desk.desk.submit(make("SPY:ARCA", "d2"));
    frame = co_await next(page);
    CHECK(r.loop.now() - before <= Feed::frame_interval);
    REQUIRE(count(frame, "charts") == 1);
    CHECK(at_path(frame, "charts.0.drawings.1.price") == "366");
    CHECK(at_path(frame, "charts.0.version") != version);

    // Another instrument's drawings are not this page's news.
    r.desk.desk.submit(make("ES:CME", "d3"));
    frame = co_await next(page);
    CHECK(count(frame, "charts") == 0);
    page->send_text(R"({"subscribe":{"symbols":[],"chart":{"symbol":"QQQ","bar":"1m"}}})");
    frame = co_await next(page);
    REQUIRE(count(frame, "charts") == 1);
    CHECK(at_path(frame, "charts.0.drawings.0") == "absent");
    CHECK(at_path(frame, "charts.0.version") == "0");
    page->close(net::close_code::normal, "");
  };
  rig.run(test(rig, put));
}

TEST_CASE("one page too many is told so; a page that left frees its place") {
  Rig rig;
  auto test = [](Rig& r) -> Awaitable<void> {
    std::vector<std::shared_ptr<net::WebSocket>> pages;
    for (std::size_t i = 0; i < Feed::max_connections; ++i) pages.push_back(r.open());
    co_await r.loop.sleep(milliseconds(10));
    CHECK(r.feed.connections() == Feed::max_connections);
    auto extra = r.open();
    const Result<net::WebSocketMessage> refused = co_await extra->receive();
    CHECK(!refused.ok());
    CHECK(r.feed.connections() == Feed::max_connections);
    pages.front()->close(net::close_code::normal, "");
    co_await r.loop.sleep(milliseconds(10));
    CHECK(r.feed.connections() == Feed::max_connections - 1);
    r.feed.close_all();
    for (const auto& page : pages) {
      while (true) {
        const Result<net::WebSocketMessage> message = co_await page->receive();
        if (!message) break;
      }
    }
    co_await r.loop.sleep(milliseconds(10));
    CHECK(r.feed.connections() == 0);
    r.trade("SPY", 370_px);  // nobody is there any more
  };
  rig.run(test(rig));
}

}  // namespace
}  // namespace pitwall::serve
