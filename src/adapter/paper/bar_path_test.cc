#include "adapter/paper/bar_path.h"

#include <doctest/doctest.h>

#include "adapter/paper/hash.h"
#include "market/catalogue.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using market::Bar;
using market::Tick;

namespace {

const market::Catalogue& catalogue() {
  static const market::Catalogue starter = market::starter_catalogue();
  return starter;
}
const market::Instrument& instrument(market::Symbol symbol) { return *catalogue().find(symbol); }

std::vector<Tick> ticks_of(const market::Instrument& of, const PlayedBar& played) {
  BarTicks path(of);
  path.begin(played);
  std::vector<Tick> ticks;
  for (Tick tick; path.next(tick);) ticks.push_back(tick);
  return ticks;
}

// Checks everything that bar_path.h promises of one bar.
void check_path(const market::Instrument& of, const PlayedBar& played) {
  const Bar& bar = played.bar;
  CAPTURE(of.symbol.text());
  CAPTURE(bar.time.text());
  std::optional<Bar> made;
  Time before = bar.time;
  std::optional<Tick> quote;
  for (const Tick& tick : ticks_of(of, played)) {
    REQUIRE(tick.instrument == of.id);
    REQUIRE(tick.time >= before);
    REQUIRE(tick.time < played.end);
    before = tick.time;
    if (tick.kind == Tick::Kind::quote) {
      REQUIRE(tick.bid < tick.ask);
      REQUIRE(tick.bid.rounded_to(of.tick_size, Rounding::down) == tick.bid);
      REQUIRE(tick.ask.rounded_to(of.tick_size, Rounding::down) == tick.ask);
      REQUIRE(tick.bid_size.sign() > 0);
      REQUIRE(tick.ask_size.sign() > 0);
      quote = tick;
      continue;
    }
    REQUIRE(quote);
    REQUIRE(quote->bid <= tick.price);
    REQUIRE(tick.price <= quote->ask);
    REQUIRE(tick.size.sign() >= 0);
    if (!made) made = Bar{bar.time, tick.price, tick.price, tick.price, tick.price, {}};
    made->high = std::max(made->high, tick.price);
    made->low = std::min(made->low, tick.price);
    made->close = tick.price;
    made->volume += tick.size;
  }
  REQUIRE(made);
  CHECK(*made == bar);
}

}  // namespace

TEST_CASE("any bar's ticks add up to the bar again") {
  constexpr Duration lengths[] = {seconds(1), seconds(30), minutes(1), hours(1), days(1)};
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    std::uint64_t draw = mix(i);
    const auto next = [&](std::int64_t limit) { return pick(draw = mix(draw), limit); };
    const market::Instrument& of =
        catalogue().all()[static_cast<std::size_t>(next(std::ssize(catalogue().all())))];
    // Prices on the grid and off it, around zero too; volumes of nothing, of less than a lot,
    // large.
    const bool on_grid = next(2) == 0;
    const auto price = [&] {
      const Price any = Price::from_scaled((next(200'000) - 100'000) * 1'000'003);
      return on_grid ? any.rounded_to(of.tick_size, Rounding::half_even) : any;
    };
    Bar bar;
    bar.time = Time::from_unix_seconds(1'600'000'000 + next(100'000'000));
    bar.open = price();
    bar.close = next(4) == 0 ? bar.open : price();
    bar.high = std::max({bar.open, bar.close, price()});
    bar.low = std::min({bar.open, bar.close, price()});
    bar.volume = Quantity::from_scaled(next(3) == 0 ? next(1'000) : next(1'000'000) * 50'000'017);
    if (next(5) == 0) bar.volume = {};
    check_path(of, {bar, bar.time + lengths[next(5)]});
  }
}

TEST_CASE("the extreme against the bar's direction comes first") {
  const Bar up{Time::from_unix_seconds(60), 10_px, 12_px, 9_px, 11_px, 1000_qty};
  const Bar down{Time::from_unix_seconds(60), 11_px, 12_px, 9_px, 10_px, 1000_qty};
  const auto lowest_first = [](const Bar& bar) {
    for (const Tick& tick : ticks_of(instrument("SPY"_sym), {bar, bar.time + minutes(1)})) {
      if (tick.kind != Tick::Kind::trade) continue;
      if (tick.price == bar.low) return true;
      if (tick.price == bar.high) return false;
    }
    return false;
  };
  CHECK(lowest_first(up));
  CHECK_FALSE(lowest_first(down));
}

TEST_CASE("a minute ticks about once a second, and a bar without volume only at its corners") {
  Bar bar{Time::from_unix_seconds(60), 10_px, 12_px, 9_px, 11_px, 100000_qty};
  const auto trades = [&] {
    const std::vector<Tick> all = ticks_of(instrument("SPY"_sym), {bar, bar.time + minutes(1)});
    return std::ranges::count(all, Tick::Kind::trade, &Tick::kind);
  };
  CHECK(trades() == 60);
  bar.volume = {};
  CHECK(trades() == 4);
}

}  // namespace pitwall::paper
