// How much was traded at which price: the volume of each bar, spread evenly over its range, in bins
// of a whole number of ticks. Estimates, so volumes are doubles; prices stay exact.
#pragma once

#include <span>
#include <vector>

#include "market/bar.h"

namespace pitwall::market {

struct VolumeProfile {
  Price first;                  // lower edge of the first bin: a multiple of the tick
  Price step;                   // height of a bin: a multiple of the tick
  std::vector<double> volumes;  // of each bin, from low to high
  double total = 0;             // 0 where the bars say nothing of volume

  Price edge(std::size_t bin) const {
    return first + Price::from_scaled(step.scaled() * static_cast<std::int64_t>(bin));
  }
};

// The most bins: `step` grows until they suffice.
inline constexpr std::size_t max_profile_bins = 2000;

// `tick` and `step` are positive and the bars not empty; `step` is rounded up to whole ticks.
VolumeProfile volume_profile(std::span<const Bar> bars, Price tick, Price step);

// The bins around the fullest one that hold at least `share` (0 to 1) of all volume, grown one bin
// at a time towards the fuller side. Empty (first equals last) where nothing was traded.
struct ValueBins {
  std::size_t fullest = 0;
  std::size_t first = 0;
  std::size_t last = 0;  // not included
};
ValueBins value_area(const VolumeProfile& profile, double share);

}  // namespace pitwall::market
