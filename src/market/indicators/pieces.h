// For indicators that are made of others: their columns are worked out a piece at a time, so that
// what one has made is still in the processor's cache when the next one takes it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "market/indicators/sample.h"

namespace pitwall::market {

inline constexpr std::size_t longest_piece = 2048;  // 16 KB a column

// Calls step(columns, lines) for consecutive pieces of the bars and the results.
template <class Step>
void in_pieces(const SampleColumns& bars, ResultColumns lines, Step step) {
  std::array<std::span<double>, max_indicator_lines> out;
  for (std::size_t from = 0; from < bars.size(); from += longest_piece) {
    const std::size_t count = std::min(longest_piece, bars.size() - from);
    for (std::size_t k = 0; k < lines.size(); ++k) out[k] = lines[k].subspan(from, count);
    step(bars.part(from, count), std::span(out).first(lines.size()));
  }
}

// Runs `average` over what another indicator has made; what that had no value for at the front is
// passed over. Where there is no average, the value before it is taken back too, so that both lines
// begin together.
template <class Average>
void run_after(Average& average, std::span<double> values, std::span<double> results) {
  std::size_t i = 0;
  for (; i < values.size() && std::isnan(values[i]); ++i) results[i] = no_value;
  average.run(values.subspan(i), results.subspan(i));
  for (; i < values.size() && std::isnan(results[i]); ++i) values[i] = no_value;
}

}  // namespace pitwall::market
