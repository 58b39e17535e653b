// The value of one input that is on bars, from bar to bar: an indicator's line, a close, the
// highest of the last twenty. Allocates when it is made only.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "expr/input.h"
#include "expr/rolling_highest.h"
#include "market/indicators/stream.h"

namespace pitwall::expr {

class BarFigure {
 public:
  explicit BarFigure(const Input& input);  // of a kind on bars

  // Takes the next bar that has ended. The value is the one of `shift` bars before; NaN while there
  // are not enough.
  double update(const market::Bar& bar, bool session_starts);

 private:
  double next(const market::Bar& bar, bool session_starts);
  double next_mean(double volume);

  Input input_;
  std::unique_ptr<market::IndicatorStream> stream_;  // of an indicator
  std::optional<RollingHighest> highest_;  // of highest, and with the sign turned of lowest
  std::vector<double> volumes_;            // of average_volume, the last ones in a ring
  std::vector<double> past_;               // the last shift + 1 values, in a ring
  std::size_t bars_ = 0;                   // that came
};

// How many bars an input on bars wants to have seen: those until its first value; four times as
// many where the first bars still weigh in later ones (as in rsi and ema), so that it comes close
// to a chart's; whole days of them where it matters when a session began.
std::size_t bars_wanted(const Input& input);

// Open, high, low, close or volume of a bar.
double field_of(InputKind kind, const market::Bar& bar);

}  // namespace pitwall::expr
