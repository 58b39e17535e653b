#include "market/statistics.h"

#include <doctest/doctest.h>

#include <cmath>

namespace pitwall::market {
namespace {
using namespace pitwall::literals;

using Series = std::vector<double>;

Bar bar(Price open, Price high, Price low, Price close) {
  return {Time{}, open, high, low, close, 1_qty};
}

TEST_CASE("rounding shows the decimal that is meant") {
  CHECK(fmt::format("{}", rounded(0.1 + 0.2, 4)) == "0.3");
  CHECK(fmt::format("{}", rounded(-2.00005, 4)) == "-2.0001");
  CHECK(fmt::format("{}", rounded(-1e-9, 4)) == "0");
  CHECK(fmt::format("{}", rounded(12.3456789, 2)) == "12.35");
  CHECK(rounded(1e300, 4) == 1e300);
  for (int i = -5000; i < 5000; ++i) {
    const std::string text = fmt::format("{}", rounded(static_cast<double>(i) / 7, 3));
    const std::size_t point = text.find('.');
    REQUIRE((point == text.npos || text.size() - point - 1 <= 3));
  }
}

TEST_CASE("returns, and where they are not defined") {
  CHECK(*simple_returns(Series{100, 110, 99}) == Series{110.0 / 100 - 1, 99.0 / 110 - 1});
  CHECK(log_returns(Series{100, 200})->at(0) == doctest::Approx(std::log(2.0)));
  CHECK(simple_returns(Series{100})->empty());
  // Crude settled at -37.63 once: a fall to there has a simple return, a rise from there has none.
  CHECK(simple_returns(Series{18.27, -37.63})->at(0) == doctest::Approx(-3.0597));
  CHECK_FALSE(simple_returns(Series{-37.63, 10.01}));
  CHECK_FALSE(log_returns(Series{18.27, -37.63}));
}

TEST_CASE("spread, drawdown and concentration") {
  CHECK(*standard_deviation(Series{2, 4, 4, 4, 5, 5, 7, 9}) == doctest::Approx(2.13809));
  CHECK_FALSE(standard_deviation(Series{1}));
  CHECK(*max_drawdown(Series{100, 120, 90, 130, 104}) == doctest::Approx(0.25));
  CHECK(*max_drawdown(Series{1, 2, 3}) == 0);
  CHECK_FALSE(max_drawdown(Series{}));
  CHECK(*herfindahl_index(Series{5}) == 1);
  CHECK(*herfindahl_index(Series{1, 1, 1, 1}) == doctest::Approx(0.25));
  CHECK_FALSE(herfindahl_index(Series{0, 0}));
}

TEST_CASE("average true range counts gaps and smooths like Wilder") {
  const std::vector<Bar> bars{bar(10_px, 11_px, 9_px, 10_px), bar(12_px, 13_px, 12_px, 13_px),
                              bar(13_px, 14_px, 12_px, 13_px), bar(13_px, 18_px, 13_px, 17_px)};
  CHECK_FALSE(average_true_range(std::span(bars).first(2), 2));
  CHECK(*average_true_range(std::span(bars).first(3), 2) == 2.5);  // of 13 - 10 and 14 - 12
  CHECK(*average_true_range(bars, 2) == 3.75);                     // (2.5 * 1 + 5) / 2
}

TEST_CASE("correlation and beta") {
  const Series market{0.01, -0.02, 0.015, 0.0, -0.005};
  Series twice;
  Series against;
  for (const double value : market) {
    twice.push_back(2 * value + 0.001);
    against.push_back(-value);
  }
  CHECK(*correlation(market, twice) == doctest::Approx(1));
  CHECK(*correlation(market, against) == doctest::Approx(-1));
  CHECK(*beta(twice, market) == doctest::Approx(2));
  CHECK_FALSE(correlation(market, Series(5, 0.01)));
  CHECK_FALSE(beta(market, Series(5, 0.01)));
}

TEST_CASE("a quantile leaves at most its share below") {
  Series values;
  for (int i = 100; i > 0; --i) values.push_back(i);
  CHECK(*lower_quantile(values, 0.05) == 5);
  CHECK(*lower_quantile(std::span(values).first(60), 0.05) == 43);  // 41 to 100: third smallest
  CHECK(*lower_quantile(Series{3, 1, 2}, 0.05) == 1);
  CHECK_FALSE(lower_quantile(Series{}, 0.05));
}

}  // namespace
}  // namespace pitwall::market
