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
  struct Statements {
    Statement find, list, add, cover;  // series
    Statement first, last;             // bars, oldest and newest first
    Statement insert, replace;
  };
  struct Series {
    std::int64_t id = 0;
    port::BarCoverage coverage;
  };
  SqliteBars(Database database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}
  static Result<Series> series_of(const Statement& row);
  Result<std::optional<Series>> find(const market::Symbol& symbol, market::BarSize size);
  Result<void> put(Series& series, const market::Bar& bar);

  Database database_;
  Statements statements_;
};

}  // namespace pitwall::sqlite
