// What each indicator says where little or nothing happens, and small series worked out on paper.
#include <doctest/doctest.h>

#include <cmath>

#include "market/indicators/adx.h"
#include "market/indicators/cci.h"
#include "market/indicators/dema.h"
#include "market/indicators/donchian.h"
#include "market/indicators/keltner.h"
#include "market/indicators/linear_regression.h"
#include "market/indicators/mfi.h"
#include "market/indicators/pivots.h"
#include "market/indicators/roc.h"
#include "market/indicators/stochastic.h"

namespace pitwall::market {
namespace {

Sample flat(double price, double volume = 10) { return {price, price, price, volume, false}; }

// The value after `count` bars, which `bar_at` gives by their index.
template <class Indicator, class BarAt>
auto after(Indicator indicator, int count, BarAt bar_at) {
  decltype(indicator.update(bar_at(0))) value;
  for (int i = 0; i < count; ++i) value = indicator.update(bar_at(i));
  return value;
}

TEST_CASE("a price that stands still is neither high nor low, and goes nowhere") {
  const auto still = [](int) { return flat(0.1); };
  CHECK(after(Stochastic(14, 3, 3), 60, still) == StochasticLines{50, 50});
  CHECK(after(FastStochastic(14, 3), 60, still) == StochasticLines{50, 50});
  CHECK(after(Mfi(14), 60, still) == 50.0);
  CHECK(after(Cci(20), 60, still) == 0.0);
  CHECK(after(Adx(14), 60, still) == DirectionalLines{0, 0, 0});
  CHECK(after(Keltner(20, 2, 10), 60, still) == Bands{0.1, 0.1, 0.1});
  CHECK(after(Donchian(20), 60, still) == Bands{0.1, 0.1, 0.1});
  const auto price = [](int) { return 0.1; };
  CHECK(after(Ema(20), 60, price) == 0.1);
  CHECK(after(Dema(20), 60, price) == 0.1);
  CHECK(after(Tema(20), 60, price) == 0.1);
  CHECK(after(Roc(10), 60, price) == 0.0);
  CHECK(after(Wma(20), 60, price) == 0.1);
  CHECK(after(LinearRegression(20), 60, price) == 0.1);
  CHECK(after(LinearRegressionSlope(20), 60, price) == 0.0);
}

TEST_CASE("a price on a straight line has its value and its slope") {
  const auto line = [](int i) { return 5 + 0.25 * i; };
  CHECK(*after(LinearRegression(14), 50, line) == doctest::Approx(line(49)));
  CHECK(*after(LinearRegressionSlope(14), 50, line) == doctest::Approx(0.25));
  // The averages' delay: (n - 1) / 3 bars of the weighted, none of double and triple.
  CHECK(*after(Wma(13), 50, line) == doctest::Approx(line(45)));
  CHECK(*after(Dema(5), 400, line) == doctest::Approx(line(399)));
  CHECK(*after(Tema(5), 400, line) == doctest::Approx(line(399)));
}

TEST_CASE("a straight rise is at the top of every scale") {
  const auto rise = [](int i) { return Sample{10.0 + i, 9.0 + i, 10.0 + i, 100, false}; };
  const auto up = after(Adx(14), 400, rise);
  REQUIRE(up);
  CHECK(up->adx == doctest::Approx(100));
  CHECK(up->plus_di == doctest::Approx(100));  // each bar's range is its rise
  CHECK(up->minus_di == 0);
  CHECK(after(Mfi(14), 60, rise) == 100.0);
  CHECK(after(Stochastic(14, 3, 3), 60, rise) == StochasticLines{100, 100});
}

TEST_CASE("small series of the newer ones, worked out on paper") {
  Wma weighted(3);
  CHECK_FALSE(weighted.update(1));
  CHECK_FALSE(weighted.update(2));
  CHECK(*weighted.update(6) == doctest::Approx((1 + 4 + 18) / 6.0));
  CHECK(*weighted.update(4) == doctest::Approx((2 + 12 + 12) / 6.0));

  Roc change(2);
  CHECK_FALSE(change.update(4));
  CHECK_FALSE(change.update(0));
  CHECK(change.update(5) == 25.0);
  CHECK_FALSE(change.update(7));  // from nothing
  CHECK(change.update(4) == -20.0);

  // Typical prices 1, 2, 6: mean 3, mean deviation 2.
  Cci channel(3);
  CHECK_FALSE(channel.update(flat(1)));
  CHECK_FALSE(channel.update(flat(2)));
  CHECK(*channel.update(flat(6)) == doctest::Approx(3 / (0.015 * 2)));

  // Flows of 2 * 10 up, none at the same price, 1 * 30 down.
  Mfi money(3);
  CHECK_FALSE(money.update(flat(1)));
  CHECK_FALSE(money.update(flat(2)));
  CHECK_FALSE(money.update(flat(2)));
  CHECK(*money.update(flat(1, 30)) == doctest::Approx(100 * 20 / 50.0));

  Donchian edges(2);
  CHECK_FALSE(edges.update({5, 3, 4, 1, false}));
  CHECK(edges.update({7, 4, 6, 1, false}) == Bands{7, 5, 3});
  CHECK(edges.update({6, 5, 5, 1, false}) == Bands{7, 5.5, 4});

  // The close stands at 1 of 4, then at 3 of 5.
  FastStochastic place(2, 2);
  CHECK_FALSE(place.update({4, 2, 2, 1, false}));
  CHECK_FALSE(place.update({6, 3, 3, 1, false}));
  CHECK(place.update({8, 4, 6, 1, false}) == StochasticLines{60, 42.5});

  // True ranges 3 and 5, averaged over two; an average of the close of one bar is the close.
  Keltner bands(1, 2, 2);
  CHECK_FALSE(bands.update({5, 4, 5, 1, false}));
  CHECK_FALSE(bands.update({8, 6, 7, 1, false}));
  CHECK(bands.update({7, 2, 3, 1, false}) == Bands{11, 3, -5});
}

TEST_CASE("pivots are of the whole session before, and hold for one") {
  Pivots pivots;
  CHECK_FALSE(pivots.update({99, 1, 50, 1, true}));  // perhaps the end of a session
  CHECK_FALSE(pivots.update({10, 6, 7, 1, true}));
  CHECK_FALSE(pivots.update({12, 8, 9, 1, false}));
  // High 12, low 6, close 9.
  const PivotLines expected{9, 12, 15, 18, 6, 3, 0};
  CHECK(pivots.update({20, 15, 16, 1, true}) == expected);
  CHECK(pivots.update({25, 2, 3, 1, false}) == expected);
  CHECK(pivots.update({4, 4, 4, 1, true})->pivot == doctest::Approx((25 + 2 + 3) / 3.0));

  // Bars before the first start are of a session that has begun, so that one is whole.
  Pivots later;
  CHECK_FALSE(later.update({99, 1, 50, 1, false}));
  CHECK_FALSE(later.update({12, 6, 9, 1, true}));
  CHECK(later.update({20, 15, 16, 1, true}) == expected);
}

}  // namespace
}  // namespace pitwall::market
