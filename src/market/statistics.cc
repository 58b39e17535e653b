#include "market/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pitwall::market {

namespace {

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Sum of the products of both deviations from their means.
double co_deviation(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean(a);
  const double mean_b = mean(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum;
}

bool are_positive(std::span<const double> prices) {
  return std::ranges::all_of(prices, [](double price) { return price > 0; });
}

// A series that does not vary leaves deviations of the size of a rounding error.
constexpr double no_variation = 1e-24;

}  // namespace

double rounded(double value, int decimals) {
  PITWALL_CHECK(std::isfinite(value), "rounding {}", value);
  PITWALL_CHECK(decimals >= 0 && decimals <= 9, "rounding to {} digits", decimals);
  const auto scale = static_cast<double>(decimal::power_of_ten(decimals));
  const double scaled = std::round(value * scale);
  // A whole number over a power of ten is the double nearest to that decimal text; beyond 2^53
  // there is no fraction left to round. Zero loses its sign.
  if (std::abs(scaled) >= 9007199254740992.0) return value;
  return scaled / scale + 0.0;
}

std::vector<double> closes_of(std::span<const Bar> bars) {
  std::vector<double> closes;
  closes.reserve(bars.size());
  for (const Bar& bar : bars) closes.push_back(bar.close.to_double());
  return closes;
}

std::optional<std::vector<double>> simple_returns(std::span<const double> prices) {
  std::vector<double> returns;
  for (std::size_t i = 1; i < prices.size(); ++i) {
    if (prices[i - 1] <= 0) return std::nullopt;
    returns.push_back(prices[i] / prices[i - 1] - 1);
  }
  return returns;
}

std::optional<std::vector<double>> log_returns(std::span<const double> prices) {
  if (!are_positive(prices)) return std::nullopt;
  std::vector<double> returns;
  for (std::size_t i = 1; i < prices.size(); ++i)
    returns.push_back(std::log(prices[i] / prices[i - 1]));
  return returns;
}

std::optional<double> standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  return std::sqrt(co_deviation(values, values) / static_cast<double>(values.size() - 1));
}

std::optional<double> max_drawdown(std::span<const double> prices) {
  if (prices.empty() || !are_positive(prices)) return std::nullopt;
  double peak = prices.front();
  double deepest = 0;
  for (const double price : prices) {
    peak = std::max(peak, price);
    deepest = std::max(deepest, (peak - price) / peak);
  }
  return deepest;
}

std::optional<double> average_true_range(std::span<const Bar> bars, std::size_t period) {
  PITWALL_CHECK(period > 0, "an average over nothing");
  if (bars.size() < period + 1) return std::nullopt;
  const auto length = static_cast<double>(period);
  double average = 0;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const Price high = std::max(bars[i].high, bars[i - 1].close);
    const Price low = std::min(bars[i].low, bars[i - 1].close);
    const double range = (high - low).to_double();
    average = i <= period ? average + range / length : (average * (length - 1) + range) / length;
  }
  return average;
}

std::optional<double> correlation(std::span<const double> a, std::span<const double> b) {
  PITWALL_CHECK(a.size() == b.size(), "series of {} and {} values", a.size(), b.size());
  if (a.size() < 2) return std::nullopt;
  const double spread = co_deviation(a, a) * co_deviation(b, b);
  if (spread <= no_variation * no_variation) return std::nullopt;
  return std::clamp(co_deviation(a, b) / std::sqrt(spread), -1.0, 1.0);
}

std::optional<double> beta(std::span<const double> values, std::span<const double> reference) {
  PITWALL_CHECK(values.size() == reference.size(), "series of {} and {} values", values.size(),
                reference.size());
  if (values.size() < 2) return std::nullopt;
  const double spread = co_deviation(reference, reference);
  if (spread <= no_variation) return std::nullopt;
  return co_deviation(values, reference) / spread;
}

std::optional<double> lower_quantile(std::span<const double> values, double fraction) {
  PITWALL_CHECK(fraction > 0 && fraction <= 1, "a quantile of {}", fraction);
  if (values.empty()) return std::nullopt;
  std::vector<double> sorted(values.begin(), values.end());
  const double rank = std::ceil(fraction * static_cast<double>(values.size()) - 1e-9);
  const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
  std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(index));
  return sorted[index];
}

std::optional<double> herfindahl_index(std::span<const double> values) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  if (total <= 0) return std::nullopt;
  double index = 0;
  for (const double value : values) index += (value / total) * (value / total);
  return index;
}

}  // namespace pitwall::market
