// Any indicator behind one face, for whoever knows it only by its name.
#pragma once

#include <span>

#include "market/indicators/sample.h"

namespace pitwall::market {

// The most lines that one indicator has.
inline constexpr std::size_t max_indicator_lines = 3;

class IndicatorStream {
 public:
  virtual ~IndicatorStream() = default;
  // Takes the next bar. True where there are values now: then `lines`, as many as the indicator
  // has, holds them; otherwise it is left alone.
  virtual bool update(const Sample& bar, std::span<double> lines) = 0;
};

}  // namespace pitwall::market
