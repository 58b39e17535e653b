#include "desk/watch/replay.h"

#include <doctest/doctest.h>

namespace pitwall::desk {
namespace {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

const Time morning = Time::parse("2020-12-14T14:30:00Z").value();  // a Monday; New York opens
const Time evening = Time::parse("2020-12-15T00:00:00Z").value();

class Bars final : public port::BarStore {
 public:
  Result<std::vector<market::Bar>> read(const port::BarQuery& query) override {
    std::vector<market::Bar> found;
    for (const market::Bar& bar : bars[{query.symbol, query.size}])
      if (query.from <= bar.time && bar.time < query.to) found.push_back(bar);
    if (query.limit > 0 && found.size() > query.limit)
      found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(query.limit));
    longest_read = std::max(longest_read, found.size());
    return found;
  }
  Result<std::vector<port::BarCoverage>> coverage() override {
    return std::vector<port::BarCoverage>();
  }
  Result<std::optional<port::BarCoverage>> coverage_of(market::Symbol, market::BarSize) override {
    return std::optional<port::BarCoverage>();
  }
  Result<void> write(market::Symbol, market::BarSize, std::string_view,
                     const std::vector<market::Bar>&) override {
    return error(Code::unsupported, "not here");
  }
  // One after another, each at one price.
  void add(market::Symbol symbol, market::BarSize size, Time from, std::size_t count,
           const std::function<int(std::size_t)>& price_of) {
    for (std::size_t i = 0; i < count; ++i) {
      const Price p = Price::from_integer(price_of(i));
      bars[{symbol, size}].push_back(
          {from + size.duration() * static_cast<std::int64_t>(i), p, p, p, p, 400_qty});
    }
  }
  std::map<std::pair<market::Symbol, market::BarSize>, std::vector<market::Bar>> bars;
  std::size_t longest_read = 0;
};

struct Run {
  ReplayReport report;
  WatchNews news;
  Result<void> ended;
};

Run run(Bars& bars, std::string condition, std::vector<market::Symbol> symbols, Time from = morning,
        Time until = evening) {
  static const market::CalendarSet calendars = market::CalendarSet::built_in();
  Trigger trigger;
  trigger.name = "one";
  trigger.symbols = symbols;
  trigger.condition = std::move(condition);
  ReplayPlan plan{{}, bars, from, until};
  for (const market::Symbol& symbol : symbols)
    plan.calendars[symbol] = calendars.find("NYSE").value();
  std::vector<CompiledTrigger> triggers{compile(std::move(trigger)).value()};
  Run all;
  const Result<std::unique_ptr<Replay>> replay =
      Replay::begin(std::move(triggers), std::move(plan));
  if (!replay) {
    all.ended = replay.error();
    return all;
  }
  while (true) {
    const Result<bool> more = (*replay)->go_on(all.news);
    if (!more) all.ended = more.error();
    if (!more || !*more) break;
  }
  all.report = (*replay)->report();
  return all;
}

TEST_CASE("bars are played as ticks, each in its turn, whichever instrument it is of") {
  Bars bars;
  bars.add("AAPL"_sym, market::BarSize::m1, morning, 3, [](std::size_t i) { return i == 1; });
  bars.add("SPY"_sym, market::BarSize::m5, morning, 2, [](std::size_t i) { return i == 0; });
  const Run all = run(bars, "price > 0", {"SPY"_sym, "AAPL"_sym});
  REQUIRE(all.ended.ok());
  CHECK(all.report.bars == 5);
  CHECK(all.report.ticks == 20);
  CHECK(all.report.fired == 2);
  REQUIRE(all.news.fired.size() == 2);
  CHECK(all.news.fired[0].symbol == "SPY"_sym);
  CHECK(all.news.fired[0].time == morning);
  CHECK(all.news.fired[1].symbol == "AAPL"_sym);
  CHECK(all.news.fired[1].time == morning + minutes(1));
  CHECK(all.report.ticked == morning + minutes(5) + milliseconds(225'000));
}

TEST_CASE("the shortest stored bars are taken, and a night without bars changes nothing") {
  Bars bars;
  const auto five = [](std::size_t) { return 5; };
  bars.add("SPY"_sym, market::BarSize::h1, morning, 6, five);
  bars.add("SPY"_sym, market::BarSize::s5, morning, 10, five);
  bars.add("SPY"_sym, market::BarSize::s5, morning + days(3), 10, five);
  const Run all = run(bars, "price > 4", {"SPY"_sym}, morning, evening + days(4));
  REQUIRE(all.ended.ok());
  CHECK(all.report.bars == 20);
  CHECK(all.news.fired.size() == 1);
}

TEST_CASE("however many bars are stored, no piece reads many of them") {
  Bars bars;
  bars.add("SPY"_sym, market::BarSize::s1, morning, 20'000,
           [](std::size_t i) { return static_cast<int>(i % 100); });
  const Run all = run(bars, "price = 50", {"SPY"_sym});
  REQUIRE(all.ended.ok());
  CHECK(all.report.bars == 20'000);
  CHECK(all.report.ticks == 80'000);
  CHECK(all.report.fired == 200);
  CHECK(bars.longest_read <= 1'000);
}

TEST_CASE("indicators see from the first tick on where what they need went before") {
  Bars bars;
  const auto rising = [](std::size_t i) { return 100 + static_cast<int>(i); };
  bars.add("SPY"_sym, market::BarSize::m1, morning - days(3), 60, rising);
  bars.add("SPY"_sym, market::BarSize::m1, morning, 2, rising);
  const Run all = run(bars, "price < sma(20, 1m)", {"SPY"_sym});
  REQUIRE(all.news.fired.size() == 1);
  CHECK(all.news.fired[0].time == morning);
}

TEST_CASE("no bars and no such instrument are errors that say so") {
  Bars bars;
  const Run none = run(bars, "price > 0", {"SPY"_sym});
  REQUIRE_FALSE(none.ended.ok());
  CHECK(none.ended.error().code == Code::no_data);
  bars.add("SPY"_sym, market::BarSize::h2, morning, 2, [](std::size_t) { return 1; });
  CHECK_FALSE(run(bars, "price > 0", {"SPY"_sym}).ended.ok());
  const Run unknown = run(bars, "TSLA.price > 0", {"SPY"_sym});
  REQUIRE_FALSE(unknown.ended.ok());
  CHECK(unknown.ended.error().code == Code::not_found);
}

}  // namespace
}  // namespace pitwall::desk
