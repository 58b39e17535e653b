// Daily bars for the analysis tools: which of them are of days that are over, and what two
// instruments did on the days they share.
#pragma once

#include <optional>
#include <vector>

#include "market/bar.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

struct DailyBars {
  std::vector<market::Bar> complete;   // of days that are over, oldest first
  std::vector<Date> days;              // the trading day of each of them
  std::optional<market::Bar> present;  // of the day that is still traded, so far
  market::Origin origin;
};

// A year of trading days and what is there of the present one. Code::no_data where there is
// nothing.
inline constexpr std::size_t max_daily_bars = 252;
Task<Result<DailyBars>> load_daily(Context& context, const market::Instrument* instrument);

// Closes on the trading days that both have, in order and of one length.
struct CommonCloses {
  std::vector<double> a, b;
};
CommonCloses common_closes(const DailyBars& a, const DailyBars& b);

// Fewer days than these say nothing of tails and of how two series go together.
inline constexpr std::size_t min_common_bars = 60;

}  // namespace pitwall::tool
