// Two lines around a middle one.
#pragma once

namespace pitwall::market {

struct Bands {
  double upper = 0, middle = 0, lower = 0;
  bool operator==(const Bands&) const = default;
};

}  // namespace pitwall::market
