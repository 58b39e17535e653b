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

Result<port::BarCoverage> coverage_in(const Statement& row) {
  PITWALL_TRY(const market::Symbol symbol, market::Symbol::parse(row.text(1)));
  PITWALL_TRY(const market::BarSize size, market::BarSize::parse(row.text(2)));
  return port::BarCoverage{symbol,
                           size,
                           row.integer(3),
                           Time{row.integer(4)},
                           Time{row.integer(5)},
                           std::string(row.text(6))};
}

// What the series are sorted by.
constexpr auto key_of = [](const auto& series) {
  return std::tie(series.coverage.symbol, series.coverage.size);
};

}  // namespace

Result<std::unique_ptr<SqliteBars>> SqliteBars::open(const std::filesystem::path& folder) {
  PITWALL_TRY(Database database, Database::open(folder / bars_name, schema));
  PITWALL_TRY(Statement version, database.prepare("PRAGMA data_version"));
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
                     {std::move(version), std::move(list), std::move(add), std::move(cover),
                      std::move(first), std::move(last), std::move(insert), std::move(replace)}));
}

Result<void> SqliteBars::refresh() {
  std::int64_t version = 0;
  {
    const Reset reset(statements_.version);
    PITWALL_TRY(const bool row, statements_.version.step());
    PITWALL_CHECK(row, "a database has no version");
    version = statements_.version.integer(0);
  }
  if (version_ == version) return {};
  version_.reset();
  recent_.clear();
  series_.clear();
  const Reset reset(statements_.list);
  while (true) {
    PITWALL_TRY(const bool row, statements_.list.step());
    if (!row) break;
    PITWALL_TRY(port::BarCoverage coverage, coverage_in(statements_.list));
    series_.push_back({statements_.list.integer(0), std::move(coverage)});
  }
  std::ranges::sort(series_, {}, key_of);
  version_ = version;
  return {};
}

SqliteBars::Series* SqliteBars::find(const market::Symbol& symbol, market::BarSize size) {
  const auto key = std::tie(symbol, size);
  const auto found = std::ranges::lower_bound(series_, key, {}, key_of);
  return found != series_.end() && key_of(*found) == key ? &*found : nullptr;
}

Result<std::vector<market::Bar>> SqliteBars::read(const port::BarQuery& query) {
  PITWALL_TRY_VOID(refresh());
  const Series* series = find(query.symbol, query.size);
  if (!series) return std::vector<market::Bar>();
  // Outside these there is nothing, whatever was asked.
  const Time from = std::max(query.from, series->coverage.first);
  const Time to = std::min(query.to, series->coverage.last + nanoseconds(1));
  if (from >= to) return std::vector<market::Bar>();
  std::optional<std::vector<market::Bar>> known = recall(series->id, from, to, query.limit);
  if (known) return *std::move(known);
  PITWALL_TRY(std::vector<market::Bar> bars, read_rows(series->id, from, to, query.limit));
  remember(series->id, from, to, query.limit, bars);
  return bars;
}

Result<std::vector<market::Bar>> SqliteBars::read_rows(std::int64_t series, Time from, Time to,
                                                       std::size_t limit) {
  const bool newest = limit > 0;
  Statement& statement = newest ? statements_.last : statements_.first;
  const Reset reset(statement);
  statement.bind(1, series).bind(2, from.nanoseconds).bind(3, to.nanoseconds);
  if (newest) {
    constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
    statement.bind(4, static_cast<std::int64_t>(std::min(limit, most)));
  }
  std::vector<market::Bar> bars;
  while (true) {
    PITWALL_TRY(const bool row, statement.step());
    if (!row) break;
    bars.push_back(bar_of(statement));
  }
  if (newest) std::reverse(bars.begin(), bars.end());
  return bars;
}

std::optional<std::vector<market::Bar>> SqliteBars::recall(std::int64_t series, Time from, Time to,
                                                           std::size_t limit) {
  for (std::size_t i = 0; i < recent_.size(); ++i) {
    const Stretch& stretch = recent_[i];
    if (stretch.series != series || to > stretch.to) continue;
    const auto end = std::ranges::lower_bound(stretch.bars, to, {}, &market::Bar::time);
    auto begin = std::ranges::lower_bound(stretch.bars, from, {}, &market::Bar::time);
    const bool cut = limit > 0 && static_cast<std::size_t>(end - begin) >= limit;
    if (cut) begin = end - static_cast<std::ptrdiff_t>(limit);
    if (!cut && from < stretch.from) continue;
    std::vector<market::Bar> bars(begin, end);
    std::rotate(recent_.begin(), recent_.begin() + static_cast<std::ptrdiff_t>(i),
                recent_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    return bars;
  }
  return std::nullopt;
}

void SqliteBars::remember(std::int64_t series, Time from, Time to, std::size_t limit,
                          const std::vector<market::Bar>& bars) {
  if (bars.size() > max_recent_bars) return;
  // A limit that was reached says nothing of what stands before.
  const bool cut = limit > 0 && bars.size() == limit;
  if (recent_.size() == max_recent) recent_.pop_back();
  recent_.insert(recent_.begin(), Stretch{series, cut ? bars.front().time : from, to, bars});
}

Result<std::vector<port::BarCoverage>> SqliteBars::coverage() {
  PITWALL_TRY_VOID(refresh());
  std::vector<port::BarCoverage> all;
  for (const Series& series : series_) all.push_back(series.coverage);
  return all;
}

Result<std::optional<port::BarCoverage>> SqliteBars::coverage_of(market::Symbol symbol,
                                                                 market::BarSize size) {
  PITWALL_TRY_VOID(refresh());
  const Series* series = find(symbol, size);
  return series ? std::optional(series->coverage) : std::nullopt;
}

Result<void> SqliteBars::write(market::Symbol symbol, market::BarSize size, std::string_view source,
                               const std::vector<market::Bar>& bars) {
  for (const market::Bar& bar : bars) PITWALL_TRY_VOID(market::validate(bar));
  if (bars.empty()) return {};
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  // Our own changes do not show in the file's version.
  version_.reset();
  PITWALL_TRY_VOID(refresh());
  if (!find(symbol, size)) {
    const std::string name = size.text();
    PITWALL_TRY_VOID(statements_.add.bind(1, symbol.view()).bind(2, name).run());
    version_.reset();
    PITWALL_TRY_VOID(refresh());
  }
  Series* const series = find(symbol, size);
  PITWALL_CHECK(series, "a series that was added is missing");
  version_.reset();
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
