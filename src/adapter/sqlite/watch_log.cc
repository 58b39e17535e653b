#include "adapter/sqlite/watch_log.h"

#include <cmath>
#include <limits>

namespace pitwall::sqlite {
namespace {

// Times are nanoseconds of UTC; no symbol is ''. An index ends in the sequence, so that one value's
// events are read newest first straight from it.
constexpr Schema schema{.application_id = 0x5057574C,  // "PWWL"
                        .version = 1,
                        .create = R"(
CREATE TABLE progress(last INTEGER NOT NULL) STRICT;
INSERT INTO progress VALUES(0);
CREATE TABLE events(
  sequence INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  kind TEXT NOT NULL,
  severity INTEGER NOT NULL,
  subject TEXT NOT NULL,
  symbol TEXT NOT NULL,
  words TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX by_time ON events(time);
CREATE INDEX by_kind ON events(kind);
CREATE INDEX by_severity ON events(severity);
CREATE INDEX by_subject ON events(subject);
CREATE INDEX by_symbol ON events(symbol) WHERE symbol<>'';
CREATE TABLE measures(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE samples(
  measure INTEGER NOT NULL,
  time INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY(measure, time)
) STRICT, WITHOUT ROWID;
)",
                        .commit = Commit::in_order};

Error explained(Error failure) {
  if (failure.code == Code::corrupt || failure.code == Code::unsupported)
    failure.message +=
        " It may be moved away: events are taken from the journal again, measures of the machine "
        "begin anew.";
  return failure;
}

std::string sql_of(const port::LoggedEventQuery& query) {
  std::string sql =
      "SELECT sequence, time, kind, severity, subject, symbol, words, detail FROM events "
      "WHERE sequence<?1";
  // Sequences order, times only explain: a clock that was set back leaves them in another order. So
  // the first and last sequence of that time are looked up in its index, to read no others.
  if (query.from > Time::min())
    sql +=
        " AND time>=?2 AND sequence>=(SELECT min(sequence) FROM events WHERE time>=?2 AND time<?3)";
  if (query.until < Time::max())
    sql +=
        " AND time<?3 AND sequence<=(SELECT max(sequence) FROM events WHERE time>=?2 AND time<?3)";
  if (query.least > port::Severity::info) sql += " AND severity>=?4";
  if (!query.subject.empty()) sql += " AND subject=?5";
  // The second condition lets the index be used, which has only those with a symbol.
  if (query.symbol) sql += " AND symbol=?6 AND symbol<>''";
  if (!query.kinds.empty()) {
    sql += " AND kind IN (";
    for (std::size_t i = 0; i < query.kinds.size(); ++i)
      sql += fmt::format("{}?{}", i == 0 ? "" : ",", 8 + i);
    sql += ")";
  }
  return sql += " ORDER BY sequence DESC LIMIT ?7";
}

Result<port::LoggedEvent> event_in(const Statement& row) {
  const auto damaged = [&] {
    return error(Code::corrupt,
                 "Event {} in {} cannot be read: move the file away, and Pitwall makes a new one "
                 "from the journal.",
                 row.integer(0), watch_log_name);
  };
  port::LoggedEvent event;
  event.sequence = static_cast<std::uint64_t>(row.integer(0));
  event.time = Time{row.integer(1)};
  event.kind = row.text(2);
  const std::int64_t severity = row.integer(3);
  if (severity < 0 || severity >= count_of(port::Severity{})) return damaged();
  event.severity = static_cast<port::Severity>(severity);
  event.subject = row.text(4);
  if (!row.text(5).empty()) {
    const Result<market::Symbol> symbol = market::Symbol::parse(row.text(5));
    if (!symbol) return damaged();
    event.symbol = *symbol;
  }
  event.words = row.text(6);
  event.detail = row.text(7);
  return event;
}

}  // namespace

Result<std::unique_ptr<SqliteWatchLog>> SqliteWatchLog::open(const std::filesystem::path& folder) {
  Result<Database> opened = Database::open(folder / watch_log_name, schema);
  if (!opened) return explained(std::move(opened).error());
  Database& database = *opened;
  PITWALL_TRY(Statement last, database.prepare("SELECT last FROM progress"));
  PITWALL_TRY(Statement advance, database.prepare("UPDATE progress SET last=max(last, ?1)"));
  PITWALL_TRY(Statement add_event,
              database.prepare("INSERT INTO events VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                               "ON CONFLICT(sequence) DO NOTHING"));
  PITWALL_TRY(Statement forget_events,
              database.prepare("DELETE FROM events WHERE sequence IN (SELECT sequence FROM events "
                               "WHERE time<?1 ORDER BY time LIMIT ?2)"));
  PITWALL_TRY(Statement add_measure,
              database.prepare("INSERT INTO measures(name) SELECT ?1 WHERE NOT EXISTS(SELECT 1 "
                               "FROM measures WHERE name=?1)"));
  PITWALL_TRY(Statement add_sample,
              database.prepare("INSERT INTO samples VALUES((SELECT id FROM measures WHERE "
                               "name=?1), ?2, ?3) ON CONFLICT DO UPDATE SET value=?3"));
  PITWALL_TRY(Statement latest,
              database.prepare("SELECT m.name, s.time, s.value FROM measures AS m "
                               "JOIN samples AS s ON s.measure=m.id AND s.time=(SELECT max(time) "
                               "FROM samples WHERE measure=m.id) ORDER BY m.name"));
  // The remainder of a time before 1970 is negative.
  PITWALL_TRY(Statement spans,
              database.prepare("SELECT time-((time%?4)+?4)%?4 AS start, min(value), avg(value), "
                               "max(value), count(*) FROM samples WHERE measure=(SELECT id FROM "
                               "measures WHERE name=?1) AND time>=?2 AND time<?3 GROUP BY start "
                               "ORDER BY start LIMIT ?5"));
  PITWALL_TRY(Statement measures, database.prepare("SELECT id FROM measures"));
  PITWALL_TRY(Statement forget_samples,
              database.prepare("DELETE FROM samples WHERE measure=?1 AND time IN (SELECT time FROM "
                               "samples WHERE measure=?1 AND time<?2 ORDER BY time LIMIT ?3)"));
  PITWALL_TRY(Statement forget_measures,
              database.prepare("DELETE FROM measures WHERE NOT EXISTS(SELECT 1 FROM samples WHERE "
                               "measure=id)"));
  return std::unique_ptr<SqliteWatchLog>(new SqliteWatchLog(
      std::move(database),
      {std::move(last), std::move(advance), std::move(add_event), std::move(forget_events),
       std::move(add_measure), std::move(add_sample), std::move(latest), std::move(spans),
       std::move(measures), std::move(forget_samples), std::move(forget_measures)}));
}

Result<void> SqliteWatchLog::put(const std::vector<port::LoggedEvent>& events,
                                 std::uint64_t up_to) {
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  for (const port::LoggedEvent& event : events) {
    PITWALL_CHECK(event.sequence <= up_to, "event {} beyond {}", event.sequence, up_to);
    PITWALL_TRY_VOID(statements_.add_event.bind(1, static_cast<std::int64_t>(event.sequence))
                         .bind(2, event.time.nanoseconds)
                         .bind(3, event.kind)
                         .bind(4, static_cast<std::int64_t>(event.severity))
                         .bind(5, event.subject)
                         .bind(6, event.symbol ? event.symbol->view() : std::string_view())
                         .bind(7, event.words)
                         .bind(8, event.detail)
                         .run());
  }
  PITWALL_TRY_VOID(statements_.advance.bind(1, static_cast<std::int64_t>(up_to)).run());
  return transaction.commit();
}

Result<std::uint64_t> SqliteWatchLog::last() {
  const Reset reset(statements_.last);
  PITWALL_TRY(const bool row, statements_.last.step());
  PITWALL_CHECK(row, "no progress in {}", watch_log_name);
  return static_cast<std::uint64_t>(statements_.last.integer(0));
}

Result<std::vector<port::LoggedEvent>> SqliteWatchLog::events(const port::LoggedEventQuery& query) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto bounded = [](std::uint64_t value) {
    return static_cast<std::int64_t>(std::min(value, static_cast<std::uint64_t>(most)));
  };
  PITWALL_TRY(Statement row, database_.prepare(sql_of(query).c_str()));
  row.bind(1, query.before ? bounded(*query.before) : most)
      .bind(2, query.from.nanoseconds)
      .bind(3, query.until.nanoseconds)
      .bind(4, static_cast<std::int64_t>(query.least))
      .bind(5, query.subject)
      .bind(6, query.symbol ? query.symbol->view() : std::string_view())
      .bind(7, bounded(query.limit));
  for (std::size_t i = 0; i < query.kinds.size(); ++i)
    row.bind(static_cast<int>(8 + i), query.kinds[i]);
  std::vector<port::LoggedEvent> found;
  while (true) {
    PITWALL_TRY(const bool more, row.step());
    if (!more) return found;
    PITWALL_TRY(port::LoggedEvent event, event_in(row));
    found.push_back(std::move(event));
  }
}

Result<void> SqliteWatchLog::put(const std::vector<port::Sample>& samples) {
  for (const port::Sample& sample : samples)
    if (!std::isfinite(sample.value))
      return error(Code::invalid_argument, "{} is no number: {}.", sample.measure, sample.value);
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  for (const port::Sample& sample : samples) {
    PITWALL_TRY_VOID(statements_.add_measure.bind(1, sample.measure).run());
    PITWALL_TRY_VOID(statements_.add_sample.bind(1, sample.measure)
                         .bind(2, sample.time.nanoseconds)
                         .bind(3, sample.value)
                         .run());
  }
  return transaction.commit();
}

Result<std::vector<port::Sample>> SqliteWatchLog::latest() {
  Statement& row = statements_.latest;
  const Reset reset(row);
  std::vector<port::Sample> found;
  while (true) {
    PITWALL_TRY(const bool more, row.step());
    if (!more) return found;
    found.push_back({std::string(row.text(0)), Time{row.integer(1)}, row.real(2)});
  }
}

Result<std::vector<port::SampleSpan>> SqliteWatchLog::samples(std::string_view measure, Time from,
                                                              Time until, Duration step) {
  if (step <= Duration())
    return error(Code::invalid_argument, "A stretch of time is longer than {}.", step.text());
  Statement& row = statements_.spans;
  const Reset reset(row);
  row.bind(1, measure)
      .bind(2, from.nanoseconds)
      .bind(3, until.nanoseconds)
      .bind(4, step.nanoseconds)
      .bind(5, max_spans + 1);
  std::vector<port::SampleSpan> found;
  while (true) {
    PITWALL_TRY(const bool more, row.step());
    if (!more) return found;
    if (std::cmp_equal(found.size(), max_spans))
      return error(Code::too_large,
                   "More than {} stretches of {}: ask for longer ones, or for less time.",
                   max_spans, step.text());
    found.push_back({Time{row.integer(0)}, row.real(1), row.real(2), row.real(3),
                     static_cast<std::uint64_t>(row.integer(4))});
  }
}

Result<void> SqliteWatchLog::forget(Time events_before, Time samples_before) {
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  PITWALL_TRY_VOID(
      statements_.forget_events.bind(1, events_before.nanoseconds).bind(2, max_forgotten).run());
  PITWALL_TRY_VOID(forget_samples(samples_before));
  return transaction.commit();
}

Result<void> SqliteWatchLog::forget_samples(Time before) {
  PITWALL_TRY(const std::vector<std::int64_t> all, measures());
  std::int64_t left = max_forgotten;
  for (const std::int64_t measure : all) {
    PITWALL_TRY_VOID(statements_.forget_samples.bind(1, measure)
                         .bind(2, before.nanoseconds)
                         .bind(3, left)
                         .run());
    left -= database_.changes();
  }
  return statements_.forget_measures.run();
}

Result<std::vector<std::int64_t>> SqliteWatchLog::measures() {
  Statement& row = statements_.measures;
  const Reset reset(row);
  std::vector<std::int64_t> found;
  while (true) {
    PITWALL_TRY(const bool more, row.step());
    if (!more) return found;
    found.push_back(row.integer(0));
  }
}

}  // namespace pitwall::sqlite
