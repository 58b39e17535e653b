// Every indicator that TA-Lib has against figures that TA-Lib worked out; see talib_reference.txt.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "market/indicators/indicator.h"
#include "market/indicators/test_walk.h"

namespace pitwall::market {
namespace {

struct Figure {
  std::string line;
  std::size_t bar = 0;
  double value = 0;
};

std::map<std::string, std::vector<Figure>> read_reference() {
  std::ifstream file("src/market/indicators/talib_reference.txt");
  std::map<std::string, std::vector<Figure>> all;
  std::string text;
  while (std::getline(file, text)) {
    if (text.starts_with('#')) continue;
    std::istringstream row(text);
    std::string indicator;
    Figure figure;
    row >> indicator >> figure.line >> figure.bar >> figure.value;
    REQUIRE_FALSE(row.fail());
    all[indicator].push_back(figure);
  }
  return all;
}

const IndicatorLine& line_named(const IndicatorSeries& series, std::string_view name) {
  const auto found = std::ranges::find(series.lines, name, &IndicatorLine::name);
  REQUIRE(found != series.lines.end());
  return *found;
}

TEST_CASE("indicators have TA-Lib's values, and begin where TA-Lib's do") {
  const std::vector<Bar> bars = walk(400);
  std::set<std::string_view> kinds;
  for (const auto& [name, figures] : read_reference()) {
    CAPTURE(name);
    const IndicatorSpec spec = IndicatorSpec::parse(name).value();
    REQUIRE(spec.text() == name);
    kinds.insert(spec.kind().name);
    const IndicatorSeries series = indicator_series(spec, bars);
    std::map<std::string, std::size_t> begins;
    for (const Figure& figure : figures) {
      CAPTURE(figure.line);
      CAPTURE(figure.bar);
      const IndicatorLine& line = line_named(series, figure.line);
      begins.try_emplace(figure.line, figure.bar);
      REQUIRE(line.values[figure.bar].has_value());
      // What crosses zero is as exact as the prices allow, which are around 100.
      CHECK(std::abs(*line.values[figure.bar] - figure.value) <=
            1e-9 * std::max(1e-2, std::abs(figure.value)));
    }
    for (const auto& [line, bar] : begins) {
      CHECK(bar == spec.bars_needed() - 1);
      if (bar > 0) CHECK_FALSE(line_named(series, line).values[bar - 1].has_value());
    }
  }
  std::set<std::string_view> without;
  for (const IndicatorKind& kind : indicator_kinds())
    if (!kinds.contains(kind.name)) without.insert(kind.name);
  CHECK(without == std::set<std::string_view>{"keltner", "pivots", "vwap"});
}

}  // namespace
}  // namespace pitwall::market
