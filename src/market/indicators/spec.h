// An indicator by name with its numbers, as people and models write it: "sma(20)",
// "bollinger(20,2)", "macd(12,26,9)", "vwap". Numbers at the end may be left out and take their
// usual values; case and spaces do not matter. What there is stands in the table of kinds.cc.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "market/bar.h"
#include "market/indicators/stream.h"

namespace pitwall::market {

// Where an indicator is drawn: over the price, in its unit, or in a pane of its own below.
enum class Pane : std::uint8_t { price, below };
std::string_view name_of(Pane pane);
constexpr int count_of(Pane) { return 2; }

struct IndicatorParameter {
  std::string_view name;  // "period"
  double usual = 0;
  double least = 0;
  double most = 0;
  bool whole = true;
};

struct IndicatorKind {
  std::string_view name;     // "sma"
  std::string_view another;  // a second name that is understood: "bbands"; may be empty
  std::string_view title;    // "Simple moving average"
  Pane pane = Pane::price;
  std::span<const IndicatorParameter> parameters;
  std::span<const std::string_view> lines;  // "upper", "middle", "lower"
  std::unique_ptr<IndicatorStream> (*make)(std::span<const double> numbers) = nullptr;
  // How many bars there must be for the first value.
  std::size_t (*bars_needed)(std::span<const double> numbers) = nullptr;
  // How many whole sessions there must be for the first value, this one counted in; 0 for all that
  // does not care where sessions begin.
  std::size_t sessions_needed = 0;
};

// All of them, in the order of the reference.
std::span<const IndicatorKind> indicator_kinds();

class IndicatorSpec {
 public:
  static constexpr std::size_t max_text = 64;
  static constexpr std::size_t max_parameters = 3;

  IndicatorSpec();  // sma(20)
  // The error names what is wrong and what would be right.
  static Result<IndicatorSpec> parse(std::string_view text);
  // The one way to write it: every number, no spaces, "bollinger(20,2)"; "vwap" without brackets.
  std::string text() const;

  const IndicatorKind& kind() const { return *kind_; }
  std::span<const double> numbers() const {
    return std::span(numbers_).first(kind_->parameters.size());
  }
  std::size_t bars_needed() const { return kind_->bars_needed(numbers()); }
  std::unique_ptr<IndicatorStream> make_stream() const { return kind_->make(numbers()); }
  // What cannot be worked out on bars of this length is an error: a session's average needs bars
  // shorter than a day.
  Result<void> suits(BarSize size) const;

  bool operator==(const IndicatorSpec&) const = default;

 private:
  explicit IndicatorSpec(const IndicatorKind& kind) : kind_(&kind) {}
  Result<void> read_numbers(std::string_view text);

  const IndicatorKind* kind_;
  std::array<double, max_parameters> numbers_{};
};

}  // namespace pitwall::market
