// Donchian channel: the highest high and the lowest low of the last n bars, this one included, and
// the middle between them. TA-Lib has it in parts: MAX of the highs, MIN of the lows, MIDPRICE.
#pragma once

#include <optional>

#include "market/indicators/bands.h"
#include "market/indicators/extremes.h"
#include "market/indicators/pieces.h"

namespace pitwall::market {

class Donchian {
 public:
  explicit Donchian(std::size_t period) : highest_(period), lowest_(period) {}

  std::optional<Bands> update(const Sample& bar) {
    const std::optional<double> upper = highest_.update(bar.high);
    const std::optional<double> lower = lowest_.update(bar.low);
    if (!upper || !lower) return std::nullopt;
    return Bands{*upper, (*upper + *lower) / 2, *lower};
  }

  // The same for each of the bars, into upper, middle and lower; no_value where there is none.
  void run(const SampleColumns& bars, ResultColumns lines) {
    in_pieces(bars, lines, [this](const SampleColumns& piece, ResultColumns out) {
      highest_.run(piece.high, out[0]);
      lowest_.run(piece.low, out[2]);
      double* const middle = out[1].data();
      const double* const upper = out[0].data();
      const double* const lower = out[2].data();
      for (std::size_t i = 0; i < piece.size(); ++i) middle[i] = (upper[i] + lower[i]) / 2;
    });
  }

 private:
  Highest highest_;
  Lowest lowest_;
};

}  // namespace pitwall::market
