#include "adapter/paper/synthetic.h"

#include <doctest/doctest.h>

#include "adapter/paper/history.h"
#include "market/catalogue.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using market::Bar;
using market::BarSize;

namespace {

const market::CalendarSet& calendars() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}
const market::Catalogue& catalogue() {
  static const market::Catalogue starter = market::starter_catalogue();
  return starter;
}
Time at(std::string_view text) { return Time::parse(text).value(); }
std::int64_t minute(Time time) { return (time - Time{}) / minutes(1); }
SyntheticSeries series(std::uint64_t seed, market::Symbol symbol) {
  return *SyntheticSeries::find(seed, *catalogue().find(symbol));
}
Listing listing(market::Symbol symbol, std::string_view calendar) {
  return {catalogue().find(symbol), calendars().find(calendar).value(),
          calendars().find(calendar).value()};
}

}  // namespace

TEST_CASE("a path is the same in whatever order it is asked for") {
  BrownianPath in_order(7, 0.3);
  std::vector<double> values;
  for (std::int64_t m = -5'000; m < 5'000; ++m) values.push_back(in_order.at(m));
  BrownianPath backwards(7, 0.3);
  for (std::int64_t m = 4'999; m >= -5'000; m -= 37)
    REQUIRE(backwards.at(m) == values[static_cast<std::size_t>(m + 5'000)]);
}

TEST_CASE("a path moves by its volatility") {
  BrownianPath path(11, 0.3);
  double squares = 0;
  double last = path.at(20'000'000);
  constexpr int days_counted = 250;
  for (int day = 1; day <= days_counted; ++day) {
    const double next = path.at(20'000'000 + day * 1'440);
    squares += (next - last) * (next - last);
    last = next;
  }
  const double annual = std::sqrt(squares / days_counted * 365);
  CHECK(annual > 0.25);
  CHECK(annual < 0.35);
}

TEST_CASE("every starter instrument has plausible bars that meet at their ends") {
  for (const market::Instrument& instrument : catalogue().all()) {
    CAPTURE(instrument.symbol.text());
    SyntheticSeries of = series(1, instrument.symbol);
    const std::int64_t first = minute(at("2026-03-02T14:00:00Z"));
    Price close = of.bar(first).close;
    for (std::int64_t m = first + 1; m < first + 1'000; ++m) {
      const Bar bar = of.bar(m);
      REQUIRE(validate(bar).ok());
      REQUIRE(bar.open == close);
      REQUIRE(bar.open.rounded_to(instrument.tick_size, Rounding::down) == bar.open);
      REQUIRE(bar.volume.sign() > 0);
      REQUIRE(bar.volume.scaled() % instrument.lot_size.scaled() == 0);
      close = bar.close;
    }
  }
  // SPY keeps within reach of where it starts from, for decades.
  SyntheticSeries spy = series(1, "SPY"_sym);
  for (int year = 0; year < 30; ++year) {
    const Price price = spy.bar(year * 525'600).close;
    CHECK(price > 300_px);
    CHECK(price < 1200_px);
  }
}

TEST_CASE("another seed is another market") {
  SyntheticSeries one = series(1, "SPY"_sym);
  SyntheticSeries same = series(1, "SPY"_sym);
  SyntheticSeries other = series(2, "SPY"_sym);
  CHECK(one.bar(29'000'000) == same.bar(29'000'000));
  CHECK_FALSE(one.bar(29'000'001) == other.bar(29'000'001));
}

TEST_CASE("a future follows its index") {
  SyntheticSeries spy = series(3, "SPY"_sym);
  SyntheticSeries es = series(3, "ES"_sym);
  for (std::int64_t m = 29'000'000; m < 29'010'000; m += 997) {
    const double ratio = es.bar(m).close.to_double() / spy.bar(m).close.to_double();
    CHECK(ratio == doctest::Approx(10).epsilon(0.001));
  }
}

TEST_CASE("the feed keeps the sessions of its calendar") {
  const market::Calendar& nyse = *calendars().find("NYSE").value();
  SyntheticFeed feed(series(1, "SPY"_sym), nyse, at("2020-12-18T23:00:00Z"));  // a Friday, 18:00
  PlayedBar bar;
  REQUIRE(feed.next(bar));
  CHECK(bar.bar.time == at("2020-12-18T23:00:00Z"));
  while (bar.bar.time < at("2020-12-19T00:00:00Z")) {
    CHECK(bar.end == bar.bar.time + minutes(1));
    REQUIRE(feed.next(bar));
  }
  CHECK(bar.bar.time == at("2020-12-19T00:00:00Z"));
  while (bar.bar.time < at("2020-12-19T01:00:00Z")) REQUIRE(feed.next(bar));
  CHECK(bar.bar.time == at("2020-12-21T09:00:00Z"));  // Monday, 04:00
}

TEST_CASE("the history's days are made of its minutes, and they of its ticks") {
  const History history(nullptr, false, 5);
  const Time now = at("2026-03-04T15:42:17Z");
  for (const auto& [symbol, calendar] :
       {std::pair{"SPY"_sym, "NYSE"}, std::pair{"ES"_sym, "CME_EQUITY"},
        std::pair{"BTCUSD"_sym, "ALWAYS"}}) {
    CAPTURE(symbol.text());
    const Listing of = listing(symbol, calendar);
    port::HistoryQuery query{
        .instrument = of.instrument->id, .size = BarSize::d1, .from = now - days(10), .to = now};
    const std::vector<Bar> daily = history.read(query, of, now)->bars;
    query.size = BarSize::m1;
    const std::vector<Bar> minutely = history.read(query, of, now)->bars;
    std::size_t at_minute = 0;
    REQUIRE(daily.size() >= 6);
    for (const Bar& day : daily) {
      while (minutely[at_minute].time < day.time) ++at_minute;
      const Time end = end_of(day, BarSize::d1, *of.calendar);
      Bar sum = minutely[at_minute];
      sum.time = day.time;
      sum.volume = {};
      for (; at_minute < minutely.size() && minutely[at_minute].time < end; ++at_minute) {
        const Bar& part = minutely[at_minute];
        sum.high = std::max(sum.high, part.high);
        sum.low = std::min(sum.low, part.low);
        sum.close = part.close;
        sum.volume += part.volume;
      }
      CHECK(sum == day);
    }
    query.size = BarSize::s5;
    query.from = now.floor(minutes(1)) - minutes(1);
    const std::vector<Bar> fine = history.read(query, of, now)->bars;
    query.size = BarSize::m1;
    const std::vector<Bar> two = history.read(query, of, now)->bars;
    REQUIRE(two.size() == 2);
    Quantity volume;
    for (const Bar& bar : fine) volume += bar.volume;
    CHECK(volume == two[0].volume + two[1].volume);
    CHECK(fine.front().open == two.front().open);
    CHECK(fine.back().close == two.back().close);
  }
}

TEST_CASE("a limit gives the last bars of the range, as asking for all would") {
  const History history(nullptr, false, 5);
  const Time now = at("2026-03-04T15:42:17Z");
  const Listing of = listing("SPY"_sym, "NYSE");
  for (const BarSize size : {BarSize::m1, BarSize::m5, BarSize::h1, BarSize::d1, BarSize::w1}) {
    CAPTURE(size.text());
    port::HistoryQuery query{.instrument = of.instrument->id,
                             .size = size,
                             .from = now - days(300),
                             .to = now - days(1)};
    const std::vector<Bar> all = history.read(query, of, now)->bars;
    query.limit = 20;
    const std::vector<Bar> last = history.read(query, of, now)->bars;
    REQUIRE(last.size() == 20);
    CHECK(std::ranges::equal(last, std::span(all).last(20)));
    query.limit = SIZE_MAX;
    CHECK(history.read(query, of, now)->bars == all);
  }
}

TEST_CASE("history never reaches beyond now") {
  const History history(nullptr, false, 5);
  const Time now = at("2026-03-04T15:42:17Z");
  const Listing of = listing("SPY"_sym, "NYSE");
  port::HistoryQuery query{.instrument = of.instrument->id,
                           .size = BarSize::m1,
                           .from = now - minutes(2),
                           .to = now + days(1)};
  const market::BarSeries series = *history.read(query, of, now);
  CHECK(series.bars.back().time == now.floor(minutes(1)));
  CHECK(series.origin.as_of == now);
  CHECK(series.origin.quality == market::Quality::simulated);
  CHECK(series.origin.source.name.view() == "paper market");
  query.from = Time::min();
  query.to = Time::max();
  query.size = BarSize::mo1;
  CHECK(history.read(query, of, now)->bars.size() >= 24);
  query.from = now + minutes(1);
  CHECK(history.read(query, of, now).error().code == Code::no_data);
  query.from = query.to;
  CHECK(history.read(query, of, now).error().code == Code::invalid_argument);
}

}  // namespace pitwall::paper
