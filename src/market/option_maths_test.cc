#include "market/option_maths.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace pitwall;
using namespace pitwall::market;

namespace {

constexpr OptionRight both[] = {OptionRight::call, OptionRight::put};

OptionInputs inputs(OptionRight right, double underlying, double strike, double years, double rate,
                    double yield = 0) {
  return {right, underlying, strike, years, rate, yield};
}
double price(const OptionInputs& option, double volatility) {
  return option_price(option, volatility).value();
}

}  // namespace

TEST_CASE("Prices are those of the textbooks") {
  // Hull, the chapter on the Black-Scholes-Merton model: 42 on 40, six months, 10 %, 20 %.
  CHECK(price(inputs(OptionRight::call, 42, 40, 0.5, 0.1), 0.2) ==
        doctest::Approx(4.76).epsilon(0.001));
  CHECK(price(inputs(OptionRight::put, 42, 40, 0.5, 0.1), 0.2) ==
        doctest::Approx(0.81).epsilon(0.003));
  // Haug, chapter 1: a stock, a stock index with a yield, a future.
  CHECK(price(inputs(OptionRight::call, 60, 65, 0.25, 0.08), 0.3) ==
        doctest::Approx(2.1334).epsilon(1e-4));
  CHECK(price(inputs(OptionRight::put, 100, 95, 0.5, 0.1, 0.05), 0.2) ==
        doctest::Approx(2.4648).epsilon(1e-4));
  for (const OptionRight right : both)
    CHECK(price(inputs(right, 19, 19, 0.75, 0.1, 0.1), 0.28) ==
          doctest::Approx(1.7011).epsilon(1e-4));
}

TEST_CASE("Greeks are those of the textbook, in the units of market::Greeks") {
  // Hull, the chapter on the Greeks: 49 on 50, 20 weeks, 5 %, 20 %; theta a year and vega of 1.
  const Greeks greeks = option_greeks(inputs(OptionRight::call, 49, 50, 0.3846, 0.05), 0.2).value();
  CHECK(greeks.by == GreeksBy::computed);
  CHECK(*greeks.implied_volatility == 0.2);
  CHECK(*greeks.delta == doctest::Approx(0.522).epsilon(0.001));
  CHECK(*greeks.gamma == doctest::Approx(0.066).epsilon(0.01));
  CHECK(*greeks.theta == doctest::Approx(-4.31 / 365).epsilon(0.002));
  CHECK(*greeks.vega == doctest::Approx(12.1 / 100).epsilon(0.002));
}

TEST_CASE("Put and call agree: parity holds for every strike, time and volatility") {
  for (const double strike : {20.0, 80.0, 100.0, 101.3, 140.0, 900.0})
    for (const double years : {0.002, 0.25, 1.0, 3.0})
      for (const double volatility : {0.05, 0.3, 1.2}) {
        const OptionInputs call = inputs(OptionRight::call, 100, strike, years, 0.04, 0.015);
        OptionInputs put = call;
        put.right = OptionRight::put;
        const double forward = 100 * std::exp(-0.015 * years) - strike * std::exp(-0.04 * years);
        CHECK(std::abs(price(call, volatility) - price(put, volatility) - forward) <
              1e-10 * strike);
      }
}

TEST_CASE("Greeks are the slopes of the price") {
  for (const OptionRight right : both)
    for (const double strike : {85.0, 100.0, 120.0}) {
      const OptionInputs at = inputs(right, 100, strike, 0.4, 0.03, 0.01);
      const double volatility = 0.35;
      const Greeks greeks = option_greeks(at, volatility).value();
      const auto moved = [&](double underlying, double years, double points) {
        OptionInputs there = at;
        there.underlying += underlying;
        there.years += years;
        return price(there, volatility + points / 100);
      };
      const double step = 1e-3;
      CHECK(*greeks.delta ==
            doctest::Approx((moved(step, 0, 0) - moved(-step, 0, 0)) / (2 * step)).epsilon(1e-6));
      CHECK(*greeks.gamma ==
            doctest::Approx((moved(step, 0, 0) - 2 * moved(0, 0, 0) + moved(-step, 0, 0)) /
                            (step * step))
                .epsilon(1e-3));
      const double day = 1.0 / 365;
      CHECK(*greeks.theta ==
            doctest::Approx((moved(0, -day * step, 0) - moved(0, day * step, 0)) / (2 * step))
                .epsilon(1e-5));
      CHECK(*greeks.vega ==
            doctest::Approx((moved(0, 0, step) - moved(0, 0, -step)) / (2 * step)).epsilon(1e-6));
    }
}

TEST_CASE("Volatility comes back out of the price it made") {
  for (const OptionRight right : both)
    for (const double strike : {60.0, 90.0, 100.0, 115.0, 180.0})
      for (const double years : {1.0 / 365, 0.1, 0.5, 2.0})
        for (const double volatility : {0.08, 0.25, 0.8, 2.5}) {
          const OptionInputs option = inputs(right, 100, strike, years, 0.04, 0.01);
          // Where a hundredth of volatility is worth nothing, a price cannot tell it.
          if (*option_greeks(option, volatility).value().vega < 1e-6) continue;
          CAPTURE(strike);
          CAPTURE(years);
          CAPTURE(volatility);
          const Result<double> found = implied_volatility(option, price(option, volatility));
          REQUIRE(found.ok());
          CHECK(std::abs(*found - volatility) < 1e-6);
        }
}

TEST_CASE("Volatility is that of the textbook") {
  // Hull: a call at 1.875 with the stock at 21, strike 20, 10 %, three months: 23.5 % a year.
  CHECK(implied_volatility(inputs(OptionRight::call, 21, 20, 0.25, 0.1), 1.875).value() ==
        doctest::Approx(0.235).epsilon(0.002));
}

TEST_CASE("A price that no volatility explains is refused, and said why") {
  const OptionInputs call = inputs(OptionRight::call, 100, 90, 0.5, 0.04);
  const double inside = 100 - 90 * std::exp(-0.04 * 0.5);
  for (const double bad : {-1.0, 0.0, inside - 0.5, inside, 100.0, 140.0}) {
    CAPTURE(bad);
    const Result<double> found = implied_volatility(call, bad);
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().code == Code::no_data);
  }
  CHECK(implied_volatility(call, inside + 1e-6).ok());
  CHECK_FALSE(implied_volatility(call, 99.99999).ok());  // above max_volatility
  CHECK(implied_volatility(call, std::nan("")).error().code == Code::invalid_argument);
  const OptionInputs put = inputs(OptionRight::put, 100, 90, 0.5, 0.04);
  CHECK_FALSE(implied_volatility(put, 90 * std::exp(-0.02)).ok());
}

TEST_CASE("Nothing sensible can be asked of nonsense") {
  CHECK_FALSE(option_price(inputs(OptionRight::call, 0, 10, 1, 0), 0.2).ok());
  CHECK_FALSE(option_price(inputs(OptionRight::call, 10, -1, 1, 0), 0.2).ok());
  CHECK_FALSE(option_price(inputs(OptionRight::call, 10, 10, -0.1, 0), 0.2).ok());
  CHECK_FALSE(option_price(inputs(OptionRight::call, 10, 10, 1, 0), -0.2).ok());
  CHECK_FALSE(option_price(inputs(OptionRight::call, 10, std::nan(""), 1, 0), 0.2).ok());
  CHECK_FALSE(option_greeks(inputs(OptionRight::call, 10, 10, 0, 0), 0.2).ok());
  CHECK_FALSE(option_greeks(inputs(OptionRight::call, 10, 10, 1, 0), 0).ok());
  CHECK_FALSE(implied_volatility(inputs(OptionRight::call, 10, 10, 0, 0), 1).ok());
  // Without time or volatility left an option is what exercising it gives.
  CHECK(price(inputs(OptionRight::call, 12, 10, 0, 0.05), 0.2) == doctest::Approx(2));
  CHECK(price(inputs(OptionRight::put, 12, 10, 0, 0.05), 0.2) == 0);
  CHECK(price(inputs(OptionRight::put, 9, 10, 1, 0), 0) == doctest::Approx(1));
}

TEST_CASE("Years are calendar time over 365 days") {
  const Time from = Time::parse("2026-03-02T21:00:00Z").value();
  CHECK(years_between(from, from + days(73)) == doctest::Approx(0.2));
  CHECK(years_between(from + days(1), from) < 0);
}
