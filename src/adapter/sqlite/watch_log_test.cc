#include "adapter/sqlite/watch_log.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <ctime>
#include <fstream>
#include <limits>

#include "adapter/sqlite/test_folder.h"

namespace pitwall::sqlite {
namespace {
using namespace market::literals;
using port::LoggedEvent;
using port::LoggedEventQuery;
using port::Sample;
using port::Severity;

constexpr Time start = Time::from_unix_seconds(1'608'044'400);  // 2020-12-15T15:00:00Z

std::unique_ptr<SqliteWatchLog> open_log(const TestFolder& folder) {
  Result<std::unique_ptr<SqliteWatchLog>> log = SqliteWatchLog::open(folder.path());
  REQUIRE_MESSAGE(log.ok(), (log ? "" : log.error().message));
  return std::move(*log);
}

// One event a minute, on a clock that is set back by an hour now and then: kinds, subjects, symbols
// and severities take turns of different lengths.
LoggedEvent event_at(std::uint64_t sequence) {
  LoggedEvent event;
  event.sequence = sequence;
  const auto minute = static_cast<std::int64_t>(sequence);
  event.time = start + minutes(minute) - hours(minute / 90);
  event.kind = std::array{"trigger_fired", "health_changed", "alert_raised"}[sequence % 3];
  event.severity = static_cast<Severity>(sequence % 5 % 3);
  event.subject = std::array{"AAPL above 200", "gateway"}[sequence % 2];
  if (sequence % 4 != 0) event.symbol = sequence % 4 == 1 ? "AAPL"_sym : "SPY"_sym;
  event.words = fmt::format("Event {}: по-русски", sequence);
  event.detail = fmt::format(R"({{"sequence":{}}})", sequence);
  return event;
}

std::vector<LoggedEvent> events_from(std::uint64_t first, std::uint64_t last) {
  std::vector<LoggedEvent> events;
  for (std::uint64_t i = first; i <= last; ++i) events.push_back(event_at(i));
  return events;
}

std::vector<std::uint64_t> sequences(SqliteWatchLog& log, const LoggedEventQuery& query) {
  const auto found = log.events(query);
  REQUIRE_MESSAGE(found.ok(), (found ? "" : found.error().message));
  std::vector<std::uint64_t> numbers;
  for (const LoggedEvent& event : *found) numbers.push_back(event.sequence);
  return numbers;
}

// What a query should give of the events 1 to `last`, worked out the slow way.
std::vector<std::uint64_t> expected(const LoggedEventQuery& query, std::uint64_t last) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = last; i > 0 && numbers.size() < query.limit; --i) {
    const LoggedEvent event = event_at(i);
    const bool kind = query.kinds.empty() || std::ranges::count(query.kinds, event.kind) > 0;
    if (kind && event.time >= query.from && event.time < query.until &&
        (query.subject.empty() || event.subject == query.subject) &&
        (!query.symbol || event.symbol == query.symbol) && event.severity >= query.least &&
        (!query.before || i < *query.before))
      numbers.push_back(i);
  }
  return numbers;
}

TEST_CASE("an event comes back as it was put, also after opening again") {
  const TestFolder folder;
  REQUIRE(open_log(folder)->put(events_from(7, 8), 12).ok());
  const auto log = open_log(folder);
  CHECK(log->last().value() == 12);
  const std::vector<LoggedEvent> found = log->events({}).value();
  REQUIRE(found.size() == 2);
  for (const LoggedEvent& event : found) {
    const LoggedEvent put = event_at(event.sequence);
    CHECK(event.time == put.time);
    CHECK(event.kind == put.kind);
    CHECK(event.severity == put.severity);
    CHECK(event.subject == put.subject);
    CHECK(event.symbol == put.symbol);
    CHECK(event.words == put.words);
    CHECK(event.detail == put.detail);
  }
}

TEST_CASE("each filter alone, and all of them together, leave what they should") {
  const TestFolder folder;
  const auto log = open_log(folder);
  REQUIRE(log->put(events_from(1, 300), 300).ok());
  for (unsigned filters = 0; filters < 256; ++filters) {
    LoggedEventQuery query;
    if ((filters & 1) != 0) query.from = start + minutes(40);
    if ((filters & 2) != 0) query.until = start + minutes(180);
    if ((filters & 4) != 0) query.kinds = {"trigger_fired"};
    if ((filters & 8) != 0) query.kinds = {"health_changed", "alert_raised", "nothing"};
    if ((filters & 16) != 0) query.subject = "gateway";
    if ((filters & 32) != 0) query.symbol = "SPY"_sym;
    if ((filters & 64) != 0)
      query.least = filters % 2 == 0 ? Severity::attention : Severity::urgent;
    if ((filters & 128) != 0) query.before = 250;
    CAPTURE(filters);
    CHECK(sequences(*log, query) == expected(query, 300));
    query.limit = 1000;
    CHECK(sequences(*log, query) == expected(query, 300));
  }
  LoggedEventQuery none;
  none.limit = 0;
  CHECK(sequences(*log, none).empty());
  none.limit = std::numeric_limits<std::size_t>::max();
  none.before = std::numeric_limits<std::uint64_t>::max();
  CHECK(sequences(*log, none).size() == 300);
  none.symbol = "TSLA"_sym;
  CHECK(sequences(*log, none).empty());
}

TEST_CASE("pages by sequence show each event once, whatever comes meanwhile") {
  const TestFolder folder;
  const auto log = open_log(folder);
  REQUIRE(log->put(events_from(1, 100), 100).ok());
  LoggedEventQuery query;
  query.kinds = {"trigger_fired", "alert_raised"};
  query.limit = 7;
  std::vector<std::uint64_t> seen;
  for (std::uint64_t more = 101;; ++more) {
    const std::vector<std::uint64_t> page = sequences(*log, query);
    if (page.empty()) break;
    seen.insert(seen.end(), page.begin(), page.end());
    query.before = page.back();
    REQUIRE(log->put({event_at(more)}, more).ok());
  }
  LoggedEventQuery all = query;
  all.before.reset();
  all.limit = 1000;
  CHECK(seen == expected(all, 100));
}

TEST_CASE("what is put again changes nothing") {
  const TestFolder folder;
  const auto log = open_log(folder);
  CHECK(log->last().value() == 0);
  REQUIRE(log->put(events_from(1, 10), 20).ok());
  std::vector<LoggedEvent> again = events_from(5, 12);
  for (LoggedEvent& event : again) event.words = "other words";
  REQUIRE(log->put(again, 15).ok());
  CHECK(log->last().value() == 20);
  const std::vector<LoggedEvent> found = log->events({}).value();
  REQUIRE(found.size() == 12);
  for (const LoggedEvent& event : found)
    CHECK(event.words == (event.sequence > 10 ? "other words" : event_at(event.sequence).words));
  REQUIRE(log->put(std::vector<LoggedEvent>(), 30).ok());
  CHECK(log->last().value() == 30);
}

TEST_CASE("what was put is there after the process is killed, and half a put is not") {
  const TestFolder folder;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto log = SqliteWatchLog::open(folder.path());
    if (!log || !(*log)->put(events_from(1, 3), 5) || !(*log)->put({{"load", start, 0.5}}))
      ::_exit(1);
    // A figure that is none refuses the measures that stand before it, too.
    if ((*log)->put({{"load", start + minutes(1), 1.0}, {"heat", start, std::nan("")}}).ok())
      ::_exit(2);
    ::raise(SIGKILL);
    ::_exit(3);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  const auto log = open_log(folder);
  CHECK(log->last().value() == 5);
  CHECK(sequences(*log, {}) == std::vector<std::uint64_t>{3, 2, 1});
  CHECK(log->latest().value().size() == 1);
}

TEST_CASE("the latest of each measure, by name") {
  const TestFolder folder;
  const auto log = open_log(folder);
  CHECK(log->latest().value().empty());
  REQUIRE(log->put({{"memory", start, 0.5}, {"load", start, 2.0}}).ok());
  REQUIRE(log->put({{"load", start + minutes(1), 3.0}, {"load", start - minutes(1), 1.0}}).ok());
  REQUIRE(log->put({{"load", start + minutes(1), 4.0}}).ok());
  const std::vector<Sample> latest = log->latest().value();
  REQUIRE(latest.size() == 2);
  CHECK(latest[0].measure == "load");
  CHECK(latest[0].time == start + minutes(1));
  CHECK(latest[0].value == 4.0);
  CHECK(latest[1].measure == "memory");
  CHECK(latest[1].value == 0.5);
}

TEST_CASE("samples are summed up by stretches of time, on either side of 1970") {
  const TestFolder folder;
  const auto log = open_log(folder);
  for (const Time from : {start, Time() - minutes(30)}) {
    std::vector<Sample> samples;
    for (int i = 0; i < 60; ++i)
      if (i < 10 || i >= 20) samples.push_back({"load", from + minutes(i), i * 0.25});
    REQUIRE(log->put(samples).ok());
    const auto spans =
        log->samples("load", from + minutes(2), from + minutes(47), minutes(10)).value();
    REQUIRE(spans.size() == 4);
    CHECK(spans[0].from == from);
    CHECK(spans[0].count == 8);
    CHECK(spans[0].least == 0.5);
    CHECK(spans[0].most == 2.25);
    CHECK(spans[0].average == doctest::Approx(1.375));
    CHECK(spans[1].from == from + minutes(20));
    CHECK(spans[1].count == 10);
    CHECK(spans[3].from == from + minutes(40));
    CHECK(spans[3].count == 7);
  }
  CHECK(log->samples("heat", Time::min(), Time::max(), minutes(10)).value().empty());
  CHECK(log->samples("load", start, start, minutes(10)).value().empty());
  CHECK(log->samples("load", start, start + days(1), Duration()).error().code ==
        Code::invalid_argument);
}

TEST_CASE("too many stretches are refused, as many as are allowed are not") {
  const TestFolder folder;
  const auto log = open_log(folder);
  std::vector<Sample> samples;
  for (int i = 0; i <= SqliteWatchLog::max_spans; ++i)
    samples.push_back({"load", start + seconds(i), 1.0});
  REQUIRE(log->put(samples).ok());
  const Time end = samples.back().time;
  CHECK(log->samples("load", start, end + seconds(1), seconds(1)).error().code == Code::too_large);
  CHECK(log->samples("load", start, end, seconds(1))->size() == SqliteWatchLog::max_spans);
}

TEST_CASE("what is older is forgotten, a bounded part at a time") {
  const TestFolder folder;
  const auto log = open_log(folder);
  REQUIRE(log->put(events_from(1, 100), 100).ok());
  REQUIRE(
      log->put({{"gone", start, 1.0}, {"load", start, 1.0}, {"load", start + hours(1), 2.0}}).ok());
  LoggedEventQuery query;
  query.limit = 1000;
  query.from = start + minutes(80);
  const std::vector<std::uint64_t> kept = sequences(*log, query);
  CHECK(kept.size() == 10);
  REQUIRE(log->forget(query.from, start + hours(1)).ok());
  query.from = Time::min();
  CHECK(sequences(*log, query) == kept);
  CHECK(log->last().value() == 100);
  const std::vector<Sample> latest = log->latest().value();
  REQUIRE(latest.size() == 1);
  CHECK(latest[0].value == 2.0);
  CHECK(log->samples("load", Time::min(), Time::max(), minutes(1))->size() == 1);

  std::vector<Sample> many;
  for (int i = 0; i < SqliteWatchLog::max_forgotten; ++i)
    many.push_back({i % 2 == 0 ? "a" : "b", start + seconds(i), 1.0});
  many.push_back({"c", start, 1.0});
  many.push_back({"c", start + seconds(1), 1.0});
  REQUIRE(log->put(many).ok());
  REQUIRE(log->forget(Time::min(), start + days(1)).ok());
  std::size_t left = 0;
  const std::vector<Sample> remaining = log->latest().value();
  for (const Sample& sample : remaining)
    left += log->samples(sample.measure, Time::min(), Time::max(), hours(24))->front().count;
  CHECK(left == 3);  // with the one that was there before
  REQUIRE(log->forget(Time::min(), start + days(1)).ok());
  CHECK(log->latest().value().empty());
}

TEST_CASE("a newer, a foreign and a damaged file say what can be done") {
  const TestFolder folder;
  const std::filesystem::path path = folder.path() / watch_log_name;
  const auto change = [&](std::int64_t offset, std::string_view bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    REQUIRE(file.good());
  };
  const auto refusal = [&] { return SqliteWatchLog::open(folder.path()).error(); };
  REQUIRE(open_log(folder)->put(events_from(1, 1000), 1000).ok());
  // A page of the table, somewhere in the middle: what is read of it is damaged.
  change(static_cast<std::int64_t>(std::filesystem::file_size(path) / 2 / 4096 * 4096),
         std::string(8192, '\xff'));
  LoggedEventQuery all;
  all.limit = 1000;
  const auto found = open_log(folder)->events(all);
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().code == Code::corrupt);
  CHECK(found.error().message.find("move it away") != std::string::npos);

  change(60, std::string_view("\0\0\0\2", 4));  // the file format's user version
  CHECK(refusal().code == Code::unsupported);
  CHECK(refusal().message.find("from the journal again") != std::string::npos);
  change(68, "ELSE");  // its application id
  CHECK(refusal().code == Code::corrupt);
  change(0, "not a database");
  CHECK(refusal().code == Code::corrupt);
  CHECK(refusal().message.find("move it away") != std::string::npos);
  CHECK(refusal().message.find("from the journal again") != std::string::npos);
  std::filesystem::rename(path, folder.path() / "watch.db.damaged");
  CHECK(open_log(folder)->last().value() == 0);
}

// Three days of sixty measures, one a minute.
TEST_CASE("a day of one measure is found at once among those of many") {
  const TestFolder folder;
  const auto log = open_log(folder);
  constexpr int measures = 60;
  constexpr int length = 3 * 24 * 60;
  std::vector<Sample> samples;
  for (int minute = 0; minute < length; ++minute)
    for (int measure = 0; measure < measures; ++measure)
      samples.push_back({fmt::format("measure_{}", measure), start + minutes(minute),
                         std::sin(minute * 0.01 + measure)});
  REQUIRE(log->put(samples).ok());
  const std::clock_t begin = std::clock();  // of the processor: others may be using it meanwhile
  const Time end = start + minutes(length);
  const auto spans = log->samples("measure_7", end - days(1), end, minutes(15)).value();
  const auto latest = log->latest().value();
  const double taken = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  CHECK(spans.size() == 96);
  CHECK(latest.size() == measures);
  CHECK(taken < 0.25);  // seconds; it is one or two thousandths
}

}  // namespace
}  // namespace pitwall::sqlite
