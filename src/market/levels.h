// Support and resistance: prices at which a market turned, and zones in which much of it traded.
// The method, with every constant, is in docs/levels.md. A pure function of the bars: the same bars
// give the same levels. O(n log n), at most max_levels of them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "market/bar.h"

namespace pitwall::market {

enum class LevelSide { support, resistance };
enum class LevelBasis {
  swings,  // the market turned there
  volume,  // much was traded there
};
std::string_view name_of(LevelSide side);
std::string_view name_of(LevelBasis basis);
constexpr int count_of(LevelSide) { return 2; }
constexpr int count_of(LevelBasis) { return 2; }

struct PriceLevel {
  LevelSide side = LevelSide::support;  // at or below the last close, or above it
  LevelBasis basis = LevelBasis::swings;
  Price price;  // where it matters most; like low and high a whole number of ticks
  Price low, high;
  std::int64_t touches = 0;  // swing highs and lows within it
  Time last_touch;      // start of the last bar that turned there; of a zone: that traded there
  double strength = 0;  // 0 to 1
  bool operator==(const PriceLevel&) const = default;
};

struct ValueArea {
  Price low, high;  // between which 70 % of the volume was traded
  Price point_of_control;
  bool operator==(const ValueArea&) const = default;
};

struct LevelMap {
  std::vector<PriceLevel> levels;       // from the highest price to the lowest
  std::optional<ValueArea> value_area;  // none where the bars say nothing of volume
  Price last;                           // the last close
  std::string remark;                   // why there is nothing, or no volume; may be empty
};

inline constexpr std::size_t min_level_bars = 30;
inline constexpr std::size_t max_levels = 20;

// `bars` are valid, oldest first; `tick` is positive. Fewer than min_level_bars are
// Code::no_data. At most `most` levels (up to max_levels), the strongest.
Result<LevelMap> find_levels(std::span<const Bar> bars, Price tick, std::size_t most = max_levels);

}  // namespace pitwall::market
