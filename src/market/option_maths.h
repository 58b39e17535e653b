// What an option is worth, and how that moves, by Black, Scholes (1973) and Merton (1973): a
// European option on an underlying whose price moves lognormally and pays a continuous yield. For
// American options, which may be exercised early, it is the usual approximation: good for calls
// without a large dividend, low for puts deep in the money. Doubles: these are estimates, on the
// far side of the visible border to exact amounts. Pure functions.
//
// Conventions, the same everywhere:
//   time        calendar time to the close of the last trading day, in years of 365 days (Act/365)
//   rate        a year, compounded continuously: 0.04 is about 4.08 % simple
//   dividends   a continuous yield, compounded the same; an option on a future takes the rate here
//               (Black 1976), since a future costs nothing to hold
//   volatility  standard deviation of the logarithm of the price over a year: 0.25 is 25 %
//   Greeks      in the units of market::Greeks: theta for a calendar day, vega for 0.01
// Formulas as in Hull, "Options, Futures, and Other Derivatives", and Haug, "The Complete Guide to
// Option Pricing Formulas", whose worked examples are among the tests.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "market/option_quote.h"

namespace pitwall::market {

struct OptionInputs {
  OptionRight right = OptionRight::call;
  double underlying = 0;      // its price; positive
  double strike = 0;          // positive
  double years = 0;           // to expiry; not negative
  double rate = 0;            // risk-free
  double dividend_yield = 0;  // of the underlying
};

// The most that is looked for: 1000 % a year.
inline constexpr double max_volatility = 10;

// Act/365; negative where `to` is before `from`.
double years_between(Time from, Time to);

// With no volatility or no time left, what it is worth exercised at the forward price.
Result<double> option_price(const OptionInputs& inputs, double volatility);

// Delta, gamma, theta, vega, and the volatility itself; by GreeksBy::computed. Time and volatility
// must be positive.
Result<Greeks> option_greeks(const OptionInputs& inputs, double volatility);

// The volatility at which the option is worth `price`. Where none is, because the price lies
// outside what absence of arbitrage allows (or is all intrinsic value, which tells nothing),
// Code::no_data says which. Bracketed: it always ends.
Result<double> implied_volatility(const OptionInputs& inputs, double price);

}  // namespace pitwall::market
