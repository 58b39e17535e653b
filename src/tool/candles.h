// Candles for tools: a stretch that ends now, or where what is stored ends.
#pragma once

#include <optional>

#include "market/bar.h"
#include "market/instrument.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

struct CandleQuery {
  const market::Instrument* instrument = nullptr;
  market::BarSize bar;
  Duration back;                // longer than nothing, or Code::invalid_argument
  std::optional<Time> until{};  // none: the market's time, or the end of what is stored if older
  bool outside_hours = false;
  std::size_t limit = 0;  // the latest ones; 0: all
};

// Never an empty series: that is Code::no_data.
Task<Result<market::BarSeries>> load_candles(Context& context, CandleQuery query);

}  // namespace pitwall::tool
