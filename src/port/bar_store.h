// Years of bars on disk, as they were imported or recorded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "market/bar.h"
#include "market/instrument.h"
#include "port/reply.h"

namespace pitwall::port {

// What is stored for one symbol and bar size.
struct BarCoverage {
  market::Symbol symbol;
  market::BarSize size;
  std::int64_t count = 0;
  Time first;          // start of the first bar, UTC
  Time last;           // start of the last bar
  std::string source;  // the newest import's file name, or the feed's name
};

struct BarQuery {
  market::Symbol symbol;
  market::BarSize size;
  Time from = Time::min();  // first bar start that counts
  Time to = Time::max();    // bars start before this
  std::size_t limit = 0;    // 0: no limit; otherwise the last `limit` bars of the range
};

class BarStore {
 public:
  virtual ~BarStore() = default;
  // Oldest first. An empty series is a success: the caller knows whether that is an error.
  virtual Result<std::vector<market::Bar>> read(const BarQuery& query) = 0;
  virtual Result<std::vector<BarCoverage>> coverage() = 0;
  virtual Result<std::optional<BarCoverage>> coverage_of(market::Symbol symbol,
                                                         market::BarSize size) = 0;
  // Inserts or replaces by start time, all or none.
  virtual Result<void> write(market::Symbol symbol, market::BarSize size, std::string_view source,
                             const std::vector<market::Bar>& bars) = 0;
};

}  // namespace pitwall::port
