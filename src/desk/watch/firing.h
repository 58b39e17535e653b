// What the watch has to say: a trigger fired, or it cannot see.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/time.h"

#include "market/origin.h"
#include "market/symbol.h"

namespace pitwall::desk {

// What a condition rested on when it fired.
struct WatchedFigure {
  std::string name;  // "rsi(14, 5m)"
  std::optional<double> value;
};
void describe(WatchedFigure& figure, Visitor& v);

struct Firing {
  std::string trigger;
  market::Symbol symbol;
  Time time;
  std::optional<Price> price;
  market::Quality quality = market::Quality::live;
  std::vector<WatchedFigure> figures;
};

// An event of the journal as it is.
struct Blindness {
  static constexpr std::string_view event_name = "trigger_blinded";
  std::string trigger;
  market::Symbol symbol;
  Time time;
  std::string why;  // empty: it sees again
};
void describe(Blindness& blindness, Visitor& v);

}  // namespace pitwall::desk
