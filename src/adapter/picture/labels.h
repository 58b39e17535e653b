// Keeps labels apart: of several places for one, the first that is free.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "adapter/picture/canvas.h"

namespace pitwall::picture {

class Labels {
 public:
  // Takes the first place that lies within `bounds` and touches no other label; none if all do.
  std::optional<Box> place(std::span<const Box> places, const Box& bounds) {
    for (const Box& place : places)
      if (bounds.contains(place) && is_free(place)) return take(place);
    return std::nullopt;
  }
  // The same, but rather where `avoids` says no.
  template <class Avoids>
  std::optional<Box> place(std::span<const Box> places, const Box& bounds, const Avoids& avoids) {
    for (const Box& place : places)
      if (bounds.contains(place) && is_free(place) && !avoids(place)) return take(place);
    return this->place(places, bounds);
  }
  Box take(const Box& place) {
    taken_.push_back(place);
    return place;
  }
  bool is_free(const Box& place) const {
    return std::ranges::none_of(taken_, [&](const Box& box) { return box.overlaps(place); });
  }

 private:
  std::vector<Box> taken_;
};

// Spreads middles of equal height so that none overlaps the next and all stay between `top` and
// `bottom`, as far as there is room; their order stays. Sorted on input and output.
inline void spread(std::span<double> middles, double height, double top, double bottom) {
  double least = top + height / 2;
  for (double& y : middles) {
    y = std::max(y, least);
    least = y + height;
  }
  double most = bottom - height / 2;
  for (auto y = middles.rbegin(); y != middles.rend(); ++y) {
    *y = std::min(*y, most);
    most = *y - height;
  }
}

}  // namespace pitwall::picture
