// port::BarStore over bars.db. Belongs to one thread; another process may import into the same file
// meanwhile, and what it commits is seen by the next call.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "adapter/sqlite/database.h"
#include "port/bar_store.h"

namespace pitwall::sqlite {

inline constexpr const char* bars_name = "bars.db";

class SqliteBars final : public port::BarStore {
 public:
  // The folder exists; the file is made where it is missing.
  static Result<std::unique_ptr<SqliteBars>> open(const std::filesystem::path& folder);

  Result<std::vector<market::Bar>> read(const port::BarQuery& query) override;
  Result<std::vector<port::BarCoverage>> coverage() override;
  Result<std::optional<port::BarCoverage>> coverage_of(market::Symbol symbol,
                                                       market::BarSize size) override;
  // Durable when it returns. A bar that cannot be (market::validate) refuses them all.
  Result<void> write(market::Symbol symbol, market::BarSize size, std::string_view source,
                     const std::vector<market::Bar>& bars) override;

 private:
  // What was read last stays in memory: a chart and an assistant ask for the same stretch over and
  // over. So many stretches, and none longer than so many bars.
  static constexpr std::size_t max_recent = 8;
  static constexpr std::size_t max_recent_bars = 20'000;

  struct Statements {
    Statement version, list, add, cover;  // series
    Statement first, last;                // bars, oldest and newest first
    Statement insert, replace;
  };
  struct Series {
    std::int64_t id = 0;
    port::BarCoverage coverage;
  };
  // All bars of a series from `from` until before `to`.
  struct Stretch {
    std::int64_t series = 0;
    Time from;
    Time to;
    std::vector<market::Bar> bars;
  };
  SqliteBars(Database database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}
  // Forgets what is in memory if the file has changed since.
  Result<void> refresh();
  Series* find(const market::Symbol& symbol, market::BarSize size);
  Result<std::vector<market::Bar>> read_rows(std::int64_t series, Time from, Time to,
                                             std::size_t limit);
  std::optional<std::vector<market::Bar>> recall(std::int64_t series, Time from, Time to,
                                                 std::size_t limit);
  void remember(std::int64_t series, Time from, Time to, std::size_t limit,
                const std::vector<market::Bar>& bars);
  Result<void> put(Series& series, const market::Bar& bar);

  Database database_;
  Statements statements_;
  std::optional<std::int64_t> version_;  // of the file, when it was last looked at
  std::vector<Series> series_;           // by symbol and size
  std::vector<Stretch> recent_;          // the one used last comes first
};

}  // namespace pitwall::sqlite
