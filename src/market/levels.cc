#include "market/levels.h"

#include <algorithm>
#include <cmath>

#include "market/volume_profile.h"

namespace pitwall::market {
namespace {

// The constants of docs/levels.md.
constexpr std::size_t narrowest_fractal = 2;
constexpr std::size_t widest_fractal = 12;
constexpr std::size_t reaction_fractals = 3;  // how far a reaction is followed, in fractal widths
constexpr double least_reaction = 1.5;        // in typical ranges
constexpr double full_reaction = 4;           // in typical ranges
constexpr double tolerance_ranges = 0.5;      // half the height of a level, in typical ranges
constexpr double least_volume_weight = 0.5;
constexpr double most_volume_weight = 2;
constexpr double crossing_weight = 0.25;  // of one close through the level, beside one touch
constexpr double least_strength = 0.4;
constexpr std::size_t max_candidates = 40;
constexpr double bin_ranges = 0.25;
constexpr double zone_share = 0.7;       // of the peak's volume: where a zone ends
constexpr double least_zone_peak = 1.5;  // times the mean bin
constexpr double peak_percentile = 0.8;
constexpr std::size_t max_zones = 5;
constexpr double value_share = 0.7;
// So that no sum or difference of prices here can be too large for one.
constexpr Price farthest_price = Price::from_scaled(20'000'000'000 * Price::unit);

struct Swing {
  Price price;
  std::size_t bar = 0;
  double weight = 0;
};

template <class Values>
double median(Values values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// What the weights and tolerances are measured in.
struct Scale {
  std::size_t fractal = 0;
  double range = 0;   // median true range, at least a tick
  double volume = 0;  // median volume of the bars that have any; 0 where none has

  Scale(std::span<const Bar> bars, Price tick) {
    const double root = std::sqrt(static_cast<double>(bars.size()));
    fractal = std::clamp(static_cast<std::size_t>(root / 4), narrowest_fractal, widest_fractal);
    std::vector<double> ranges;
    std::vector<double> volumes;
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const Price before = i == 0 ? bars[i].open : bars[i - 1].close;
      const Price high = std::max(bars[i].high, before);
      ranges.push_back((high - std::min(bars[i].low, before)).to_double());
      if (bars[i].volume.sign() > 0) volumes.push_back(bars[i].volume.to_double());
    }
    range = std::max(median(ranges), tick.to_double());
    if (!volumes.empty()) volume = median(volumes);
  }
};

// Highs and lows are told apart by a sign, so that one piece of code finds both: of lows the
// mirrored price is the highest.
class SwingFinder {
 public:
  SwingFinder(std::span<const Bar> bars, const Scale& scale) : bars_(bars), scale_(scale) {}

  std::vector<Swing> all() const {
    std::vector<Swing> swings;
    const std::size_t width = scale_.fractal;
    for (std::size_t i = width; i + width < bars_.size(); ++i)
      for (const int sign : {1, -1})
        if (is_swing(i, sign)) add(i, sign, swings);
    std::ranges::sort(swings, [](const Swing& a, const Swing& b) {
      return std::tie(a.price, a.bar) < std::tie(b.price, b.bar);
    });
    return swings;
  }

 private:
  std::int64_t top(std::size_t i, int sign) const {
    return sign > 0 ? bars_[i].high.scaled() : -bars_[i].low.scaled();
  }
  std::int64_t bottom(std::size_t i, int sign) const {
    return sign > 0 ? bars_[i].low.scaled() : -bars_[i].high.scaled();
  }
  // Higher than the bars before and no lower than those after: of equal tops the first counts.
  bool is_swing(std::size_t i, int sign) const {
    for (std::size_t k = 1; k <= scale_.fractal; ++k)
      if (top(i - k, sign) >= top(i, sign) || top(i + k, sign) > top(i, sign)) return false;
    return true;
  }
  // How far the market went away again before it came back beyond this price, in typical ranges.
  double reaction(std::size_t i, int sign) const {
    const std::size_t end = std::min(bars_.size(), i + 1 + reaction_fractals * scale_.fractal);
    std::int64_t farthest = 0;
    for (std::size_t j = i + 1; j < end && top(j, sign) <= top(i, sign); ++j)
      farthest = std::max(farthest, top(i, sign) - bottom(j, sign));
    return Price::from_scaled(farthest).to_double() / scale_.range;
  }
  void add(std::size_t i, int sign, std::vector<Swing>& swings) const {
    const double reached = reaction(i, sign);
    if (reached < least_reaction) return;
    const double age = static_cast<double>(bars_.size() - 1 - i);
    const double half_life = static_cast<double>(bars_.size()) / 2;
    double weight = std::exp2(-age / half_life) * std::min(reached / full_reaction, 1.0);
    if (scale_.volume > 0)
      weight *= std::clamp(bars_[i].volume.to_double() / scale_.volume, least_volume_weight,
                           most_volume_weight);
    swings.push_back({sign > 0 ? bars_[i].high : bars_[i].low, i, weight});
  }

  std::span<const Bar> bars_;
  const Scale& scale_;
};

Price scaled_by(double range, double factor) {
  return Price::from_scaled(std::llround(range * factor * static_cast<double>(Price::unit)));
}

// Takes the window of prices with the most weight, then the next of what is left.
class Clusters {
 public:
  Clusters(std::vector<Swing> swings, Price height) : swings_(std::move(swings)), height_(height) {}

  // The swings of the heaviest cluster, taken out together with those right beside it.
  std::vector<Swing> take() {
    std::size_t best_first = 0;
    std::size_t best_last = 0;
    double best = 0;
    double weight = 0;
    std::size_t first = 0;
    for (std::size_t last = 0; last < swings_.size(); ++last) {
      weight += swings_[last].weight;
      while (swings_[last].price - swings_[first].price > height_)
        weight -= swings_[first++].weight;
      if (weight <= best) continue;
      best = weight;
      best_first = first;
      best_last = last + 1;
    }
    if (best <= 0) return {};
    const auto begin = swings_.begin();
    std::vector<Swing> taken(begin + static_cast<std::ptrdiff_t>(best_first),
                             begin + static_cast<std::ptrdiff_t>(best_last));
    const Price margin = Price::from_scaled(height_.scaled() / 4);
    const Price low = taken.front().price - margin;
    const Price high = taken.back().price + margin;
    std::erase_if(swings_,
                  [&](const Swing& swing) { return low <= swing.price && swing.price <= high; });
    return taken;
  }

 private:
  std::vector<Swing> swings_;  // by price
  Price height_;
};

// The price at which half of the weight lies below: one that the market really turned at.
Price weighted_median(const std::vector<Swing>& swings, double total) {
  double below = 0;
  for (const Swing& swing : swings) {
    below += swing.weight;
    if (below >= total / 2) return swing.price;
  }
  return swings.back().price;
}

// How often the market closed through it, from one side to the other.
double crossings(std::span<const Bar> bars, Price low, Price high) {
  int side = 0;
  double count = 0;
  for (const Bar& bar : bars) {
    const int here = bar.close > high ? 1 : bar.close < low ? -1 : 0;
    if (here == 0) continue;
    if (side == -here) ++count;
    side = here;
  }
  return count;
}

PriceLevel level_of(const std::vector<Swing>& swings, std::span<const Bar> bars, Price tick) {
  PriceLevel level;
  double total = 0;
  std::size_t latest = 0;
  for (const Swing& swing : swings) {
    total += swing.weight;
    latest = std::max(latest, swing.bar);
  }
  level.price = weighted_median(swings, total).rounded_to(tick, Rounding::half_even);
  level.low = std::min(level.price, swings.front().price.rounded_to(tick, Rounding::half_even));
  level.high = std::max(level.price, swings.back().price.rounded_to(tick, Rounding::half_even));
  level.touches = static_cast<std::int64_t>(swings.size());
  level.last_touch = bars[latest].time;
  const auto touches = static_cast<double>(swings.size());
  const double held =
      touches / (touches + crossing_weight * crossings(bars, level.low, level.high));
  level.strength = held * total / (total + 1);
  return level;
}

// The end of the whole range counts although the market was there once only.
bool is_end_of_range(const std::vector<Swing>& swings, std::span<const Bar> bars) {
  return swings.front().price == std::ranges::min(bars, {}, &Bar::low).low ||
         swings.back().price == std::ranges::max(bars, {}, &Bar::high).high;
}

void add_swing_levels(std::span<const Bar> bars, Price tick, const Scale& scale,
                      const std::vector<Swing>& swings, std::vector<PriceLevel>& levels) {
  const Price height = std::max(scaled_by(scale.range, 2 * tolerance_ranges), tick);
  Clusters clusters(swings, height);
  for (std::size_t i = 0; i < max_candidates; ++i) {
    const std::vector<Swing> cluster = clusters.take();
    if (cluster.empty()) return;
    const bool ends = is_end_of_range(cluster, bars);
    if (cluster.size() < 2 && !ends) continue;
    const PriceLevel level = level_of(cluster, bars, tick);
    if (ends || level.strength >= least_strength) levels.push_back(level);
  }
}

// The profile with each bin's neighbours counted in, so that one odd bin is no peak.
std::vector<double> smoothed(const std::vector<double>& volumes) {
  std::vector<double> out(volumes.size());
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const double below = i > 0 ? volumes[i - 1] : 0;
    const double above = i + 1 < volumes.size() ? volumes[i + 1] : 0;
    out[i] = (below + 2 * volumes[i] + above) / 4;
  }
  return out;
}

class ZoneFinder {
 public:
  ZoneFinder(std::span<const Bar> bars, Price tick, const VolumeProfile& profile,
             const std::vector<Swing>& swings)
      : bars_(bars), tick_(tick), profile_(profile), swings_(swings) {
    bins_ = smoothed(profile.volumes);
    for (const double bin : bins_) mean_ += bin / static_cast<double>(bins_.size());
    std::vector<double> sorted = bins_;
    const auto rank =
        static_cast<std::ptrdiff_t>(peak_percentile * static_cast<double>(sorted.size() - 1));
    std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
    floor_ = std::max(sorted[static_cast<std::size_t>(rank)], least_zone_peak * mean_);
  }

  void add_to(std::vector<PriceLevel>& levels) {
    std::vector<std::size_t> peaks;
    for (std::size_t i = 0; i < bins_.size(); ++i)
      if (is_peak(i)) peaks.push_back(i);
    // Fullest first, of equal ones the lowest.
    std::ranges::sort(peaks, [this](std::size_t a, std::size_t b) {
      return std::tie(bins_[b], a) < std::tie(bins_[a], b);
    });
    std::vector<bool> taken(bins_.size());
    std::size_t found = 0;
    for (const std::size_t peak : peaks) {
      if (found == max_zones) return;
      if (taken[peak]) continue;
      levels.push_back(zone_around(peak, taken));
      ++found;
    }
  }

 private:
  bool is_peak(std::size_t i) const {
    return bins_[i] >= floor_ && (i == 0 || bins_[i - 1] < bins_[i]) &&
           (i + 1 == bins_.size() || bins_[i + 1] <= bins_[i]);
  }

  PriceLevel zone_around(std::size_t peak, std::vector<bool>& taken) const {
    const double edge = zone_share * bins_[peak];
    std::size_t first = peak;
    std::size_t last = peak + 1;
    while (first > 0 && !taken[first - 1] && bins_[first - 1] >= edge) --first;
    while (last < bins_.size() && !taken[last] && bins_[last] >= edge) ++last;
    for (std::size_t i = first; i < last; ++i) taken[i] = true;
    PriceLevel zone;
    zone.basis = LevelBasis::volume;
    zone.low = profile_.edge(first);
    zone.high = profile_.edge(last);
    const Price half = Price::from_scaled(profile_.step.scaled() / 2);
    zone.price = (profile_.edge(peak) + half).rounded_to(tick_, Rounding::half_even);
    zone.strength = 1 - mean_ / bins_[peak];
    for (const Swing& swing : swings_)
      if (zone.low <= swing.price && swing.price <= zone.high) ++zone.touches;
    for (const Bar& bar : bars_)
      if (bar.low <= zone.high && bar.high >= zone.low) zone.last_touch = bar.time;
    return zone;
  }

  std::span<const Bar> bars_;
  Price tick_;
  const VolumeProfile& profile_;
  const std::vector<Swing>& swings_;
  std::vector<double> bins_;
  double mean_ = 0;
  double floor_ = 0;  // what a peak must reach
};

void keep_strongest(std::vector<PriceLevel>& levels, std::size_t most) {
  const auto stronger = [](const PriceLevel& a, const PriceLevel& b) {
    return std::tie(b.strength, b.price, a.basis) < std::tie(a.strength, a.price, b.basis);
  };
  std::ranges::sort(levels, stronger);
  levels.resize(std::min({levels.size(), most, max_levels}));
  std::ranges::sort(levels, [](const PriceLevel& a, const PriceLevel& b) {
    return std::tie(b.price, a.basis) < std::tie(a.price, b.basis);
  });
}

}  // namespace

std::string_view name_of(LevelSide side) {
  return side == LevelSide::support ? "support" : "resistance";
}
std::string_view name_of(LevelBasis basis) {
  return basis == LevelBasis::swings ? "swings" : "volume";
}

Result<LevelMap> find_levels(std::span<const Bar> bars, Price tick, std::size_t most) {
  PITWALL_CHECK(tick.sign() > 0, "a tick of {}", tick.text());
  if (bars.size() < min_level_bars)
    return error(Code::no_data,
                 "Levels need at least {} candles, and there are {}: ask for a longer stretch, or "
                 "for shorter candles.",
                 min_level_bars, bars.size());
  const Price low = std::ranges::min(bars, {}, &Bar::low).low;
  const Price high = std::ranges::max(bars, {}, &Bar::high).high;
  if (low < -farthest_price || high > farthest_price)
    return error(
        Code::invalid_argument,
        "These candles go from {} to {}; prices beyond 20 billion have no levels. Look for "
        "a damaged candle.",
        low.text(), high.text());
  const Scale scale(bars, tick);
  const std::vector<Swing> swings = SwingFinder(bars, scale).all();
  LevelMap map;
  map.last = bars.back().close;
  add_swing_levels(bars, tick, scale, swings, map.levels);
  const VolumeProfile profile =
      volume_profile(bars, tick, std::max(scaled_by(scale.range, bin_ranges), tick));
  if (profile.total > 0) {
    ZoneFinder(bars, tick, profile, swings).add_to(map.levels);
    const ValueBins area = value_area(profile, value_share);
    const Price half = Price::from_scaled(profile.step.scaled() / 2);
    map.value_area = {profile.edge(area.first), profile.edge(area.last),
                      (profile.edge(area.fullest) + half).rounded_to(tick, Rounding::half_even)};
  } else {
    map.remark = "The candles say nothing of volume, so there are no volume zones.";
  }
  keep_strongest(map.levels, most);
  for (PriceLevel& level : map.levels)
    level.side = level.price <= map.last ? LevelSide::support : LevelSide::resistance;
  if (map.levels.empty())
    map.remark += fmt::format("{}No price stands out in these {} candles.",
                              map.remark.empty() ? "" : " ", bars.size());
  return map;
}

}  // namespace pitwall::market
