#include "market/volume_profile.h"

#include <algorithm>

namespace pitwall::market {
namespace {

// Spreads each bar's volume with one entry at each end: a running sum makes the bins of it.
class Spreading {
 public:
  Spreading(std::size_t bins, Price first, Price step)
      : whole_(bins + 1), part_(bins), first_(first.scaled()), step_(step.scaled()) {}

  void add(const Bar& bar) {
    const double volume = bar.volume.to_double();
    if (volume <= 0) return;
    const std::int64_t low = bar.low.scaled() - first_;
    const std::int64_t high = bar.high.scaled() - first_;
    const auto from = static_cast<std::size_t>(low / step_);
    const auto to = std::min(static_cast<std::size_t>(high / step_), part_.size() - 1);
    if (from == to || low == high) {
      part_[std::min(from, to)] += volume;
      return;
    }
    const double density = volume / static_cast<double>(high - low);
    const double full = density * static_cast<double>(step_);
    part_[from] += density * static_cast<double>(step_ - low % step_);
    part_[to] += density * static_cast<double>(high - static_cast<std::int64_t>(to) * step_);
    whole_[from + 1] += full;
    whole_[to] -= full;
  }

  std::vector<double> volumes() const {
    std::vector<double> out(part_.size());
    double running = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      running += whole_[i];
      // What is left of bars that have ended is a rounding error, below zero as often as above.
      out[i] = part_[i] + std::max(running, 0.0);
    }
    return out;
  }

 private:
  std::vector<double> whole_;  // changes of the volume of bins that bars cover from edge to edge
  std::vector<double> part_;   // of the bins at the ends of bars
  std::int64_t first_;
  std::int64_t step_;
};

}  // namespace

VolumeProfile volume_profile(std::span<const Bar> bars, Price tick, Price step) {
  PITWALL_CHECK(!bars.empty() && tick.sign() > 0 && step.sign() > 0, "a profile of {} bars",
                bars.size());
  const Price low = std::ranges::min(bars, {}, &Bar::low).low;
  const Price high = std::ranges::max(bars, {}, &Bar::high).high;
  // In 128 bits, since the range may be as wide as all prices.
  const Int128 range = static_cast<Int128>(high.scaled()) - low.scaled();
  const Int128 most = max_profile_bins - 1;
  const Int128 least_step = range / most + 1;
  const Int128 wanted = std::max<Int128>(step.scaled(), least_step);
  const Int128 ticks = (wanted + tick.scaled() - 1) / tick.scaled();
  VolumeProfile profile;
  profile.step = Price::from_scaled(decimal::narrow(ticks * tick.scaled()));
  // Down to a tick: division rounds towards zero, and prices may be negative.
  std::int64_t rest = low.scaled() % tick.scaled();
  if (rest < 0) rest += tick.scaled();
  profile.first = low - Price::from_scaled(rest);
  const std::int64_t span = (high - profile.first).scaled();
  Spreading spreading(static_cast<std::size_t>(span / profile.step.scaled()) + 1, profile.first,
                      profile.step);
  for (const Bar& bar : bars) {
    spreading.add(bar);
    profile.total += bar.volume.to_double();
  }
  profile.volumes = spreading.volumes();
  return profile;
}

ValueBins value_area(const VolumeProfile& profile, double share) {
  const std::vector<double>& volumes = profile.volumes;
  if (profile.total <= 0) return {};
  ValueBins area;
  area.fullest = static_cast<std::size_t>(std::ranges::max_element(volumes) - volumes.begin());
  area.first = area.fullest;
  area.last = area.fullest + 1;
  double inside = volumes[area.fullest];
  while (inside < share * profile.total) {
    const bool can_fall = area.first > 0;
    const bool can_rise = area.last < volumes.size();
    if (!can_fall && !can_rise) break;
    const bool falls = can_fall && (!can_rise || volumes[area.first - 1] > volumes[area.last]);
    inside += falls ? volumes[--area.first] : volumes[area.last++];
  }
  return area;
}

}  // namespace pitwall::market
