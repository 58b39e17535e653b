// That a tick and a look cost no allocation while nothing fires. This test program counts all that
// its operator new hands out; not under the sanitizers, which have operators of their own and check
// that they are used in pairs.
#include "base/counted_new.h"

#if PITWALL_COUNTS_NEW
#include <doctest/doctest.h>

#include "desk/watch/watch.h"

namespace pitwall::desk {

TEST_CASE("a tick that fires nothing allocates nothing") {
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  Watch watch([&](const market::Symbol&) { return calendars.find("ALWAYS").value(); });
  constexpr Time start = Time::from_unix_seconds(1'608'044'400);
  for (const char* condition :
       {"price > 1000", "percent_change(1m) > 50", "price > 10 * or_else(sma(3, 1m), 100)",
        "SPY.price > 1000 or close(1m) > 1000 for 3 bars of 1m", "session is pre and price < 1"}) {
    Trigger trigger;
    trigger.name = condition;
    std::erase_if(trigger.name, [](char c) {
      return c == '>' || c == '<' || c == '*' || c == '(' || c == ')' || c == ',';
    });
    trigger.condition = condition;
    trigger.symbols = {market::Symbol::parse("AAPL").value(), market::Symbol::parse("SPY").value()};
    REQUIRE(watch.put(compile(trigger).value(), start).ok());
  }
  for (const Watch::History& history : watch.take_wanted())
    for (const auto& wanted : history.wanted) watch.warm_up(history, wanted.bars, {}, start);
  WatchNews news;
  std::size_t before = 0;
  for (int i = 0; i < 2000; ++i) {
    if (i == 200) before = allocations;  // bars and windows have filled
    market::Tick tick;
    tick.time = start + seconds(i);
    tick.price = Price::from_integer(100 + i % 7);
    tick.size = Quantity::from_integer(10);
    market::Quote quote;
    quote.last = tick.price;
    quote.origin.quality = market::Quality::live;
    watch.tick(static_cast<std::size_t>(i % 2), tick, quote, tick.time, news);
    watch.look(tick.time, news);
  }
  CHECK(allocations == before);
  CHECK(news.fired.empty());
  CHECK(watch.evaluations() > 10'000);
}

}  // namespace pitwall::desk
#endif
