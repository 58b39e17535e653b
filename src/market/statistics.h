// Statistics of series of prices. Doubles throughout: this is the far side of the visible border
// between exact amounts and estimates. Pure functions of values; what a series is too short for, or
// what is not defined on it (a return from a price of zero or less), is absent, never zero.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "market/bar.h"

namespace pitwall::market {

// The nearest double to `value` written with `decimals` digits (0 to 9), so that what is shown is
// 0.3 and not 0.30000000000000004. The value is finite.
double rounded(double value, int decimals);

std::vector<double> closes_of(std::span<const Bar> bars);

// price[i] / price[i-1] - 1, and the natural logarithm of that quotient: one fewer than prices.
// Absent where a price that is divided by (or, for logarithms, any) is not positive.
std::optional<std::vector<double>> simple_returns(std::span<const double> prices);
std::optional<std::vector<double>> log_returns(std::span<const double> prices);

// Sample standard deviation (divides by n - 1): from two values on.
std::optional<double> standard_deviation(std::span<const double> values);

// The deepest fall from a peak, as a fraction of that peak: 0.2 is a fall by a fifth. From one
// price on, all of them positive.
std::optional<double> max_drawdown(std::span<const double> prices);

// Wilder's average true range: the mean of the first `period` true ranges, then
// (before * (period - 1) + range) / period. The first bar only gives its close, so from
// period + 1 bars on. In the prices' unit.
std::optional<double> average_true_range(std::span<const Bar> bars, std::size_t period);

// Pearson's correlation of two series of one length, -1 to 1; absent where either does not vary.
std::optional<double> correlation(std::span<const double> a, std::span<const double> b);

// Slope of `values` on `reference`: their covariance over the variance of the reference.
std::optional<double> beta(std::span<const double> values, std::span<const double> reference);

// The k-th smallest of n values with k = ceil(fraction * n), at least the smallest: at most that
// fraction of the values lies below it. `fraction` is in (0, 1]; absent for no values.
std::optional<double> lower_quantile(std::span<const double> values, double fraction);

// Sum of the squared shares that the values have in their total: 1 for a single one, 1/n for n
// equal ones. Values are not negative; absent where they add up to nothing.
std::optional<double> herfindahl_index(std::span<const double> values);

}  // namespace pitwall::market
