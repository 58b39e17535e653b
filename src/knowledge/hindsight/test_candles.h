// Candles for the tests of this folder.
#pragma once

#include <algorithm>
#include <vector>

#include "base/dice.h"
#include "market/bar.h"

namespace pitwall::knowledge::testing {

inline const Time monday = Time::parse("2020-12-14T14:30:00Z").value();

inline market::Bar candle(Time time, Price open, Price high, Price low, Price close) {
  return {time, open, high, low, close, Quantity::from_integer(100)};
}

inline Price cents(std::int64_t count) { return Price::from_scaled(count * Price::unit / 100); }

// A walk in hours of open market, seven a day and five days a week, that jumps over closed hours.
inline std::vector<market::Bar> walk(Dice& dice, std::size_t count) {
  std::vector<market::Bar> bars;
  std::int64_t price = 10'000;
  const auto step = [&] { return static_cast<std::int64_t>(dice.below(121)) - 60; };
  for (std::size_t i = 0; i < count; ++i) {
    const auto day = static_cast<std::int64_t>(i / 7);
    const Time time = monday + days(day + day / 5 * 2) + hours(static_cast<std::int64_t>(i % 7));
    price += i % 7 == 0 ? step() : 0;
    const std::int64_t open = price;
    price += step();
    const std::int64_t up = static_cast<std::int64_t>(dice.below(40));
    const std::int64_t down = static_cast<std::int64_t>(dice.below(40));
    bars.push_back(candle(time, cents(open), cents(std::max(open, price) + up),
                          cents(std::min(open, price) - down), cents(price)));
  }
  return bars;
}

}  // namespace pitwall::knowledge::testing
