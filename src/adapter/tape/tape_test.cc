#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "adapter/tape/tape_reader.h"
#include "adapter/tape/tape_writer.h"
#include "adapter/tape/test_ticks.h"
#include "base/sha256.h"

namespace pitwall::tape {
namespace {

void add(TapeWriter& writer, const Entry& entry) {
  writer.add(entry.symbol, entry.tick, entry.quote, entry.at);
}

struct Read {
  std::vector<Entry> entries;
  std::vector<std::string> damage;
};

Read read_days(const std::filesystem::path& folder, Date first, Date last) {
  Read read;
  Result<TapeReader> reader = TapeReader::open(
      folder, first, last, [&](const Error& error) { read.damage.push_back(error.message); });
  REQUIRE_MESSAGE(reader.ok(), (reader ? "" : reader.error().message));
  Entry entry;
  while (reader->next(entry).value()) read.entries.push_back(entry);
  return read;
}

Read read_bytes(std::string_view bytes) {
  Read read;
  const ReadAt at = [bytes](std::uint64_t offset, char* out, std::size_t size) {
    return Result(offset < bytes.size() ? bytes.substr(offset).copy(out, size) : std::size_t{0});
  };
  DayReader reader("2020-11-22.tape", at,
                   [&](const Error& error) { read.damage.push_back(error.message); });
  Entry entry;
  while (reader.next(entry).value()) read.entries.push_back(entry);
  return read;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_content(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.good());
}

// Ticks of one day in blocks of their own, and where each block begins and its run ends.
struct Recorded {
  std::vector<Entry> entries;  // some in each block
  std::vector<std::size_t> begins;
  std::vector<std::size_t> runs;  // the run of each block
  std::string bytes;
  static constexpr std::size_t in_block = 3;

  std::vector<Entry> without(const std::function<bool(std::size_t)>& lost_block) const {
    std::vector<Entry> left;
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (!lost_block(i / in_block)) left.push_back(entries[i]);
    return left;
  }
};

Recorded record(const std::filesystem::path& folder, std::size_t runs, std::size_t blocks_a_run) {
  Recorded recorded;
  TestTicks ticks(11);
  TapeWriter writer(folder, {});
  const std::filesystem::path path = path_of(folder, Date::of_utc(ticks.now()));
  for (std::size_t block = 0; block < runs * blocks_a_run; ++block) {
    recorded.begins.push_back(block == 0 ? 0 : std::filesystem::file_size(path));
    recorded.runs.push_back(block / blocks_a_run);
    for (std::size_t i = 0; i < Recorded::in_block; ++i) {
      recorded.entries.push_back(block % 2 == 0 ? ticks.lively(4) : ticks.wild());
      add(writer, recorded.entries.back());
    }
    // The last block of a run is written a minute after its first.
    if ((block + 1) % blocks_a_run == 0) ticks.pass(minutes(2));
    REQUIRE(writer.flush(ticks.now()).ok());
  }
  recorded.bytes = content(path);
  return recorded;
}

TEST_CASE("what was recorded is read again, whatever came between: flushes, restarts, midnight") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const TestFolder folder;
    TestTicks ticks(seed, Time::parse("2020-11-22T23:59:59Z").value());
    std::vector<Entry> written;
    auto writer = std::make_unique<TapeWriter>(folder.path() / "tape", TapeLimits());
    for (int i = 0; i < 6000; ++i) {
      written.push_back(ticks.lively(20));
      add(*writer, written.back());
      if (i % 997 == 0) REQUIRE(writer->flush(ticks.now()).ok());
      if (i % 1999 != 0) continue;
      REQUIRE(writer->flush(ticks.now()).ok());
      writer = std::make_unique<TapeWriter>(folder.path() / "tape", TapeLimits());
    }
    REQUIRE(writer->flush(ticks.now()).ok());
    CHECK(writer->lost() == 0);
    const Date day = Date::from_civil(2020, 11, 22);
    const Read both = read_days(folder.path() / "tape", day, day + 1);
    CHECK(both.damage.empty());
    CHECK(same(both.entries, written));
    const Read first = read_days(folder.path() / "tape", day, day);
    CHECK(first.entries.size() > 10);
    CHECK(first.entries.size() < written.size());
    for (const Entry& entry : first.entries) CHECK(Date::of_utc(entry.at) == day);
    CHECK(TapeReader::open(folder.path() / "tape", day + 2, day + 9, {}).error().code ==
          Code::no_data);
  }
  CHECK(TapeReader::open("/nowhere", {}, Date::from_civil(2100, 1, 1), {}).error().code ==
        Code::no_data);
}

TEST_CASE("a clock that is set back over midnight goes on in the file of the day before") {
  const TestFolder folder;
  const Time midnight = Time::parse("2020-11-23T00:00:00Z").value();
  TapeWriter writer(folder.path(), {});
  std::vector<Entry> early;
  std::vector<Entry> late;
  for (const int second : {-20, -10, 5, -8, -7, 6, 7}) {
    TestTicks ticks(static_cast<std::uint64_t>(second + 100), midnight + seconds(second));
    (second < 0 ? early : late).push_back(ticks.lively(3));
    add(writer, (second < 0 ? early : late).back());
  }
  REQUIRE(writer.flush(midnight + seconds(8)).ok());
  const Date day = Date::of_utc(midnight);
  CHECK(same(read_days(folder.path(), day - 1, day - 1).entries, early));
  CHECK(same(read_days(folder.path(), day, day).entries, late));
}

TEST_CASE("a block that a crash tore, anywhere, is cut off and the tape goes on") {
  const TestFolder folder;
  const Recorded recorded = record(folder.path(), 1, 3);
  const Date day = Date::of_utc(recorded.entries.front().at);
  const std::vector<Entry> whole = recorded.without([](std::size_t block) { return block == 2; });
  TestTicks ticks(12);
  const Entry more = ticks.lively(4);
  for (std::size_t size = recorded.begins[2]; size < recorded.bytes.size(); ++size) {
    CAPTURE(size);
    write_content(path_of(folder.path(), day), recorded.bytes.substr(0, size));
    TapeWriter writer(folder.path(), {});
    add(writer, more);
    REQUIRE(writer.flush(more.at).ok());
    const Read read = read_days(folder.path(), day, day);
    CHECK(read.damage.empty());
    std::vector<Entry> expected = whole;
    expected.push_back(more);
    CHECK(same(read.entries, expected));
  }
}

TEST_CASE("zeros where the last block should be, as a power loss leaves them, are cut off") {
  const TestFolder folder;
  const Recorded recorded = record(folder.path(), 1, 3);
  const Date day = Date::of_utc(recorded.entries.front().at);
  std::string bytes = recorded.bytes;
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(recorded.begins[2]) + 30, bytes.end(),
            '\0');
  bytes.append(200'000, '\0');
  write_content(path_of(folder.path(), day), bytes);
  TestTicks ticks(12);
  TapeWriter writer(folder.path(), {});
  add(writer, ticks.lively(4));
  REQUIRE(writer.flush(ticks.now()).ok());
  const Read read = read_days(folder.path(), day, day);
  CHECK(read.damage.empty());
  CHECK(read.entries.size() == 2 * Recorded::in_block + 1);
}

TEST_CASE("a flipped bit costs the rest of its run, is told with its place, and nothing else") {
  const TestFolder folder;
  const Recorded recorded = record(folder.path(), 3, 3);
  CHECK(same(read_bytes(recorded.bytes).entries, recorded.entries));
  for (std::size_t at = 0; at < recorded.bytes.size(); ++at) {
    std::string bytes = recorded.bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 1 << at % 8);
    std::size_t hit = recorded.begins.size() - 1;
    while (recorded.begins[hit] > at) --hit;
    const Read read = read_bytes(bytes);
    CAPTURE(at);
    CHECK(same(read.entries, recorded.without([&](std::size_t block) {
      return block >= hit && recorded.runs[block] == recorded.runs[hit];
    })));
    REQUIRE(read.damage.size() == 1);
    const std::string place = fmt::format("from byte {} on", recorded.begins[hit]);
    CHECK(read.damage[0].find(place) != std::string::npos);
  }
}

TEST_CASE("recording goes on behind damage, and cuts nothing off that is whole") {
  const TestFolder folder;
  const Recorded recorded = record(folder.path(), 2, 2);
  const Date day = Date::of_utc(recorded.entries.front().at);
  std::string bytes = recorded.bytes;
  bytes[recorded.begins[1]] = 'x';
  write_content(path_of(folder.path(), day), bytes);
  TestTicks ticks(12);
  TapeWriter writer(folder.path(), {});
  add(writer, ticks.lively(4));
  REQUIRE(writer.flush(ticks.now()).ok());
  CHECK(content(path_of(folder.path(), day)).starts_with(bytes));
  const Read read = read_days(folder.path(), day, day);
  CHECK(read.damage.size() == 1);
  CHECK(read.entries.size() == 3 * Recorded::in_block + 1);
}

TEST_CASE("a newer version's tape is neither read nor touched") {
  const TestFolder folder;
  const Recorded recorded = record(folder.path(), 1, 1);
  const Date day = Date::of_utc(recorded.entries.front().at);
  std::string bytes = recorded.bytes;
  bytes[4] = 2;
  const Digest digest = sha256(std::string_view(bytes).substr(0, 20));
  std::ranges::copy_n(digest.bytes.begin(), 4, bytes.begin() + 20);
  write_content(path_of(folder.path(), day), bytes);
  Result<TapeReader> reader = TapeReader::open(folder.path(), day, day, {});
  Entry entry;
  CHECK(reader->next(entry).error().code == Code::unsupported);
  CHECK_FALSE(reader->next(entry).value());
  TestTicks ticks(12);
  TapeWriter writer(folder.path(), {});
  add(writer, ticks.lively(4));
  CHECK(writer.flush(ticks.now()).error().code == Code::unsupported);
  CHECK(content(path_of(folder.path(), day)) == bytes);
}

TEST_CASE("what cannot be written is lost and told once, until it can be again") {
  const TestFolder folder;
  const std::filesystem::path blocked = folder.path() / "tape";
  write_content(blocked, "in the way");
  TestTicks ticks(1);
  TapeWriter writer(blocked, {});
  int told = 0;
  for (int second = 0; second < 30; ++second) {
    add(writer, ticks.lively(3));
    ticks.pass(seconds(1));
    told += writer.flush(ticks.now()).ok() ? 0 : 1;
  }
  CHECK(told == 1);
  CHECK(writer.lost() == 30);
  std::filesystem::remove(blocked);
  ticks.pass(seconds(10));
  const Entry after = ticks.lively(3);
  add(writer, after);
  CHECK(writer.flush(ticks.now()).ok());
  CHECK(writer.lost() == 30);
  const Date day = Date::of_utc(after.at);
  CHECK(same(read_days(blocked, day, day).entries, {after}));
}

TEST_CASE("a full disk costs ticks and nothing else") {
  const TestFolder folder;
  constexpr int as_expected = 42;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t unlimited = std::exchange(limit.rlim_cur, 100'000);
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
    TestTicks ticks(1);
    TapeWriter writer(folder.path(), {});
    for (int i = 0; i < 20'000; ++i) add(writer, ticks.lively(10));
    const Result<void> full = writer.flush(ticks.now());
    if (full || full.error().code != Code::unavailable || writer.lost() == 0) ::_exit(2);
    limit.rlim_cur = unlimited;
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(3);
    ticks.pass(seconds(20));
    const std::uint64_t lost = writer.lost();
    for (int i = 0; i < 1000; ++i) add(writer, ticks.lively(10));
    if (!writer.flush(ticks.now()) || writer.lost() != lost) ::_exit(4);
    const Date day = Date::of_utc(ticks.now());
    const Read read = read_days(folder.path(), day, day);
    if (!read.damage.empty() || read.entries.size() != 21'000 - lost) ::_exit(5);
    ::_exit(as_expected);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == as_expected);
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

TEST_CASE(
    "the oldest days go when there are too many, or too many bytes; today's and others' stay") {
  const TestFolder folder;
  const Date today = Date::from_civil(2020, 11, 22);
  for (int back = 0; back < 6; ++back)
    write_content(path_of(folder.path(), today - back), std::string(1000, 'x'));
  for (const char* other : {"notes.txt", "2020-01-01.tape.old", "2020-1-1.tape", "x.tape"})
    write_content(folder.path() / other, std::string(5000, 'x'));
  const Time now = today.midnight_utc() + hours(5);
  CHECK(TapeWriter(folder.path(), {.days = 5}).prune(now).ok());
  CHECK(recorded_days(folder.path())->front().day == today - 4);
  CHECK(TapeWriter(folder.path(), {.bytes = 3000}).prune(now).ok());
  CHECK(recorded_days(folder.path())->front().day == today - 2);
  CHECK(TapeWriter(folder.path(), {.days = 1, .bytes = 10}).prune(now).ok());
  CHECK(names_in(folder.path()) == std::vector<std::string>{"2020-01-01.tape.old", "2020-1-1.tape",
                                                            "2020-11-22.tape", "notes.txt",
                                                            "x.tape"});
  CHECK(TapeWriter(folder.path() / "none", {}).prune(now).ok());
}

TEST_CASE("a day that reaches the limit by itself is recorded no further, and the next one is") {
  const TestFolder folder;
  TestTicks ticks(1);
  TapeWriter writer(folder.path(), {.bytes = 20'000});
  const Date day = Date::of_utc(ticks.now());
  int told = 0;
  for (int second = 0; second < 120; ++second) {
    for (int i = 0; i < 50; ++i) add(writer, ticks.lively(5));
    ticks.pass(seconds(1));
    const Result<void> flushed = writer.flush(ticks.now());
    if (flushed) continue;
    ++told;
    CHECK(flushed.error().code == Code::too_large);
  }
  CHECK(told == 1);
  CHECK(std::filesystem::file_size(path_of(folder.path(), day)) <= 20'000);
  CHECK(read_days(folder.path(), day, day).entries.size() + writer.lost() == 6000);
  ticks.pass(days(1));
  add(writer, ticks.lively(5));
  CHECK(writer.flush(ticks.now()).ok());
  CHECK(read_days(folder.path(), day + 1, day + 1).entries.size() == 1);
}

}  // namespace
}  // namespace pitwall::tape
