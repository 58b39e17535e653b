#include "adapter/sqlite/bars.h"

#include <algorithm>
#include <limits>

namespace pitwall::sqlite {
namespace {

// Times are nanoseconds of UTC; prices and volumes 1e-8, as market::Bar keeps them.
constexpr Schema schema{.application_id = 0x50574252,  // "PWBR"
                        .version = 1,
                        .create = R"(
CREATE TABLE series(
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  size TEXT NOT NULL,
  count INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  source TEXT NOT NULL,
  UNIQUE(symbol, size)
) STRICT;
CREATE TABLE bars(
  series INTEGER NOT NULL,
  time INTEGER NOT NULL,
  open INTEGER NOT NULL,
  high INTEGER NOT NULL,
  low INTEGER NOT NULL,
  close INTEGER NOT NULL,
  volume INTEGER NOT NULL,
  PRIMARY KEY(series, time)
) STRICT, WITHOUT ROWID;
)"};

market::Bar bar_of(const Statement& row) {
  return {Time{row.integer(0)},
          Price::from_scaled(row.integer(1)),
          Price::from_scaled(row.integer(2)),
          Price::from_scaled(row.integer(3)),
          Price::from_scaled(row.integer(4)),
          Quantity::from_scaled(row.integer(5))};
}

Statement& bind_bar(Statement& statement, std::int64_t series, const market::Bar& bar) {
  return statement.bind(1, series)
      .bind(2, bar.time.nanoseconds)
      .bind(3, bar.open.scaled())
      .bind(4, bar.high.scaled())
      .bind(5, bar.low.scaled())
      .bind(6, bar.close.scaled())
      .bind(7, bar.volume.scaled());
}

}  // namespace

Result<std::unique_ptr<SqliteBars>> SqliteBars::open(const std::filesystem::path& folder) {
  PITWALL_TRY(Database database, Database::open(folder / bars_name, schema));
  PITWALL_TRY(Statement find,
              database.prepare("SELECT id, symbol, size, count, first, last, source FROM series "
                               "WHERE symbol = ? AND size = ?"));
  PITWALL_TRY(Statement list,
              database.prepare("SELECT id, symbol, size, count, first, last, source FROM series "
                               "ORDER BY symbol"));
  PITWALL_TRY(Statement add, database.prepare("INSERT INTO series(symbol, size, count, first, "
                                              "last, source) VALUES(?, ?, 0, 0, 0, '')"));
  PITWALL_TRY(Statement cover,
              database.prepare("UPDATE series SET count = ?, first = ?, last = ?, source = ? "
                               "WHERE id = ?"));
  PITWALL_TRY(Statement first,
              database.prepare("SELECT time, open, high, low, close, volume FROM bars WHERE "
                               "series = ? AND time >= ? AND time < ? ORDER BY time"));
  PITWALL_TRY(Statement last,
              database.prepare("SELECT time, open, high, low, close, volume FROM bars WHERE "
                               "series = ? AND time >= ? AND time < ? ORDER BY time DESC LIMIT ?"));
  PITWALL_TRY(Statement insert,
              database.prepare("INSERT OR IGNORE INTO bars VALUES(?, ?, ?, ?, ?, ?, ?)"));
  PITWALL_TRY(Statement replace, database.prepare("REPLACE INTO bars VALUES(?, ?, ?, ?, ?, ?, ?)"));
  return std::unique_ptr<SqliteBars>(
      new SqliteBars(std::move(database),
                     {std::move(find), std::move(list), std::move(add), std::move(cover),
                      std::move(first), std::move(last), std::move(insert), std::move(replace)}));
}

Result<SqliteBars::Series> SqliteBars::series_of(const Statement& row) {
  PITWALL_TRY(const market::Symbol symbol, market::Symbol::parse(row.text(1)));
  PITWALL_TRY(const market::BarSize size, market::BarSize::parse(row.text(2)));
  return Series{row.integer(0),
                {symbol, size, row.integer(3), Time{row.integer(4)}, Time{row.integer(5)},
                 std::string(row.text(6))}};
}

Result<std::optional<SqliteBars::Series>> SqliteBars::find(const market::Symbol& symbol,
                                                           market::BarSize size) {
  Statement& statement = statements_.find;
  const Reset reset(statement);
  const std::string name = size.text();
  PITWALL_TRY(const bool found, statement.bind(1, symbol.view()).bind(2, name).step());
  if (!found) return std::optional<Series>();
  PITWALL_TRY(Series series, series_of(statement));
  return std::optional(std::move(series));
}

Result<std::vector<market::Bar>> SqliteBars::read(const port::BarQuery& query) {
  std::vector<market::Bar> bars;
  PITWALL_TRY(const std::optional<Series> series, find(query.symbol, query.size));
  if (!series) return bars;
  const bool newest = query.limit > 0;
  Statement& statement = newest ? statements_.last : statements_.first;
  const Reset reset(statement);
  statement.bind(1, series->id).bind(2, query.from.nanoseconds).bind(3, query.to.nanoseconds);
  if (newest) {
    constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
    statement.bind(4, static_cast<std::int64_t>(std::min(query.limit, most)));
  }
  while (true) {
    PITWALL_TRY(const bool row, statement.step());
    if (!row) break;
    bars.push_back(bar_of(statement));
  }
  if (newest) std::reverse(bars.begin(), bars.end());
  return bars;
}

Result<std::vector<port::BarCoverage>> SqliteBars::coverage() {
  const Reset reset(statements_.list);
  std::vector<port::BarCoverage> all;
  while (true) {
    PITWALL_TRY(const bool row, statements_.list.step());
    if (!row) break;
    PITWALL_TRY(Series series, series_of(statements_.list));
    all.push_back(std::move(series.coverage));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.symbol, a.size) < std::tie(b.symbol, b.size);
  });
  return all;
}

Result<std::optional<port::BarCoverage>> SqliteBars::coverage_of(market::Symbol symbol,
                                                                 market::BarSize size) {
  PITWALL_TRY(std::optional<Series> series, find(symbol, size));
  if (!series) return std::optional<port::BarCoverage>();
  return std::optional(std::move(series->coverage));
}

Result<void> SqliteBars::write(market::Symbol symbol, market::BarSize size, std::string_view source,
                               const std::vector<market::Bar>& bars) {
  for (const market::Bar& bar : bars) PITWALL_TRY_VOID(market::validate(bar));
  if (bars.empty()) return {};
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  PITWALL_TRY(std::optional<Series> series, find(symbol, size));
  if (!series) {
    const std::string name = size.text();
    PITWALL_TRY_VOID(statements_.add.bind(1, symbol.view()).bind(2, name).run());
    PITWALL_TRY(series, find(symbol, size));
    PITWALL_CHECK(series, "a series that was added is missing");
  }
  for (const market::Bar& bar : bars) PITWALL_TRY_VOID(put(*series, bar));
  const port::BarCoverage& coverage = series->coverage;
  PITWALL_TRY_VOID(statements_.cover.bind(1, coverage.count)
                       .bind(2, coverage.first.nanoseconds)
                       .bind(3, coverage.last.nanoseconds)
                       .bind(4, source)
                       .bind(5, series->id)
                       .run());
  return transaction.commit();
}

Result<void> SqliteBars::put(Series& series, const market::Bar& bar) {
  PITWALL_TRY_VOID(bind_bar(statements_.insert, series.id, bar).run());
  port::BarCoverage& coverage = series.coverage;
  if (database_.changes() == 0) return bind_bar(statements_.replace, series.id, bar).run();
  if (coverage.count++ == 0) {
    coverage.first = coverage.last = bar.time;
  } else {
    coverage.first = std::min(coverage.first, bar.time);
    coverage.last = std::max(coverage.last, bar.time);
  }
  return {};
}

}  // namespace pitwall::sqlite
