// How much of one processor 10,000 triggers over 1,000 instruments take at 10,000 ticks a second:
// the ticks of SECONDS seconds are taken in as fast as it goes, with a look at all triggers each
// second, as the daemon does. Ten triggers on each instrument: thresholds, changes, indicators on
// bars of one and five minutes, one that looks at another instrument. Prints one line of JSON, with
// the allocations between the first and the last tick, those of firings left out.
//   bench_watch SECONDS
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/counted_new.h"
#include "desk/watch/watch.h"

namespace {

using namespace pitwall;

constexpr std::size_t instruments = 1000;
constexpr std::int64_t ticks_per_second = 10'000;
constexpr Time start = Time::from_unix_seconds(1'608'044'400);  // 2020-12-15T15:00:00Z

constexpr std::array<std::string_view, 10> conditions{
    "price > 150",
    "price < 50",
    "percent_change(5m) > 8",
    "rsi(14, 1m) < 5",
    "price crosses above sma(20, 1m) and volume(1m) > 1000000",
    "(price > 140 and rsi(14, 5m) < 30) or (price - sma(20, 5m)) / atr(14, 5m) > 40",
    "spread > 5",
    "close(1m) < open(1m) for 30 bars of 1m",
    "price >= highest(20, 1m) and time >= 19:00 America/New_York",
    "S0.price > 150 and price < 60",
};

market::Symbol symbol(std::size_t i) {
  return market::Symbol::parse(fmt::format("S{}", i)).value();
}

// The same on every machine.
class Walk {
 public:
  double next() {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0 - 0.5;
  }

 private:
  std::uint64_t state_ = 88172645463325252U;
};

void fill(desk::Watch& watch) {
  for (std::size_t n = 0; n < conditions.size(); ++n) {
    for (std::size_t i = 0; i < instruments; ++i) {
      desk::Trigger trigger;
      trigger.name = fmt::format("{} on {}", n, i);
      trigger.condition = conditions[n];
      trigger.symbols = {symbol(i)};
      if (!watch.put(desk::compile(trigger).value(), start)) std::abort();
    }
  }
  // History: a quiet afternoon, so that every indicator is known from the first tick.
  for (const desk::Watch::History& history : watch.take_wanted())
    for (const auto& wanted : history.wanted) {
      std::vector<market::Bar> bars;
      const Duration length = wanted.bars.duration();
      for (auto back = static_cast<std::int64_t>(wanted.count); back > 0; --back) {
        const Price at = Price::from_integer(100 + back % 3);
        bars.push_back(
            {start.floor(length) - length * back, at, at, at, at, Quantity::from_integer(1000)});
      }
      watch.warm_up(history, wanted.bars, bars, start);
    }
}

}  // namespace

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const int seconds_of_ticks = argc > 1 ? std::atoi(argv[1]) : 4;
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  const market::Calendar* calendar = calendars.find("ALWAYS").value();
  desk::Watch watch([calendar](const market::Symbol&) { return calendar; });
  fill(watch);
  std::vector<double> prices(instruments, 100);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < instruments; ++i) places.push_back(watch.place_of(symbol(i)).value());
  Walk walk;
  desk::WatchNews news;
  std::size_t fired = 0;
  std::size_t allocated = 0;
  std::int64_t ticks = 0;
  Clock::duration took{};
  const auto second = [&](Time from, bool counts) {
    const Clock::time_point began = Clock::now();
    const std::size_t before = allocations;
    std::size_t for_firings = 0;
    for (std::int64_t i = 0; i < ticks_per_second; ++i) {
      const auto at = static_cast<std::size_t>(i * 7919 % static_cast<std::int64_t>(instruments));
      prices[at] = std::max(1.0, prices[at] * (1 + 0.04 * walk.next()));
      market::Tick tick;
      tick.time = from + nanoseconds(i * (1'000'000'000 / ticks_per_second));
      tick.price =
          Price::from_scaled(static_cast<std::int64_t>(prices[at] * 100) * (Price::unit / 100));
      tick.size = Quantity::from_integer(100);
      market::Quote quote;
      quote.last = tick.price;
      quote.bid = tick.price - Price::from_scaled(Price::unit / 100);
      quote.ask = tick.price + Price::from_scaled(Price::unit / 100);
      quote.previous_close = Price::from_integer(100);
      quote.origin.quality = market::Quality::live;
      const std::size_t here = allocations;
      watch.tick(places[at], tick, quote, tick.time, news);
      if (news.empty()) continue;
      fired += news.fired.size();
      news = {};
      for_firings += allocations - here;
    }
    const std::size_t here = allocations;
    watch.look(from + seconds(1), news);
    if (!news.empty()) for_firings += allocations - here;
    fired += news.fired.size();
    news = {};
    if (!counts) return;
    took += Clock::now() - began;
    allocated += allocations - before - for_firings;
    ticks += ticks_per_second;
  };
  second(start, false);  // what is set up once
  for (int i = 1; i <= seconds_of_ticks; ++i) second(start + seconds(i), true);
  const double busy = std::chrono::duration<double>(took).count() / seconds_of_ticks;
  std::printf(
      "{\"triggers\":%zu,\"instruments\":%zu,\"ticks_per_second\":%lld,\"share_of_core\":%.4f,"
      "\"ns_per_tick\":%.0f,\"allocations\":%zu,\"fired\":%zu}\n",
      watch.instances(), instruments, static_cast<long long>(ticks_per_second), busy,
      1e9 * busy / static_cast<double>(ticks_per_second), allocated, fired);
  return 0;
}
