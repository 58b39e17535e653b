// That a look costs no allocation, nor a tick. This test program counts all that its operator new
// hands out; not under the sanitizers, which have operators of their own and check that they are
// used in pairs.
#include "base/counted_new.h"

#if PITWALL_COUNTS_NEW
#include <doctest/doctest.h>

#include "expr/live_inputs.h"
#include "expr/sweep.h"

namespace pitwall::expr {

TEST_CASE("from the tick to the answer nothing is allocated") {
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  LiveInputs live(*calendars.find("ALWAYS").value());
  Sweep sweep;
  std::vector<std::pair<Expression, State>> alone;
  for (const char* text :
       {"price > 200 and rsi(14, 1s) < 30", "percent_change(1m) > 2 for 3 bars of 1s",
        "macd(12, 26, 9, 1s).histogram crosses below 0", "volume > 2 * average_volume(20, 5s)",
        "price >= highest(20, 1s) and time > 09:45 London and session is regular",
        "close(1s, live) < lowest(20, 1s)[3] or spread > 0.05 or price > vwap(1s)"}) {
    const Expression made = Expression::compile(text).value();
    std::vector<std::uint32_t> slots;
    for (const Input& input : made.inputs())
      slots.push_back(static_cast<std::uint32_t>(live.add(input)));
    sweep.add(made, slots);
    alone.emplace_back(made, State());
  }
  std::vector<Truth> results(sweep.size());
  std::array<double, max_inputs> own{};
  market::Tick tick;
  market::Quote quote;
  std::size_t before = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (i == 1000) before = allocations;
    tick.time = Time::from_unix_seconds(1'608'044'400) + milliseconds(100) * i;
    tick.price = quote.last.emplace(Price::from_integer(150 + i * 7 % 100));
    tick.size = Quantity::from_integer(1 + i % 9);
    live.update(tick, quote);
    sweep.run(live.values(), results);
    for (auto& [expression, state] : alone)
      expression.evaluate(std::span(own).first(expression.inputs().size()), state);
  }
  const std::size_t allocated = allocations - before;
  CHECK(allocated == 0);
  CHECK(before > 0);
}

}  // namespace pitwall::expr

#endif
