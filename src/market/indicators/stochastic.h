// Stochastic oscillator of Lane, 0 to 100. Raw %K is where the close stands between the lowest low
// and the highest high of n bars. The fast one gives raw %K and its simple average %D; the slow one
// gives an average of raw %K as %K and the average of that as %D. As TA-Lib's STOCHF and STOCH with
// simple averages; both lines begin together, with %D.
// Unlike TA-Lib, which says 0 where the n bars have no range at all, raw %K is 50 there: a price
// that stands still is not oversold.
#pragma once

#include <optional>

#include "market/indicators/extremes.h"
#include "market/indicators/pieces.h"
#include "market/indicators/sma.h"

namespace pitwall::market {

struct StochasticLines {
  double k = 0, d = 0;
  bool operator==(const StochasticLines&) const = default;
};

// Raw %K.
class PlaceInRange {
 public:
  explicit PlaceInRange(std::size_t period) : highest_(period), lowest_(period) {}

  std::optional<double> update(const Sample& bar) {
    const std::optional<double> high = highest_.update(bar.high);
    const std::optional<double> low = lowest_.update(bar.low);
    if (!high || !low) return std::nullopt;
    return place(bar.close, *low, *high);
  }

  // The same for each of the bars; no_value where there is none. `scratch` is as long.
  void run(const SampleColumns& bars, std::span<double> results, std::span<double> scratch) {
    highest_.run(bars.high, results);
    lowest_.run(bars.low, scratch);
    double* const out = results.data();
    const double* const low = scratch.data();
    const double* const close = bars.close.data();
    for (std::size_t i = 0; i < bars.size(); ++i) out[i] = place(close[i], low[i], out[i]);
  }

 private:
  static double place(double close, double low, double high) {
    return high == low ? 50 : 100 * ((close - low) / (high - low));
  }

  Highest highest_;
  Lowest lowest_;
};

class FastStochastic {
 public:
  FastStochastic(std::size_t period, std::size_t d) : place_(period), d_(d) {}

  std::optional<StochasticLines> update(const Sample& bar) {
    const std::optional<double> k = place_.update(bar);
    if (!k) return std::nullopt;
    const std::optional<double> d = d_.update(*k);
    if (!d) return std::nullopt;
    return StochasticLines{*k, *d};
  }

  // The same for each of the bars, into k and d; no_value where there is none.
  void run(const SampleColumns& bars, ResultColumns lines) {
    in_pieces(bars, lines, [this](const SampleColumns& piece, ResultColumns out) {
      place_.run(piece, out[0], out[1]);
      run_after(d_, out[0], out[1]);
    });
  }

 private:
  PlaceInRange place_;
  Sma d_;
};

class Stochastic {
 public:
  Stochastic(std::size_t period, std::size_t k, std::size_t d) : place_(period), k_(k), d_(d) {}

  std::optional<StochasticLines> update(const Sample& bar) {
    const std::optional<double> place = place_.update(bar);
    if (!place) return std::nullopt;
    const std::optional<double> k = k_.update(*place);
    if (!k) return std::nullopt;
    const std::optional<double> d = d_.update(*k);
    if (!d) return std::nullopt;
    return StochasticLines{*k, *d};
  }

  // The same for each of the bars, into k and d; no_value where there is none.
  void run(const SampleColumns& bars, ResultColumns lines) {
    in_pieces(bars, lines, [this](const SampleColumns& piece, ResultColumns out) {
      place_.run(piece, out[1], out[0]);
      run_after(k_, out[1], out[0]);
      run_after(d_, out[0], out[1]);
    });
  }

 private:
  PlaceInRange place_;
  Sma k_, d_;
};

}  // namespace pitwall::market
