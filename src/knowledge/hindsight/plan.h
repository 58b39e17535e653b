// What was decided, as far as a candle can be held against it: a side, a price, and the levels.
#pragma once

#include <optional>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"

namespace pitwall::knowledge {

enum class Stance { buy, sell };  // gains by a rising price, by a falling one

// Prices are the instrument's, in its currency. `validate` says which plans there are.
struct Plan {
  Time decided;
  Stance stance = Stance::buy;
  Price reference;              // of the market when it was decided
  std::optional<Price> entry;   // where it is to be entered; none: at once
  std::optional<Price> stop;    // where it is given up
  std::vector<Price> targets;   // where it is closed, in whole or in part; in any order
  std::optional<Time> horizon;  // until when it counts

  // Where the plan begins: the entry, or the reference where there is none.
  Price start() const { return entry.value_or(reference); }
  // What one unit is to lose at most: the distance from start to stop, positive.
  std::optional<Price> risk() const {
    return stop ? std::optional((start() - *stop).abs()) : std::nullopt;
  }
};

// How far `price` is on the gaining side of `from`, in points; negative on the losing side.
inline Price gain(Stance stance, Price from, Price price) {
  return stance == Stance::buy ? price - from : from - price;
}

// Code::invalid_argument for a stop that is not on the losing side of the start, a target that is
// not on the gaining one, and a horizon that is not after the decision.
Result<void> validate(const Plan& plan);

}  // namespace pitwall::knowledge
