// Many bars at once are the same as one by one, to the last bit, on whatever a market does.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <functional>

#include "market/indicators/spec.h"
#include "market/indicators/test_walk.h"

namespace pitwall::market {
namespace {

struct Columns {
  std::vector<double> high, low, close, volume;
  std::vector<std::uint8_t> starts;

  void add(const Sample& bar) {
    high.push_back(bar.high);
    low.push_back(bar.low);
    close.push_back(bar.close);
    volume.push_back(bar.volume);
    starts.push_back(bar.session_starts ? 1 : 0);
  }
  Sample at(std::size_t i) const { return {high[i], low[i], close[i], volume[i], starts[i] != 0}; }
  SampleColumns view() const { return {high, low, close, volume, starts}; }
  std::size_t size() const { return close.size(); }
};

// Moves of a market that are hard on sums: prices from 1e-7 to 1e9, jumps between them, wild prints
// of one bar, long flat stretches, nights, bars without volume or with a huge one.
Columns wild_market(std::uint64_t seed, std::size_t count) {
  Numbers numbers(seed);
  const auto uniform = [&numbers] {
    return static_cast<double>(numbers.below(1 << 30)) / (1 << 30);
  };
  Columns bars;
  double price = std::pow(10, 16 * uniform() - 7);
  std::size_t flat = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (numbers.below(200) == 0) price *= std::pow(10, 4 * uniform() - 2);
    if (numbers.below(150) == 0) flat = static_cast<std::size_t>(numbers.below(60));
    price = std::min(std::max(price, 1e-7), 1e9);
    if (flat > 0) {
      --flat;
      bars.add({price, price, price, 0, numbers.below(60) == 0});
      continue;
    }
    const double open = price;
    price *= 1 + 0.02 * (uniform() - 0.5);
    const double print = numbers.below(300) == 0 ? 1e5 : 1;
    const double volume = numbers.below(9) == 0 ? 0 : std::floor(std::pow(10, 12 * uniform()));
    bars.add({print * std::max(open, price) * (1 + 0.01 * uniform()),
              std::min(open, price) * (1 - 0.01 * uniform()), print * price, volume,
              i == 0 || numbers.below(60) == 0});
  }
  return bars;
}

using Lines = std::vector<std::vector<double>>;

Lines one_by_one(const IndicatorSpec& spec, const Columns& bars) {
  Lines lines(spec.kind().lines.size(), std::vector<double>(bars.size(), no_value));
  const auto stream = spec.make_stream();
  std::array<double, max_indicator_lines> values{};
  for (std::size_t i = 0; i < bars.size(); ++i)
    if (stream->update(bars.at(i), values))
      for (std::size_t k = 0; k < lines.size(); ++k) lines[k][i] = values[k];
  return lines;
}

// In runs of the lengths that `next` gives; a length of 1 is an update.
Lines in_runs(const IndicatorSpec& spec, const Columns& bars,
              const std::function<std::size_t()>& next) {
  Lines lines(spec.kind().lines.size(), std::vector<double>(bars.size(), 42));
  const auto stream = spec.make_stream();
  for (std::size_t i = 0; i < bars.size();) {
    const std::size_t count = std::min(next(), bars.size() - i);
    std::vector<std::span<double>> parts;
    for (std::vector<double>& line : lines) parts.push_back(std::span(line).subspan(i, count));
    if (count == 1) {
      std::array<double, max_indicator_lines> values{};
      const bool there = stream->update(bars.at(i), values);
      for (std::size_t k = 0; k < parts.size(); ++k) parts[k][0] = there ? values[k] : no_value;
    } else {
      stream->run(bars.view().part(i, count), parts);
    }
    i += count;
  }
  return lines;
}

// Where not, the first bar; no_value is no_value, whatever its bits.
std::optional<std::size_t> first_difference(const Lines& left, const Lines& right) {
  for (std::size_t k = 0; k < left.size(); ++k)
    for (std::size_t i = 0; i < left[k].size(); ++i) {
      if (std::isnan(left[k][i]) && std::isnan(right[k][i])) continue;
      if (std::bit_cast<std::uint64_t>(left[k][i]) != std::bit_cast<std::uint64_t>(right[k][i]))
        return i;
    }
  return std::nullopt;
}

std::vector<IndicatorSpec> specs() {
  std::vector<IndicatorSpec> all;
  for (const IndicatorKind& kind : indicator_kinds()) {
    all.push_back(IndicatorSpec::parse(kind.name).value());
    const auto& parameters = kind.parameters;
    if (parameters.empty()) continue;
    for (const double period : {parameters[0].least, 7.0, 150.0}) {
      const std::string text = kind.name == "macd"
                                   ? fmt::format("macd({},{},5)", period, period + 3)
                                   : fmt::format("{}({})", kind.name, period);
      all.push_back(IndicatorSpec::parse(text).value());
    }
  }
  return all;
}

TEST_CASE("many bars at once give what they give one by one, to the last bit") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const Columns bars = wild_market(seed, 5000);
    Numbers numbers(seed);
    for (const IndicatorSpec& spec : specs()) {
      CAPTURE(spec.text());
      const Lines expected = one_by_one(spec, bars);
      CHECK_FALSE(first_difference(in_runs(spec, bars, [] { return 5000; }), expected));
      CHECK_FALSE(first_difference(
          in_runs(spec, bars, [&] { return static_cast<std::size_t>(numbers.below(400) / 3 + 1); }),
          expected));
    }
  }
}

TEST_CASE("every value is finite, and a share of a hundred stays one") {
  const Columns bars = wild_market(7, 5000);
  for (const IndicatorSpec& spec : specs()) {
    CAPTURE(spec.text());
    const std::string_view name = spec.kind().name;
    const bool is_share = name == "rsi" || name == "mfi" || name == "adx";
    std::size_t there = 0;
    for (const std::vector<double>& line : one_by_one(spec, bars))
      for (const double value : line) {
        if (std::isnan(value)) continue;
        ++there;
        REQUIRE(std::isfinite(value));
        if (is_share) REQUIRE((value >= 0 && value <= 100 * (1 + 1e-9)));
      }
    CHECK(there > 1000);
  }
}

TEST_CASE("a window has forgotten what left it") {
  const Columns bars = wild_market(5, 3000);
  for (const std::string_view name : {"sma", "wma", "linear_regression", "stddev", "bollinger",
                                      "highest", "lowest", "donchian", "volume_average"}) {
    const IndicatorSpec spec = IndicatorSpec::parse(name).value();
    CAPTURE(spec.text());
    const Lines all = one_by_one(spec, bars);
    const std::size_t needed = spec.bars_needed();
    for (std::size_t last = needed; last < bars.size(); last += 37) {
      Columns window;
      double size = 0;
      for (std::size_t i = last + 1 - needed; i <= last; ++i) {
        window.add(bars.at(i));
        size = std::max(size, name == "volume_average" ? bars.volume[i] : bars.high[i]);
      }
      const Lines alone = one_by_one(spec, window);
      CAPTURE(last);
      for (std::size_t k = 0; k < all.size(); ++k)
        REQUIRE(std::abs(all[k][last] - alone[k].back()) <= 1e-13 * size);
    }
  }
}

}  // namespace
}  // namespace pitwall::market
