// The indicators as TA-Lib has them, from its C sources: what bench_indicators compares with.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "market/indicators/sample.h"

namespace pitwall::bench {

struct Columns {
  std::vector<double> high, low, close, volume;
  market::SampleColumns view() const { return {high, low, close, volume, {}}; }
};

// One function of TA-Lib with the lines of ours that its outputs are.
struct Peer {
  std::string_view indicator;  // "adx(14)"
  std::string_view function;   // "PLUS_DI"
  // Of our indicator's lines, by index, in the order of the function's outputs.
  std::vector<std::size_t> lines;
  // False for what is left out of their time: lines that ours come with and theirs cost extra.
  bool timed = true;
  // Into `outputs`, each as long as the bars, from the front; returns the bar of the first values.
  std::size_t (*run)(const Columns& bars, const std::array<double*, 3>& outputs) = nullptr;
};

std::span<const Peer> talib();

}  // namespace pitwall::bench
