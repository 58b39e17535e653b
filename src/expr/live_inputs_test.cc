#include "expr/live_inputs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>

#include "expr/expression.h"
#include "market/indicators/indicator.h"

namespace pitwall::expr {
namespace {

using namespace pitwall::literals;
using market::BarSize;

const market::Calendar& calendar(std::string_view name) {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return *set.find(name).value();
}
// Of New York, on a Tuesday.
Time at(std::string_view clock) {
  static const Zone new_york = Zone::find("America/New_York").value();
  return new_york.instant(LocalTime::parse("2020-12-15 " + std::string(clock)).value());
}
Input input(std::string_view text) {
  return Expression::compile(std::string(text) + " = 0").value().inputs()[0];
}

// The live inputs of one instrument and what trades in it.
class Desk {
 public:
  explicit Desk(const std::vector<std::string_view>& texts, std::string_view market = "NYSE")
      : live_(calendar(market)) {
    for (const std::string_view text : texts) live_.add(input(text));
  }
  void trade(Time time, Price price, Quantity size = 1_qty) {
    market::Tick tick;
    tick.time = time;
    tick.price = price;
    tick.size = size;
    quote_.last = price;
    live_.update(tick, quote_);
  }
  void quote(Time time, Price bid, Price ask) {
    market::Tick tick;
    tick.time = time;
    tick.kind = market::Tick::Kind::quote;
    quote_.bid = bid;
    quote_.ask = ask;
    live_.update(tick, quote_);
  }
  LiveInputs& live() { return live_; }

 private:
  LiveInputs live_;
  market::Quote quote_;
};

TEST_CASE("figures of the quote are the quote's, and missing where it has none") {
  LiveInputs live(calendar("NYSE"));
  const std::vector<std::string_view> texts{"price",
                                            "bid",
                                            "ask",
                                            "mid",
                                            "spread",
                                            "bid_size",
                                            "ask_size",
                                            "last_size",
                                            "day_open",
                                            "day_high",
                                            "day_low",
                                            "day_volume",
                                            "previous_close",
                                            "gap",
                                            "percent_change(1d)"};
  for (const std::string_view text : texts) live.add(input(text));
  market::Tick tick;
  tick.kind = market::Tick::Kind::quote;
  tick.time = at("10:00");
  live.update(tick, {});
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK_FALSE(live.ready(i));
  market::Quote quote;
  quote.bid = 100_px;
  quote.ask = 100.05_px;
  quote.bid_size = 3_qty;
  quote.ask_size = 4_qty;
  live.update(tick, quote);
  CHECK(live.values()[0] == 100.025);  // nothing has traded
  CHECK(live.values()[4] == 0.05);
  quote.last = 102_px;
  quote.last_size = 5_qty;
  quote.volume = 6_qty;
  quote.open = 101_px;
  quote.high = 103_px;
  quote.low = 99_px;
  quote.previous_close = 100_px;
  live.update(tick, quote);
  const std::vector<double> expected{102, 100, 100.05, 100.025, 0.05, 3, 4, 5,
                                     101, 103, 99,     6,       100,  1, 2};
  for (std::size_t i = 0; i < texts.size(); ++i)
    CHECK_MESSAGE(live.values()[i] == doctest::Approx(expected[i]).epsilon(1e-12), texts[i]);
}

TEST_CASE("the time of day and the session are those of the exchange, or of a named zone") {
  LiveInputs live(calendar("NYSE"));
  const Input here = Expression::compile("time > 00:00").value().inputs()[0];
  const Input there = Expression::compile("time > 00:00 London").value().inputs()[0];
  live.add(here);
  live.add(there);
  live.add(Expression::compile("session is regular").value().inputs()[0]);
  const auto shows = [&](Time now, double local, double london, SessionCode session) {
    live.advance(now);
    return live.values()[0] == local && live.values()[1] == london &&
           live.values()[2] == static_cast<double>(session);
  };
  CHECK(shows(at("03:59:59"), 14399, 32399, SessionCode::closed));
  CHECK(shows(at("04:00:00"), 14400, 32400, SessionCode::pre));
  CHECK(shows(at("09:30:00"), 34200, 52200, SessionCode::regular));
  CHECK(shows(at("16:00:00"), 57600, 75600, SessionCode::post));
  // New York puts its clocks forward two weeks before London does.
  CHECK(shows(Time::parse("2021-03-15T14:00:00Z").value(), 36000, 50400, SessionCode::regular));
}

TEST_CASE("what is on bars changes when a bar ends, by time or by the next trade") {
  Desk desk({"close(5m)", "volume(5m)", "close(5m, live)", "high(5m)[1]", "sma(2, 5m)",
             "highest(2, 5m)", "lowest(2, 5m)", "average_volume(2, 5m)"});
  desk.trade(at("09:30:10"), 10_px, 3_qty);
  desk.trade(at("09:34:59"), 12_px, 4_qty);
  CHECK_FALSE(is_there(desk.live().values()[0]));
  CHECK(desk.live().values()[2] == 12);
  desk.live().advance(at("09:35:00"));
  CHECK(desk.live().values()[0] == 12);
  CHECK(desk.live().values()[1] == 7);
  CHECK(desk.live().values()[2] == 12);
  desk.trade(at("09:36:00"), 20_px, 5_qty);
  CHECK(desk.live().values()[0] == 12);
  CHECK(desk.live().values()[2] == 20);
  CHECK_FALSE(is_there(desk.live().values()[3]));
  CHECK_FALSE(is_there(desk.live().values()[4]));
  desk.trade(at("09:41:00"), 30_px);
  CHECK(desk.live().values()[0] == 20);
  CHECK(desk.live().values()[3] == 12);
  CHECK(desk.live().values()[4] == 16);
  CHECK(desk.live().values()[5] == 20);
  CHECK(desk.live().values()[6] == 10);
  CHECK(desk.live().values()[7] == 6);
}

TEST_CASE("a currency pair, which has no trades, has bars of the middle") {
  Desk desk({"close(1m)", "price"}, "FX");
  desk.quote(at("10:00:01"), 1.20_px, 1.22_px);
  desk.quote(at("10:01:00"), 1.30_px, 1.32_px);
  CHECK(desk.live().values()[0] == 1.21);
  CHECK(desk.live().values()[1] == 1.31);
}

// Bars of one minute from 09:30 on whose closes go up and down.
std::vector<market::Bar> minute_bars(int count) {
  std::vector<market::Bar> bars;
  for (int i = 0; i < count; ++i) {
    const Price close = Price::from_integer(100 + i * 7 % 13);
    bars.push_back({at("09:30") + minutes(i), close, close + 2_px, close - 1_px, close,
                    Quantity::from_integer(1 + i % 5)});
  }
  return bars;
}

TEST_CASE("indicators are what the same bars give at once, after warming up and going on live") {
  const std::vector<market::Bar> bars = minute_bars(200);
  std::vector<std::string_view> texts{"rsi(14, 1m)", "macd(12, 26, 9, 1m).histogram", "vwap(1m)",
                                      "bollinger(20, 2, 1m).upper", "ema(9, 1m)[3]"};
  Desk desk(texts);
  desk.live().warm_up(BarSize::m1, std::span(bars).first(150), at("09:30") + minutes(149));
  // The bar that is in progress goes on; those after it come as ticks.
  for (std::size_t i = 149; i < bars.size(); ++i)
    for (const Price price : {bars[i].open, bars[i].high, bars[i].low, bars[i].close})
      desk.trade(bars[i].time + seconds(30), price,
                 Quantity::from_scaled(bars[i].volume.scaled() / 4));
  desk.live().advance(at("09:30") + minutes(200));
  for (const std::string_view text : texts) {
    const Input wanted = input(text);
    std::vector<market::Bar> given = bars;
    given[149].volume = Quantity::from_scaled(given[149].volume.scaled() * 2);  // came twice
    const auto series = indicator_series(wanted.indicator, given);
    const auto& line = series.lines[static_cast<std::size_t>(wanted.line)].values;
    INFO(text);
    const double value =
        desk.live()
            .values()[static_cast<std::size_t>(std::ranges::find(texts, text) - texts.begin())];
    CHECK(value == line[line.size() - 1 - static_cast<std::size_t>(wanted.shift)].value());
  }
}

TEST_CASE("it says which bars it wants to have seen, and with these everything is there") {
  Desk desk(
      {"sma(20, 5m)", "rsi(14, 5m)", "sma(50, 1d)[2]", "close(1h)", "percent_change(1h)", "price"});
  std::vector<std::pair<std::string, std::size_t>> wanted;
  for (const auto& one : desk.live().history()) wanted.emplace_back(one.bars.text(), one.count);
  CHECK(wanted == std::vector<std::pair<std::string, std::size_t>>{
                      {"5m", 80}, {"1d", 202}, {"1h", 1}, {"1m", 62}});
  Desk minute(
      {"sma(20, 1m)", "highest(30, 1m)", "lowest(30, 1m)", "percent_change(30m)", "rsi(9, 1m)"});
  for (const auto& one : minute.live().history()) {
    const std::vector<market::Bar> bars = minute_bars(static_cast<int>(one.count));
    minute.live().warm_up(one.bars, bars, bars.back().time + minutes(1));
  }
  for (std::size_t i = 0; i < 5; ++i) CHECK(minute.live().ready(i));
}

TEST_CASE("an input may come late, and its history later still") {
  const std::vector<market::Bar> bars = minute_bars(100);
  Desk desk({"sma(5, 1m)"});
  const auto play = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      for (const Price price : {bars[i].open, bars[i].high, bars[i].low, bars[i].close})
        desk.trade(bars[i].time + seconds(30), price, bars[i].volume);
  };
  play(0, 50);
  const double before = desk.live().values()[0];
  CHECK(is_there(before));
  REQUIRE(desk.live().add(input("rsi(14, 1m)")) == 1);
  REQUIRE(desk.live().add(input("percent_change(20m)")) == 2);
  REQUIRE(desk.live().add(input("close(1m, live)")) == 3);
  CHECK_FALSE(desk.live().ready(1));
  play(50, 60);
  // With the bar that is in progress, and one more than has ended here.
  desk.live().warm_up(BarSize::m1, std::span(bars).first(60), bars[59].time + seconds(45));
  CHECK(desk.live().ready(1));
  CHECK(desk.live().ready(2));
  play(60, 100);
  desk.live().advance(bars.back().time + minutes(1));
  const auto last = [&bars](std::string_view text) {
    return indicator_series(input(text).indicator, bars).lines[0].values.back().value();
  };
  CHECK(desk.live().values()[0] == last("sma(5, 1m)"));
  CHECK(desk.live().values()[1] == last("rsi(14, 1m)"));
  CHECK(desk.live().values()[3] == bars.back().close.to_double());
}

TEST_CASE("the change over a stretch of time is against the last price before it") {
  Desk desk({"percent_change(5m)"});
  const auto change = [&] { return desk.live().values()[0]; };
  desk.trade(at("10:00:00"), 100_px);
  desk.trade(at("10:02:00"), 110_px);
  CHECK_FALSE(is_there(change()));
  desk.trade(at("10:05:00"), 120_px);
  CHECK(change() == doctest::Approx(20));
  desk.live().advance(at("10:06:59"));
  CHECK(change() == doctest::Approx(20));
  desk.live().advance(at("10:07:02"));
  CHECK(change() == doctest::Approx((120.0 / 110 - 1) * 100));
  desk.live().advance(at("12:00:00"));
  CHECK(change() == 0);
}

TEST_CASE("a rolling change keeps to a search through all prices, within its step") {
  constexpr Duration span = minutes(5);
  std::uint64_t state = 1;
  const auto below = [&state](std::int64_t bound) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<std::int64_t>(state >> 11) % bound;
  };
  RollingChange change(span);
  std::deque<std::pair<Time, double>> all;
  Time now = at("10:00:00");
  const Time begin = now;
  for (int i = 0; i < 20'000; ++i) {
    now += milliseconds(below(10) == 0 ? below(60'000) : below(300));
    const double price = 100 + static_cast<double>(below(1000)) / 100;
    change.add(now, price);
    all.emplace_back(now, price);
    if (now - begin < span + seconds(3)) continue;
    REQUIRE(is_there(change.percent()));
    // One of the last prices that are older than the span, give or take one step.
    const Duration step = span / 240;
    bool found = false;
    for (std::size_t k = all.size(); k-- > 0 && !found;) {
      const bool last_before = all[k].first <= now - span + step;
      const bool is_it = std::abs((price / all[k].second - 1) * 100 - change.percent()) < 1e-9;
      found = last_before && is_it;
      if (all[k].first < now - span - step &&
          (k + 1 == all.size() || all[k + 1].first <= now - span - step))
        break;
    }
    REQUIRE(found);
  }
}

TEST_CASE("a rolling highest keeps to a search through the window") {
  std::uint64_t state = 7;
  for (const std::size_t count : {1U, 2U, 5U, 64U}) {
    RollingHighest rolling(count);
    std::vector<double> all;
    for (int i = 0; i < 2000; ++i) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      all.push_back(static_cast<double>(state >> 40));
      if (i % 3 == 0 && i > 0) all.back() = all[all.size() - 2];
      rolling.push(all.back());
      const std::size_t from = all.size() > count ? all.size() - count : 0;
      REQUIRE(rolling.full() == (all.size() >= count));
      REQUIRE(rolling.highest() ==
              *std::max_element(all.begin() + static_cast<std::ptrdiff_t>(from), all.end()));
    }
  }
}

TEST_CASE("the same input has one place") {
  LiveInputs live(calendar("NYSE"));
  CHECK(live.add(input("sma(20, 5m)")) == 0);
  CHECK(live.add(input("price")) == 1);
  CHECK(live.add(input("SPY.ma(20, 5min)")) == 0);
  CHECK(live.values().size() == 2);
}

TEST_CASE("three falling bars come true when the third has ended") {
  const Expression falling = Expression::compile("close < open for 3 bars of 1m").value();
  LiveInputs live(calendar("NYSE"));
  for (const Input& one : falling.inputs()) live.add(one);
  State state;
  market::Quote quote;
  std::string looks;
  const auto look = [&](Time time, Price price) {
    market::Tick tick;
    tick.time = time;
    tick.price = price;
    tick.size = 1_qty;
    quote.last = price;
    live.update(tick, quote);
    looks += name_of(falling.evaluate(live.values(), state))[0];
  };
  for (int minute = 0; minute < 5; ++minute) {
    look(at("09:30:00") + minutes(minute), 100_px);
    look(at("09:30:30") + minutes(minute), minute == 0 ? 101_px : 99_px);
  }
  live.advance(at("09:35:00"));
  looks += name_of(falling.evaluate(live.values(), state))[0];
  // The first bar rose; the second to fourth fell, and the fifth.
  CHECK(looks == "mmffffffttt");
}

}  // namespace
}  // namespace pitwall::expr
