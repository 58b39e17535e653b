// Money flow index of Quong and Soudack, 0 to 100: of the money (typical price * volume, where the
// typical price of a bar is (high + low + close) / 3) of the last n bars, the share of those whose
// typical price was above the one before, in per cent of these and those below. First at bar n + 1,
// as in TA-Lib. Unlike TA-Lib, which says 0 where less than one unit of money flowed, this has no
// such threshold, and says 50 where none flowed at all: what does not trade is not oversold.
#pragma once

#include <array>
#include <optional>

#include "market/indicators/pieces.h"
#include "market/indicators/sample.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

class Mfi {
 public:
  explicit Mfi(std::size_t period) : flows_(period) {}

  std::optional<double> update(const Sample& bar) {
    const bool first = !begun_;
    const Flow flow = next((bar.high + bar.low + bar.close) / 3, bar.volume);
    if (first || !flows_.push(flow)) return std::nullopt;
    return index(flows_.window());
  }

  // The same for each of the bars; no_value where there is none.
  void run(const SampleColumns& bars, ResultColumns lines) {
    in_pieces(bars, lines, [this](const SampleColumns& piece, ResultColumns results) {
      const std::size_t count = piece.size();
      const std::size_t skipped = begun_ ? 0 : 1;
      std::array<Flow, longest_piece> flows;
      for (std::size_t i = 0; i < count; ++i)
        flows[i] = next((piece.high[i] + piece.low[i] + piece.close[i]) / 3, piece.volume[i]);
      double* const out = results[0].data() + skipped;
      if (skipped > 0) results[0][0] = no_value;
      flows_.run(
          count - skipped, [in = flows.data() + skipped](std::size_t i) { return in[i]; },
          [out](std::size_t i, const Sum&, Flow window) { out[i] = index(window); },
          [out](std::size_t i) { out[i] = no_value; });
    });
  }

 private:
  struct Flow {
    double up, down;
  };
  struct Sum {
    using Value = Flow;
    using Partial = Flow;
    Flow none() const { return {0, 0}; }
    Flow add(Flow sum, Flow value) const { return {sum.up + value.up, sum.down + value.down}; }
    Flow join(Flow older, Flow newer) const { return add(older, newer); }
    void center(Flow) {}
  };

  // The money of a bar by its direction; the first one's has none.
  Flow next(double typical, double volume) {
    const double money = begun_ ? typical * volume : 0;
    const Flow flow{typical > before_ ? money : 0, typical < before_ ? money : 0};
    before_ = typical;
    begun_ = true;
    return flow;
  }
  static double index(Flow flow) {
    const double both = flow.up + flow.down;
    return both > 0 ? 100 * (flow.up / both) : 50;
  }

  bool begun_ = false;
  double before_ = 0;  // the typical price of the bar before
  Sliding<Sum> flows_;
};

}  // namespace pitwall::market
