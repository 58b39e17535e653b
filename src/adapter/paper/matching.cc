#include "adapter/paper/matching.h"

#include <algorithm>

namespace pitwall::paper {

std::optional<Fill> Ladder::take(port::Side side, Quantity wanted, Price tick,
                                 const std::optional<Price>& limit) {
  if (!offers() || wanted.sign() <= 0) return std::nullopt;
  const std::int64_t level = taken_.scaled() / displayed_.scaled();
  if (level >= max_levels) return std::nullopt;
  const Price worse = Price::from_scaled(tick.scaled() * level);
  const Price price = side == port::Side::buy ? best_ + worse : best_ - worse;
  if (limit && !within(side, price, *limit)) return std::nullopt;
  const Quantity left = Quantity::from_scaled(displayed_.scaled() * (level + 1)) - taken_;
  const Quantity quantity = std::min(wanted, left);
  taken_ += quantity;
  return Fill{price, quantity};
}

std::vector<Fill> Ladder::levels(port::Side side, Price tick, std::size_t rows) const {
  std::vector<Fill> levels;
  Ladder taken = *this;
  while (levels.size() < rows) {
    const std::optional<Fill> next = taken.take(side, displayed_, tick, std::nullopt);
    if (!next) break;
    levels.push_back(*next);
  }
  return levels;
}

}  // namespace pitwall::paper
