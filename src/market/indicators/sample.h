// One bar, or many, as an indicator sees them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "market/bar.h"

namespace pitwall::market {

struct Sample {
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;
  bool session_starts = false;  // this is the first bar of a trading day: vwap begins anew

  static Sample of(const Bar& bar, bool session_starts) {
    return {bar.high.to_double(), bar.low.to_double(), bar.close.to_double(),
            bar.volume.to_double(), session_starts};
  }
};

// Bars by columns of one length, oldest first.
struct SampleColumns {
  std::span<const double> high, low, close, volume;
  std::span<const std::uint8_t> session_starts;  // 1 where one does; empty: nowhere

  std::size_t size() const { return close.size(); }
  SampleColumns part(std::size_t from, std::size_t count) const {
    return {high.subspan(from, count), low.subspan(from, count), close.subspan(from, count),
            volume.subspan(from, count),
            session_starts.empty() ? session_starts : session_starts.subspan(from, count)};
  }
};

// The most lines that one indicator has.
inline constexpr std::size_t max_indicator_lines = 7;

// One column of results for each line of an indicator, as long as those of the bars.
using ResultColumns = std::span<const std::span<double>>;

// What stands in a column of results where there is no value.
inline constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

}  // namespace pitwall::market
