#include "adapter/paper/board.h"

#include <doctest/doctest.h>

namespace pitwall::paper {

using namespace pitwall::literals;
using market::InstrumentId;
using market::Quote;
using market::Tick;

namespace {

constexpr InstrumentId spy{3};

const market::Calendar& nyse() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return *set.find("NYSE").value();
}
Time at(std::string_view text) { return Time::parse(text).value(); }
Tick trade(std::string_view time, Price price, Quantity size) {
  Tick tick;
  tick.instrument = spy;
  tick.time = at(time);
  tick.price = price;
  tick.size = size;
  return tick;
}
Board board() {
  Board board;
  board.add(spy, nyse(), {"file spy.csv", market::AccountKind::none}, market::Quality::replayed);
  return board;
}

}  // namespace

TEST_CASE("a quote grows from its ticks") {
  Board b = board();
  CHECK(b.find(spy) == nullptr);
  CHECK(b.find({0}) == nullptr);
  CHECK(b.find({77}) == nullptr);
  b.apply(trade("2020-12-15T14:30:00Z", 367.4_px, 100_qty));
  b.apply(trade("2020-12-15T14:30:01Z", 367.62_px, 200_qty));
  Tick tick = trade("2020-12-15T14:30:02Z", {}, {});
  tick.kind = Tick::Kind::quote;
  tick.bid = 367.5_px;
  tick.ask = 367.52_px;
  tick.bid_size = 300_qty;
  tick.ask_size = 400_qty;
  const Quote quote = b.apply(tick);
  CHECK(quote.last == 367.62_px);
  CHECK(quote.last_size == 200_qty);
  CHECK(quote.open == 367.4_px);
  CHECK(quote.high == 367.62_px);
  CHECK(quote.low == 367.4_px);
  CHECK(quote.volume == 300_qty);
  CHECK(quote.bid == 367.5_px);
  CHECK(quote.ask_size == 400_qty);
  CHECK_FALSE(quote.previous_close);
  CHECK(quote.time == tick.time);
  CHECK(quote.origin.as_of == tick.time);
  CHECK(quote.origin.quality == market::Quality::replayed);
  CHECK(quote.origin.source.name.view() == "file spy.csv");
}

TEST_CASE("a new trading day begins with the last regular price of the day before") {
  Board b = board();
  b.apply(trade("2020-12-15T20:59:59Z", 369_px, 100_qty));
  b.apply(trade("2020-12-15T21:00:00Z", 370_px, 100_qty));  // after the close
  CHECK(b.find(spy)->last == 370_px);
  CHECK(b.find(spy)->high == 369_px);
  CHECK(b.find(spy)->volume == 100_qty);
  const Quote early = b.apply(trade("2020-12-16T13:00:00Z", 368_px, 100_qty));  // before the open
  CHECK(early.previous_close == 369_px);
  CHECK_FALSE(early.open);
  CHECK(early.volume == 0_qty);
  const Quote open = b.apply(trade("2020-12-16T14:30:00Z", 368.5_px, 100_qty));
  CHECK(open.open == 368.5_px);
  CHECK(open.previous_close == 369_px);
  CHECK(open.change() == -0.5_px);
}

TEST_CASE("the day so far comes from history") {
  Board b = board();
  b.begin_day(spy, {Date::from_civil(2020, 12, 15), 365_px,
                    market::Bar{{}, 366_px, 368_px, 364_px, 367_px, 1000_qty}});
  const Quote quote = b.apply(trade("2020-12-15T16:00:00Z", 369_px, 50_qty));
  CHECK(quote.open == 366_px);
  CHECK(quote.high == 369_px);
  CHECK(quote.low == 364_px);
  CHECK(quote.volume == 1050_qty);
  CHECK(quote.previous_close == 365_px);
}

TEST_CASE("the latest ticks are kept, and no more") {
  Board b = board();
  const Time start = at("2020-12-15T15:00:00Z");
  for (int i = 0; i < 2'345; ++i) {
    Tick tick = trade("2020-12-15T15:00:00Z", Price::from_integer(i), 1_qty);
    tick.time = start + seconds(i);
    b.apply(tick);
    const std::vector<Tick> three = b.recent(spy, 3);
    REQUIRE(three.size() == static_cast<std::size_t>(std::min(3, i + 1)));
    REQUIRE(three.back().price == Price::from_integer(i));
  }
  const std::vector<Tick> all = b.recent(spy, 5'000);
  REQUIRE(all.size() == Board::max_recent);
  CHECK(all.front().price == Price::from_integer(1'345));
  CHECK(all.back().price == Price::from_integer(2'344));
  CHECK(std::ranges::is_sorted(all, {}, &Tick::time));
  CHECK(b.recent({9}, 5).empty());
}

}  // namespace pitwall::paper
