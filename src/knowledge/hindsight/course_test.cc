#include "knowledge/hindsight/course.h"

#include <doctest/doctest.h>

#include <fstream>

#include "knowledge/hindsight/test_candles.h"

namespace pitwall::knowledge {
namespace {
using namespace pitwall::literals;
using namespace testing;
using market::Bar;

Plan purchase() {
  Plan plan;
  plan.decided = monday;
  plan.reference = 100_px;
  plan.stop = 95_px;
  plan.targets = {120_px, 110_px};
  return plan;
}

Bar day(int number, Price open, Price high, Price low, Price close) {
  return candle(monday + days(number), open, high, low, close);
}

Course course(const Plan& plan, const std::vector<Bar>& bars) {
  const Result<Course> result = course_of(plan, bars);
  REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : result.error().message));
  return *result;
}

TEST_CASE("returns, excursions and risk multiples are counted from the reference") {
  const Course c = course(
      purchase(), {day(0, 100_px, 103_px, 98_px, 102_px), day(1, 101_px, 108_px, 100_px, 107_px),
                   day(7, 106_px, 109_px, 96_px, 97_px)});
  CHECK(c.after_day == Mark{monday + days(1), 101_px, 1.0, 0.2});
  CHECK(c.after_week == Mark{monday + days(7), 106_px, 6.0, 1.2});
  CHECK_FALSE(c.after_month);
  CHECK(c.now == Mark{monday + days(7), 97_px, -3.0, -0.6});
  CHECK(c.favourable == Mark{monday + days(7), 109_px, 9.0, 1.8});
  CHECK(c.adverse == Mark{monday + days(7), 96_px, -4.0, -0.8});
  CHECK(c.end == PlanEnd::running);
  CHECK_FALSE(c.levels[0].at);
}

TEST_CASE("a candle that touches stop and target touched the stop first, and says so") {
  const Course c = course(
      purchase(), {day(0, 100_px, 104_px, 99_px, 103_px), day(1, 103_px, 111_px, 94_px, 96_px),
                   day(2, 96_px, 121_px, 96_px, 120_px)});
  CHECK(c.end == PlanEnd::stop);
  CHECK(c.ambiguous);
  CHECK(c.ended == Mark{monday + days(1), 95_px, -5.0, -1.0});
  CHECK(c.levels == std::vector<Touch>{{PlannedLevel::stop, 95_px, monday + days(1)},
                                       {PlannedLevel::target, 110_px, monday + days(1)},
                                       {PlannedLevel::target, 120_px, monday + days(2)}});
}

TEST_CASE("what is jumped over is touched at the open behind it") {
  const Course stopped = course(
      purchase(), {day(0, 100_px, 101_px, 99_px, 100_px), day(3, 90_px, 92_px, 89_px, 91_px)});
  CHECK(stopped.ended == Mark{monday + days(3), 90_px, -10.0, -2.0});
  CHECK_FALSE(stopped.ambiguous);
  const Course gained = course(
      purchase(), {day(0, 100_px, 101_px, 99_px, 100_px), day(3, 112_px, 113_px, 111_px, 112_px)});
  CHECK(gained.end == PlanEnd::target);
  CHECK(gained.ended == Mark{monday + days(3), 112_px, 12.0, 2.4});
}

TEST_CASE("of the candle of the entry the gaining side does not count") {
  Plan plan = purchase();
  plan.entry = 98_px;
  const std::vector<Bar> bars{day(0, 100_px, 102_px, 99_px, 101_px),
                              day(1, 109_px, 111_px, 96_px, 99_px),
                              day(2, 99_px, 105_px, 98_px, 104_px)};
  const Course c = course(plan, bars);
  CHECK(c.entered == monday + days(1));
  CHECK(c.basis == 98_px);
  CHECK(c.end == PlanEnd::running);
  CHECK(c.favourable.price == 105_px);
  CHECK(c.adverse == Mark{monday + days(1), 96_px, -2.0408, -0.6667});
  CHECK(c.now.r == 2.0);
  CHECK_FALSE(c.levels[2].at);  // 110 was seen before the entry

  SUBCASE("the losing side does") {
    std::vector<Bar> deeper = bars;
    deeper[1].low = 94_px;
    CHECK(course(plan, deeper).ended == Mark{monday + days(1), 95_px, -3.0612, -1.0});
  }
  SUBCASE("one that is jumped over is entered at the open") {
    std::vector<Bar> lower = bars;
    lower[1] = day(1, 97_px, 99_px, 96_px, 98_px);
    CHECK(course(plan, lower).basis == 97_px);
  }
  SUBCASE("a breakout is reached from below") {
    plan.entry = 104_px;
    CHECK(course(plan, bars).entered == monday + days(1));
    CHECK(course(plan, bars).basis == 109_px);
  }
  SUBCASE("one that is not reached leaves the reference and no risk multiples") {
    plan.entry = 90_px;
    plan.stop = 85_px;
    const Course missed = course(plan, bars);
    CHECK(missed.end == PlanEnd::not_entered);
    CHECK_FALSE(missed.entered);
    CHECK(missed.now == Mark{monday + days(2), 104_px, 4.0, std::nullopt});
  }
  SUBCASE("one at the reference is entered at once") {
    plan.entry = 100_px;
    CHECK(course(plan, bars).entered == monday);
    CHECK(course(plan, bars).end == PlanEnd::target);
  }
}

TEST_CASE("the horizon ends the plan and its excursions, not the price of now") {
  Plan plan = purchase();
  plan.horizon = monday + days(2);
  const Course c =
      course(plan, {day(0, 100_px, 103_px, 98_px, 102_px), day(1, 102_px, 104_px, 99_px, 103_px),
                    day(2, 103_px, 130_px, 90_px, 125_px)});
  CHECK(c.end == PlanEnd::horizon);
  CHECK(c.ended == Mark{monday + days(2), 103_px, 3.0, 0.6});
  CHECK(c.favourable.price == 104_px);
  CHECK(c.adverse.price == 98_px);
  CHECK(c.now.price == 125_px);
}

TEST_CASE("a mark lies within a long weekend of its day, or there is none") {
  const auto bars = [](int second) {
    return std::vector<Bar>{day(0, 100_px, 100_px, 100_px, 100_px),
                            day(second, 105_px, 105_px, 105_px, 105_px)};
  };
  CHECK(course(purchase(), bars(6)).after_day->at == monday + days(6));
  CHECK_FALSE(course(purchase(), bars(7)).after_day);
}

TEST_CASE("what begins before the decision does not count") {
  Plan plan = purchase();
  plan.decided = monday + minutes(1);
  const Course c =
      course(plan, {day(0, 100_px, 200_px, 1_px, 100_px), day(1, 100_px, 101_px, 99_px, 100_px)});
  CHECK(c.candles == 1);
  CHECK(c.favourable.price == 101_px);
  const Result<Course> none = course_of(plan, std::vector{day(0, 1_px, 1_px, 1_px, 1_px)});
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == Code::no_data);
}

TEST_CASE("a split is not taken out, but named") {
  const std::vector<Bar> bars{day(0, 100_px, 101_px, 99_px, 100_px),
                              day(1, 25_px, 26_px, 24_px, 25_px)};
  const Course c = course(purchase(), bars);
  CHECK(c.jump == monday + days(1));
  CHECK(c.now.percent == -75.0);
  CHECK_FALSE(course(purchase(), {bars[0]}).jump);
}

TEST_CASE("a price of zero or less has no percent") {
  Plan plan;
  plan.decided = monday;
  plan.reference = -36.98_px;
  plan.stop = -40_px;
  const Course c = course(plan, {day(0, -36.98_px, -30.94_px, -38_px, -30.94_px)});
  CHECK_FALSE(c.now.percent);
  CHECK(c.now.r == 2.0);
}

TEST_CASE("a plan whose levels lie on the wrong side is refused") {
  Plan plan = purchase();
  SUBCASE("stop") { plan.stop = 100_px; }
  SUBCASE("target") { plan.targets = {110_px, 99_px}; }
  SUBCASE("horizon") { plan.horizon = plan.decided; }
  SUBCASE("sale") { plan.stance = Stance::sell; }
  const Result<Course> result = course_of(plan, std::vector{day(0, 1_px, 1_px, 1_px, 1_px)});
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == Code::invalid_argument);
}

// ---- properties ----

Plan drawn_plan(Dice& dice) {
  Plan plan;
  plan.decided = monday + minutes(static_cast<std::int64_t>(dice.below(3'000)));
  plan.reference = cents(9'900 + static_cast<std::int64_t>(dice.below(200)));
  if (dice.chance(2)) plan.entry = cents(9'800 + static_cast<std::int64_t>(dice.below(400)));
  const auto away = [&] { return cents(1 + static_cast<std::int64_t>(dice.below(300))); };
  if (!dice.chance(4)) plan.stop = plan.start() - away();
  for (std::uint64_t i = dice.below(3); i > 0; --i) plan.targets.push_back(plan.start() + away());
  if (dice.chance(3)) plan.horizon = plan.decided + hours(30);
  return plan;
}

// The same seen from the other side of a price.
Price mirrored(Price price) { return 200_px - price; }
Plan mirrored(Plan plan) {
  plan.stance = plan.stance == Stance::buy ? Stance::sell : Stance::buy;
  plan.reference = mirrored(plan.reference);
  if (plan.entry) plan.entry = mirrored(*plan.entry);
  if (plan.stop) plan.stop = mirrored(*plan.stop);
  for (Price& target : plan.targets) target = mirrored(target);
  return plan;
}
std::vector<Bar> mirrored(std::vector<Bar> bars) {
  for (Bar& bar : bars)
    bar = candle(bar.time, mirrored(bar.open), mirrored(bar.low), mirrored(bar.high),
                 mirrored(bar.close));
  return bars;
}

void check_mirrored(const Mark& a, const Mark& b) {
  CHECK(a.at == b.at);
  CHECK(a.price == mirrored(b.price));
  CHECK(a.r == b.r);
}

TEST_CASE("a sale is a purchase seen from the other side") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Plan plan = drawn_plan(dice);
    const std::vector<Bar> bars = walk(dice, 100);
    const Course bought = course(plan, bars);
    const Course sold = course(mirrored(plan), mirrored(bars));
    CHECK(bought.end == sold.end);
    CHECK(bought.ambiguous == sold.ambiguous);
    CHECK(bought.entered == sold.entered);
    check_mirrored(bought.now, sold.now);
    check_mirrored(bought.ended, sold.ended);
    check_mirrored(bought.favourable, sold.favourable);
    check_mirrored(bought.adverse, sold.adverse);
    REQUIRE(bought.levels.size() == sold.levels.size());
    for (std::size_t i = 0; i < bought.levels.size(); ++i)
      CHECK(bought.levels[i].at == sold.levels[i].at);
  }
}

TEST_CASE("whatever the market did, the figures hold together") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Plan plan = drawn_plan(dice);
    const std::vector<Bar> bars = walk(dice, 100);
    const Course c = course(plan, bars);
    CHECK(c.adverse.price <= c.basis);
    CHECK(c.basis <= c.favourable.price);
    CHECK(c.from >= plan.decided);
    if (c.end == PlanEnd::stop) {
      // Never better than the stop; the excursion is at least as deep as the way out.
      CHECK(c.ended.price <= *plan.stop);
      CHECK(c.adverse.price <= c.ended.price);
      if (!plan.entry) CHECK(*c.ended.r <= -1);
    }
    if (c.end == PlanEnd::target) {
      CHECK(c.ended.price >= std::ranges::min(plan.targets));
      CHECK(c.favourable.price >= c.ended.price);
      for (const Touch& touch : c.levels)
        if (touch.level == PlannedLevel::stop && touch.at) CHECK(*touch.at > c.ended.at);
    }
    // Once it is entered, more candles leave alone what is settled.
    const Course earlier = course(plan, std::vector(bars.begin(), bars.begin() + 80));
    if (!earlier.entered) continue;
    if (earlier.end == PlanEnd::stop || earlier.end == PlanEnd::target)
      CHECK(c.ended == earlier.ended);
    if (earlier.after_day) CHECK(c.after_day == earlier.after_day);
    CHECK(c.favourable.price >= earlier.favourable.price);
  }
}

// ---- a real series, where it is at hand ----

TEST_CASE("a purchase of SPY before the spring of 2020, by the daily series") {
  std::ifstream file("../shared/data/market/quotes_default.csv");
  if (!file) {
    MESSAGE("skipped: ../shared/data/market/quotes_default.csv is not here");
    return;
  }
  std::vector<Bar> bars;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells(1);
    for (const char c : line)
      if (c == ',')
        cells.emplace_back();
      else if (c != '\r')
        cells.back() += c;
    const auto price = [&](std::size_t i) { return Price::parse(cells[i]).value(); };
    bars.push_back(candle(Date::parse(cells[0]).value().midnight_utc(), price(1), price(2),
                          price(3), price(4)));
  }
  REQUIRE(bars.size() > 250);
  const Bar& first = bars[bars.size() / 2];
  Plan plan;
  plan.decided = first.time;
  plan.reference = first.open;
  plan.stop = cents(first.open.scaled() / (Price::unit / 100) * 95 / 100);
  const Course c = course(plan, bars);
  // Worked out in another way: by a pass over the closes and lows.
  Price low = first.open;
  std::optional<Time> touched;
  for (const Bar& bar : bars)
    if (bar.time >= first.time) {
      low = std::min(low, bar.low);
      if (bar.low <= *plan.stop && !touched) touched = bar.time;
    }
  CHECK(c.adverse.price == low);
  CHECK(c.levels[0].at == touched);
  CHECK(c.now.price == bars.back().close);
}

}  // namespace
}  // namespace pitwall::knowledge
