// Simple average of the last n bars' volumes.
#pragma once

#include "market/indicators/sma.h"

namespace pitwall::market {

class VolumeAverage {
 public:
  explicit VolumeAverage(std::size_t period) : average_(period) {}

  std::optional<double> update(const Sample& bar) { return average_.update(bar.volume); }
  void run(const SampleColumns& bars, ResultColumns lines) { average_.run(bars.volume, lines[0]); }

 private:
  Sma average_;
};

}  // namespace pitwall::market
