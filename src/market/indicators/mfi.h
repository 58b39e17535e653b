// Money flow index of Quong and Soudack, 0 to 100: of the money (typical price * volume, where the
// typical price of a bar is (high + low + close) / 3) of the last n bars, the share of those whose
// typical price was above the one before, in per cent of these and those below. First at bar n + 1,
// as in TA-Lib. Unlike TA-Lib, which says 0 where less than one unit of money flowed, this has no
// such threshold, and says 50 where none flowed at all: what does not trade is not oversold.
#pragma once

#include <optional>

#include "market/indicators/sample.h"
#include "market/indicators/sliding.h"

namespace pitwall::market {

class Mfi {
 public:
  explicit Mfi(std::size_t period) : flows_(period) {}

  std::optional<double> update(const Sample& bar) {
    const double typical = (bar.high + bar.low + bar.close) / 3;
    const double money = typical * bar.volume;
    const bool up = typical > before_;
    const bool down = typical < before_;
    before_ = typical;
    if (!begun_) {
      begun_ = true;
      return std::nullopt;
    }
    if (!flows_.push({up ? money : 0, down ? money : 0})) return std::nullopt;
    const Flow flow = flows_.window();
    const double both = flow.up + flow.down;
    return both > 0 ? 100 * (flow.up / both) : 50;
  }

 private:
  struct Flow {
    double up = 0, down = 0;
  };
  struct Sum {
    using Value = Flow;
    using Partial = Flow;
    Flow none() const { return {}; }
    Flow add(Flow sum, Flow value) const { return {sum.up + value.up, sum.down + value.down}; }
    Flow join(Flow older, Flow newer) const { return add(older, newer); }
    void center(Flow) {}
  };

  bool begun_ = false;
  double before_ = 0;  // the typical price of the bar before
  Sliding<Sum> flows_;
};

}  // namespace pitwall::market
