#include "adapter/ibkr/pacing.h"

#include <doctest/doctest.h>

#include <random>

namespace pitwall::ibkr {

TEST_CASE("as many as allowed go at once, and the next waits for the first to leave the window") {
  Pace pace(3, seconds(10));
  for (int i = 0; i < 3; ++i) {
    CHECK(pace.wait(seconds(i)) == Duration{});
    pace.take(seconds(i));
  }
  CHECK(pace.wait(seconds(2)) == seconds(8));
  CHECK(pace.wait(seconds(10) - nanoseconds(1)) == nanoseconds(1));
  CHECK(pace.wait(seconds(10)) == Duration{});
  pace.take(seconds(10));
  CHECK(pace.wait(seconds(10)) == seconds(1));
}

TEST_CASE("one in fifteen minutes") {
  Pace pace(1, minutes(15));
  CHECK(pace.wait(Duration{}) == Duration{});
  pace.take(Duration{});
  CHECK(pace.wait(minutes(14)) == minutes(1));
  CHECK(pace.wait(minutes(15)) == Duration{});
}

TEST_CASE(
    "no window of 1,000 takes holds more than is allowed, and no wait is longer than needed") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    const std::size_t count = 1 + random() % 50;
    const Duration window = milliseconds(1 + static_cast<std::int64_t>(random() % 60'000));
    Pace pace(count, window);
    Duration now;
    std::vector<Duration> taken;
    while (taken.size() < 1'000) {
      now = now + nanoseconds(static_cast<std::int64_t>(
                      random() % static_cast<std::uint64_t>(window.nanoseconds / 4)));
      const Duration wait = pace.wait(now);
      REQUIRE(wait >= Duration{});
      // Half the time the caller waits exactly as long as told; otherwise it comes back later.
      if (wait > Duration{} && random() % 2 == 0) {
        // Going a nanosecond earlier would have been one too many.
        const Duration early = now + wait - nanoseconds(1) - window;
        const auto since = std::ranges::count_if(taken, [&](Duration t) { return t > early; });
        REQUIRE(static_cast<std::size_t>(since) == count);
        now = now + wait;
      } else if (wait > Duration{}) {
        continue;
      }
      pace.take(now);
      taken.push_back(now);
    }
    for (std::size_t i = count; i < taken.size(); ++i)
      REQUIRE(taken[i] - taken[i - count] >= window);
  }
}

}  // namespace pitwall::ibkr
