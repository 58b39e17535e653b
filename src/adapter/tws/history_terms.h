// How the broker names lengths of candles, and how far back one request may reach. Pure.
#pragma once

#include <string>
#include <string_view>

#include "market/bar.h"

namespace pitwall::tws {

std::string_view bar_size_name(market::BarSize size);  // "5 mins"

// One request's stretch of time: as much as is asked for and as the broker gives at once.
struct Stretch {
  std::string duration;  // "3600 S", "7 D", "1 Y"
  Duration span;         // what it reaches back at least
};
Stretch stretch_for(market::BarSize size, Duration wanted);

// "TRADES", "MIDPOINT", "AGGTRADES"
std::string_view figures_for(std::string_view sec_type);

}  // namespace pitwall::tws
