// Any indicator behind one face, for whoever knows it only by its name.
#pragma once

#include <span>

#include "market/indicators/sample.h"

namespace pitwall::market {

class IndicatorStream {
 public:
  virtual ~IndicatorStream() = default;
  // Takes the next bar. True where there are values now: then `lines`, as many as the indicator
  // has, holds them; otherwise it is left alone.
  virtual bool update(const Sample& bar, std::span<double> lines) = 0;
  // Takes many bars: what `update` would make of each, to the last bit and several times as fast,
  // one column a line, no_value where there is none. It allocates nothing. The stream goes on from
  // there, with either call.
  virtual void run(const SampleColumns& bars, ResultColumns lines) = 0;
};

}  // namespace pitwall::market
