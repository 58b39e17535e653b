#include "adapter/sqlite/bars.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <random>

#include "adapter/sqlite/test_folder.h"

namespace pitwall::sqlite {
namespace {
using namespace market::literals;
using market::Bar;
using market::BarSize;

std::unique_ptr<SqliteBars> open_bars(const TestFolder& folder) {
  Result<std::unique_ptr<SqliteBars>> bars = SqliteBars::open(folder.path());
  REQUIRE_MESSAGE(bars.ok(), (bars ? "" : bars.error().message));
  return std::move(*bars);
}

// The bar of a minute, different for each `version`.
Bar bar_at(std::int64_t minute, std::int64_t version = 0) {
  const Price open = Price::from_scaled(36'740'000'000 + minute % 977 * 1'000'000 + version);
  const Price step = Price::from_scaled(21'000'000);
  return {Time::from_unix_seconds(minute * 60),
          open,
          open + step,
          open - step - step,
          open - step,
          Quantity::from_scaled((minute + 5000) % 5000 * 100'000'000 + 12'345)};
}

std::vector<Bar> bars_from(std::int64_t first, std::int64_t count, std::int64_t version = 0) {
  std::vector<Bar> bars;
  for (std::int64_t i = 0; i < count; ++i) bars.push_back(bar_at(first + i, version));
  return bars;
}

TEST_CASE("bars come back as they went in, by range and from the end") {
  const TestFolder folder;
  {
    const auto store = open_bars(folder);
    CHECK(store->read({"SPY"_sym, BarSize::m1})->empty());
    CHECK(!store->coverage_of("SPY"_sym, BarSize::m1)->has_value());
    REQUIRE(store->write("SPY"_sym, BarSize::m1, "spy.csv", bars_from(100, 50)).ok());
    REQUIRE(store->write("SPY"_sym, BarSize::d1, "spy.csv", bars_from(0, 1)).ok());
    REQUIRE(store->write("AAPL"_sym, BarSize::m1, "aapl.csv", bars_from(-3, 5)).ok());
  }
  const auto store = open_bars(folder);
  CHECK(*store->read({"SPY"_sym, BarSize::m1}) == bars_from(100, 50));
  CHECK(*store->read({"AAPL"_sym, BarSize::m1}) == bars_from(-3, 5));
  port::BarQuery query{"SPY"_sym, BarSize::m1, bar_at(110).time, bar_at(120).time};
  CHECK(*store->read(query) == bars_from(110, 10));
  query.limit = 3;
  CHECK(*store->read(query) == bars_from(117, 3));
  query.limit = std::numeric_limits<std::size_t>::max();
  CHECK(*store->read(query) == bars_from(110, 10));

  const auto coverage = *store->coverage();
  REQUIRE(coverage.size() == 3);
  CHECK(coverage[0].symbol == "AAPL"_sym);
  CHECK(coverage[1].count == 50);
  CHECK(coverage[1].first == bar_at(100).time);
  CHECK(coverage[1].last == bar_at(149).time);
  CHECK(coverage[1].source == "spy.csv");
  CHECK(coverage[2].size == BarSize::d1);
}

TEST_CASE("writing over and between bars is what a map would do") {
  const TestFolder folder;
  const auto store = open_bars(folder);
  std::map<Time, Bar> expected;
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    std::vector<Bar> bars;
    for (unsigned i = random() % 20; i > 0; --i) bars.push_back(bar_at(random() % 200, round));
    for (const Bar& bar : bars) expected[bar.time] = bar;
    REQUIRE(store->write("ES"_sym, BarSize::m1, fmt::format("{}", round), bars).ok());
    std::vector<Bar> flat;
    for (const auto& [time, bar] : expected) flat.push_back(bar);
    REQUIRE(*store->read({"ES"_sym, BarSize::m1}) == flat);
    const auto coverage = *store->coverage_of("ES"_sym, BarSize::m1);
    if (flat.empty()) continue;
    CHECK(coverage->count == static_cast<std::int64_t>(flat.size()));
    CHECK(coverage->first == flat.front().time);
    CHECK(coverage->last == flat.back().time);
  }
}

TEST_CASE("extreme prices survive") {
  const TestFolder folder;
  const auto store = open_bars(folder);
  const Price low = Price::from_scaled(std::numeric_limits<std::int64_t>::min());
  const Price high = Price::from_scaled(std::numeric_limits<std::int64_t>::max());
  const Bar bar{Time::min(), low, high, low, high, Quantity::from_scaled(1)};
  REQUIRE(store->write("CL"_sym, BarSize::d1, "", {bar}).ok());
  CHECK(store->read({"CL"_sym, BarSize::d1})->front() == bar);
}

TEST_CASE("a bar that cannot be refuses the whole write") {
  const TestFolder folder;
  const auto store = open_bars(folder);
  std::vector<Bar> bars = bars_from(0, 3);
  std::swap(bars[2].high, bars[2].low);
  CHECK(store->write("SPY"_sym, BarSize::m1, "x", bars).error().code == Code::invalid_argument);
  CHECK(store->coverage()->empty());
}

TEST_CASE("another program's file, a newer one and a damaged one are refused") {
  const TestFolder folder;
  const auto change = [&](std::int64_t offset, std::string_view bytes) {
    std::FILE* file = std::fopen((folder.path() / bars_name).c_str(), "r+b");
    REQUIRE(file != nullptr);
    std::fseek(file, offset, SEEK_SET);
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
  };
  (void)open_bars(folder);
  change(60, std::string_view("\0\0\0\2", 4));  // the file format's user version
  CHECK(SqliteBars::open(folder.path()).error().code == Code::unsupported);
  change(68, "ELSE");  // its application id
  CHECK(SqliteBars::open(folder.path()).error().code == Code::corrupt);
  change(0, "not a database");
  CHECK(SqliteBars::open(folder.path()).error().code == Code::corrupt);
}

TEST_CASE("a full disk is said in one sentence, and leaves all or nothing") {
  const TestFolder folder;
  REQUIRE(open_bars(folder)->write("SPY"_sym, BarSize::m1, "before", bars_from(0, 10)).ok());
  constexpr int as_expected = 42;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200'000, 200'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
    auto store = SqliteBars::open(folder.path());
    if (!store) ::_exit(2);
    const Result<void> full = (*store)->write("SPY"_sym, BarSize::m1, "x", bars_from(0, 50'000, 7));
    if (full || full.error().code != Code::unavailable) ::_exit(3);
    if (!(*store)->write("SPY"_sym, BarSize::m1, "after", bars_from(10, 1))) ::_exit(4);
    ::_exit(as_expected);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == as_expected);
  CHECK(*open_bars(folder)->read({"SPY"_sym, BarSize::m1}) == bars_from(0, 11));
}

}  // namespace
}  // namespace pitwall::sqlite
