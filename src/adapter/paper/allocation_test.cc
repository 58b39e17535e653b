// That a tick costs no allocation, from the tape to the listener. This test program counts all that
// its operator new hands out; not under the thread sanitizer, which has an operator new of its own.
#include "base/counted_new.h"

#if PITWALL_COUNTS_NEW
#include <doctest/doctest.h>

#include "adapter/paper/paper_market.h"

namespace pitwall::paper {

using namespace pitwall::literals;

TEST_CASE("a tick allocates nothing, from the tape to the listener") {
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  const Time start = Time::parse("2026-03-01T03:00:00Z").value();
  const auto market =
      PaperMarket::create({}, market::starter_catalogue(), calendars, nullptr, start).value();
  market->start([](const port::BrokerEvent&) {});
  std::size_t heard = 0;
  market->listen([&](const market::Tick&, const market::Quote&) { ++heard; });
  market->advance_fully_to(start + minutes(30));  // accounts open, rings fill
  const std::size_t allocated = allocations;
  const std::size_t heard_before = heard;
  market->advance_fully_to(start + minutes(60));
  CHECK(heard - heard_before > 30'000);
  CHECK(allocations - allocated == 0);
}

}  // namespace pitwall::paper

#endif
