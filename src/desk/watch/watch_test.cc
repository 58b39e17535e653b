#include "desk/watch/watch.h"

#include <doctest/doctest.h>

namespace pitwall::desk {
namespace {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

constexpr Time start = Time::from_unix_seconds(1'608'044'400);  // 2020-12-15T15:00:00Z, a Tuesday

const market::CalendarSet& calendars() {
  static const market::CalendarSet all = market::CalendarSet::built_in();
  return all;
}

Trigger trigger(std::string condition, std::vector<market::Symbol> symbols = {"AAPL"_sym}) {
  Trigger made;
  made.name = "one";
  made.symbols = std::move(symbols);
  made.condition = std::move(condition);
  return made;
}

class World {
 public:
  explicit World(const Trigger& made, const TriggerBefore& before = {}) { put(made, before); }

  void put(const Trigger& made, const TriggerBefore& before = {}) {
    REQUIRE(watch.put(compile(made).value(), now, before).ok());
    for (const Watch::History& history : watch.take_wanted())
      for (const auto& wanted : history.wanted) watch.warm_up(history, wanted.bars, {}, now);
  }
  void price(market::Symbol symbol, Price at, market::Quality quality = market::Quality::live) {
    const auto place = watch.place_of(symbol);
    if (!place) return;
    market::Tick tick;
    tick.time = now;
    tick.price = at;
    tick.size = 100_qty;
    market::Quote quote;
    quote.last = at;
    quote.time = now;
    quote.origin.quality = quality;
    watch.tick(*place, tick, quote, now, news);
  }
  // Prices of AAPL, a second apart, and how often it fired.
  int prices(std::initializer_list<int> all) {
    int fired = 0;
    for (const int at : all) {
      pass(seconds(1));
      price("AAPL"_sym, Price::from_integer(at));
      fired += static_cast<int>(take().fired.size());
    }
    return fired;
  }
  void pass(Duration span) {
    now = now + span;
    watch.look(now, news);
  }
  WatchNews take() { return std::exchange(news, {}); }

  Time now = start;
  Watch watch{[](const market::Symbol& symbol) {
    return symbol.view() == "NONE" ? nullptr : calendars().find("NYSE").value();
  }};
  WatchNews news;
};

TEST_CASE("an edge fires when it becomes true, once, and again after it was false") {
  World world(trigger("price > 200"));
  CHECK(world.prices({199, 200, 201, 202, 203}) == 1);
  CHECK(world.prices({199, 201}) == 1);
  // What is true at the first look is news.
  World other(trigger("price > 200"));
  CHECK(other.prices({205, 206}) == 1);
}

TEST_CASE("a firing says what it rests on") {
  World world(trigger("price > 200 and or_else(rsi(14, 5m), 50) < 60"));
  world.price("AAPL"_sym, 201_px, market::Quality::simulated);
  const WatchNews news = world.take();
  REQUIRE(news.fired.size() == 1);
  const Firing& fired = news.fired.front();
  CHECK(fired.trigger == "one");
  CHECK(fired.symbol == "AAPL"_sym);
  CHECK(fired.price == 201_px);
  CHECK(fired.quality == market::Quality::simulated);
  REQUIRE(fired.figures.size() == 2);
  CHECK(fired.figures[0].value == 201);
  CHECK(fired.figures[1].name == "rsi(14, 5m)");
  CHECK_FALSE(fired.figures[1].value.has_value());
}

TEST_CASE("hysteresis: it counts again where `rearm` says so") {
  Trigger made = trigger("price > 200");
  made.rearm = "price < 198";
  World world(made);
  CHECK(world.prices({201, 199, 201, 199, 203}) == 1);
  CHECK(world.prices({197, 199, 201}) == 1);
}

TEST_CASE("a level fires at each look, as often as its cool-down lets it") {
  Trigger made = trigger("price > 200");
  made.level = true;
  made.cool_down = seconds(3);
  World world(made);
  CHECK(world.prices({201, 201, 201, 201, 201, 201, 199, 201}) == 3);
}

TEST_CASE("cool-down, expiry and count") {
  Trigger cool = trigger("price > 200");
  cool.cool_down = minutes(5);
  World cooling(cool);
  CHECK(cooling.prices({199, 201, 199, 201}) == 1);
  cooling.pass(minutes(4) + seconds(57));
  CHECK(cooling.prices({199, 201}) == 1);

  Trigger twice = trigger("price > 200");
  twice.times = 2;
  CHECK(World(twice).prices({199, 201, 199, 201, 199, 201}) == 2);
  CHECK(World(twice, {1, {}}).prices({199, 201, 199, 201}) == 1);

  Trigger until = trigger("price > 200");
  until.expires = start + seconds(3);
  CHECK(World(until).prices({199, 201, 199, 201}) == 1);
}

TEST_CASE("at an interval it is looked at then, and not at each tick") {
  Trigger made = trigger("price > 200");
  made.interval = seconds(10);
  World world(made);
  CHECK(world.prices({199, 199}) == 0);
  // Above for a moment only, between two looks.
  CHECK(world.prices({201, 199, 199, 199, 199, 199, 199, 199, 199, 199}) == 0);
  CHECK(world.prices({201, 201, 201, 201, 201, 201, 201, 201, 201, 201, 201}) == 1);
}

TEST_CASE("after a restart what was told is not told again until it was false") {
  const TriggerBefore before{1, {"AAPL"_sym}};
  CHECK(World(trigger("price > 200"), before).prices({201, 202, 203}) == 0);
  CHECK(World(trigger("price > 200"), before).prices({201, 199, 203}) == 1);
  CHECK(World(trigger("price > 200"), before).prices({199, 203}) == 1);
}

TEST_CASE("several instruments, each by itself, and others that a condition names") {
  World world(trigger("price > 200 and SPY.price < 300", {"AAPL"_sym, "TSLA"_sym}));
  CHECK(world.watch.symbols().size() == 3);
  CHECK(world.watch.instances() == 2);
  world.price("SPY"_sym, 310_px);
  world.price("AAPL"_sym, 250_px);
  world.price("TSLA"_sym, 150_px);
  CHECK(world.take().fired.empty());
  world.price("SPY"_sym, 290_px);
  WatchNews news = world.take();
  REQUIRE(news.fired.size() == 1);
  CHECK(news.fired[0].symbol == "AAPL"_sym);
  world.price("TSLA"_sym, 250_px);
  CHECK(world.take().fired.size() == 1);
  CHECK(world.watch.remove("one"));
  CHECK_FALSE(world.watch.remove("one"));
  CHECK(world.watch.symbols().empty());
  CHECK(world.watch.instances() == 0);
}

TEST_CASE("blind: said once, after a while, with the reason, and when it is over") {
  World world(trigger("price > 200"));
  world.pass(seconds(31));
  WatchNews news = world.take();
  CHECK(news.blind.empty());  // since the look, and not since it was put in
  world.pass(seconds(31));
  news = world.take();
  REQUIRE(news.blind.size() == 1);
  CHECK(news.blind[0].why == "it has no quote yet");
  world.pass(minutes(1));
  CHECK(world.take().empty());
  world.price("AAPL"_sym, 190_px);
  news = world.take();
  REQUIRE(news.blind.size() == 1);
  CHECK(news.blind[0].why.empty());

  // A delayed quote fires nothing, unless the trigger is content with it.
  world.price("AAPL"_sym, 210_px, market::Quality::delayed);
  CHECK(world.take().fired.empty());
  world.pass(seconds(31));
  news = world.take();
  REQUIRE(news.blind.size() == 1);
  CHECK(news.blind[0].why == "its quote is delayed");
  Trigger content = trigger("price > 200");
  content.on_delayed = true;
  world.put(content);
  world.price("AAPL"_sym, 210_px, market::Quality::delayed);
  CHECK(world.take().fired.size() == 1);
}

TEST_CASE("an instrument that stops ticking while its market is open") {
  World world(trigger("price > 200"));
  world.price("AAPL"_sym, 190_px);
  for (int i = 0; i < 7 * 60; i += 10) world.pass(seconds(10));
  WatchNews news = world.take();
  REQUIRE(news.blind.size() == 1);
  CHECK(news.blind[0].why == "it has stopped ticking while its market is open");
  // In the evening nobody waits for a tick.
  World evening(trigger("price > 200"));
  evening.price("AAPL"_sym, 190_px);
  evening.now = start + hours(7);
  for (int i = 0; i < 7 * 60; i += 10) evening.pass(seconds(10));
  CHECK(evening.take().empty());
}

TEST_CASE("an indicator that has not seen enough makes it blind, history makes it see") {
  const Trigger made = trigger("price > sma(3, 1m)");
  World without(made);
  without.price("AAPL"_sym, 100_px);
  without.pass(seconds(31));
  WatchNews news = without.take();
  REQUIRE(news.blind.size() == 1);
  CHECK(news.blind[0].why == "sma(3, 1m) is not known");

  Watch watch{[](const market::Symbol&) { return calendars().find("NYSE").value(); }};
  REQUIRE(watch.put(compile(made).value(), start).ok());
  const std::vector<Watch::History> wanted = watch.take_wanted();
  REQUIRE(wanted.size() == 1);
  REQUIRE(wanted[0].wanted.size() == 1);
  CHECK(wanted[0].wanted[0].bars == market::BarSize::m1);
  CHECK(wanted[0].wanted[0].count >= 3);
  CHECK(watch.take_wanted().empty());
  std::vector<market::Bar> bars;
  for (int i = 5; i > 0; --i)
    bars.push_back({start - minutes(i), 100_px, 100_px, 100_px, 100_px, 1000_qty});
  watch.warm_up(wanted[0], market::BarSize::m1, bars, start);
  market::Tick tick;
  tick.time = start + seconds(1);
  tick.price = 101_px;
  tick.size = 1_qty;
  market::Quote quote;
  quote.last = 101_px;
  quote.origin.quality = market::Quality::live;
  WatchNews fired;
  watch.tick(0, tick, quote, tick.time, fired);
  REQUIRE(fired.fired.size() == 1);
  CHECK(fired.fired[0].figures[1].value == 100);
}

TEST_CASE("the account's figures come from outside") {
  World world(trigger("position > 0 and unrealized_pnl < -500"));
  world.price("AAPL"_sym, 190_px);
  CHECK(world.take().fired.empty());
  world.watch.set(0, expr::InputKind::position, 10);
  world.watch.set(0, expr::InputKind::unrealized_pnl, -600);
  world.pass(seconds(1));
  CHECK(world.take().fired.size() == 1);
}

TEST_CASE("what cannot be a trigger says why") {
  const auto words = [](auto change) {
    Trigger made = trigger("price > 200");
    change(made);
    const auto compiled = compile(made);
    return compiled ? std::string() : compiled.error().message;
  };
  CHECK(words([](Trigger&) {}).empty());
  CHECK(words([](Trigger& t) { t.name = "a\nb"; }).find("name") != std::string::npos);
  CHECK(words([](Trigger& t) { t.symbols = {}; }).find("instruments") != std::string::npos);
  CHECK(words([](Trigger& t) { t.symbols.push_back("AAPL"_sym); }).find("twice") !=
        std::string::npos);
  CHECK(words([](Trigger& t) { t.interval = milliseconds(100); }).find("250ms") !=
        std::string::npos);
  CHECK(words([](Trigger& t) { t.level = true; }).find("cool-down") != std::string::npos);
  CHECK(words([](Trigger& t) { t.times = 0; }).find("once") != std::string::npos);
  CHECK(words([](Trigger& t) { t.action = TriggerAction::workflow; }).find("workflow") !=
        std::string::npos);
  CHECK(words([](Trigger& t) { t.condition = "prise > 200"; }).find("column 1") !=
        std::string::npos);
  World world(trigger("price > 200"));
  const Result<void> unknown =
      world.watch.put(compile(trigger("price > 1", {"NONE"_sym})).value(), start);
  CHECK(unknown.error().message.find("NONE") != std::string::npos);
  CHECK(world.watch.find("one") != nullptr);  // the one before still stands
}

}  // namespace
}  // namespace pitwall::desk
