#include "knowledge/hindsight/conduct.h"

#include <doctest/doctest.h>

#include "knowledge/hindsight/test_candles.h"

namespace pitwall::knowledge {
namespace {
using namespace pitwall::literals;
using namespace testing;
using market::Bar;

// Entered at 100 on day 0; the stop 95 is touched on day 2, the target 110 on day 4.
const std::vector<Bar> five_days{
    candle(monday, 100_px, 102_px, 99_px, 101_px),
    candle(monday + days(1), 101_px, 103_px, 98_px, 100_px),
    candle(monday + days(2), 100_px, 100_px, 94_px, 96_px),
    candle(monday + days(3), 96_px, 104_px, 96_px, 103_px),
    candle(monday + days(4), 103_px, 111_px, 102_px, 110_px),
};

Plan purchase() {
  Plan plan;
  plan.decided = monday;
  plan.reference = 100_px;
  plan.stop = 95_px;
  plan.targets = {110_px};
  return plan;
}

Fill bought(Duration after, Quantity quantity, Price price) {
  return {monday + after, Stance::buy, quantity, price};
}
Fill sold(Duration after, Quantity quantity, Price price) {
  return {monday + after, Stance::sell, quantity, price};
}

Conduct conduct(const Plan& plan, std::vector<Fill> fills,
                const std::vector<Bar>& bars = five_days) {
  return conduct_of(plan, fills, bars);
}

TEST_CASE("entries and exits are averaged until nothing is held") {
  const Conduct c =
      conduct(purchase(), {bought(hours(1), 10_qty, 100_px), bought(hours(2), 10_qty, 102_px),
                           sold(hours(3), 5_qty, 103_px), sold(hours(4), 15_qty, 105_px),
                           bought(hours(5), 10_qty, 50_px)});
  CHECK(c.opened == 20_qty);
  CHECK(c.held == 0_qty);
  CHECK(c.average_entry == 101_px);
  CHECK(c.average_exit == 104.5_px);
  CHECK(c.closed == monday + hours(4));
  CHECK(c.percent == 3.4653);
  CHECK(c.r == 0.7);
  // A sale that closes more than was held opens nothing of this plan.
  const Conduct over =
      conduct(purchase(), {bought(hours(1), 10_qty, 100_px), sold(hours(2), 30_qty, 101_px)});
  CHECK(over.average_exit == 101_px);
  CHECK(over.held == 0_qty);
}

TEST_CASE("what was done is held against the plan") {
  const Fill in = bought(hours(1), 10_qty, 100_px);
  const auto finding = [&](Fill out) { return conduct(purchase(), {in, out}).finding; };
  CHECK(finding(sold(days(1), 10_qty, 101_px)) == Finding::exited_early);
  CHECK(finding(sold(days(2) + hours(2), 10_qty, 95_px)) == Finding::exited_at_stop);
  CHECK(finding(sold(days(3), 10_qty, 96_px)) == Finding::held_through_stop);
  // A part that is kept is held.
  CHECK(finding(sold(days(2) + hours(2), 9_qty, 95_px)) == Finding::held_through_stop);
  CHECK(conduct(purchase(), {in}).finding == Finding::held_through_stop);
  CHECK(conduct(purchase(), {}).finding == Finding::not_traded);
  CHECK(conduct(purchase(), {in}, {five_days[0], five_days[1]}).finding == Finding::holding);
  // The candle of the stop is the last one: there is still time.
  CHECK(conduct(purchase(), {in}, {five_days[0], five_days[1], five_days[2]}).finding ==
        Finding::holding);
}

TEST_CASE("targets and the horizon") {
  Plan plan = purchase();
  plan.stop = 90_px;
  const Fill in = bought(hours(1), 10_qty, 100_px);
  CHECK(conduct(plan, {in, sold(days(4) + hours(1), 10_qty, 110_px)}).finding ==
        Finding::exited_at_target);
  plan.targets = {103_px, 104_px};
  const Conduct scaled =
      conduct(plan, {in, sold(days(1), 5_qty, 103_px), sold(days(3) + hours(1), 5_qty, 104_px)});
  CHECK(scaled.finding == Finding::exited_at_target);
  CHECK(scaled.followed == true);
  CHECK(conduct(plan, {in}).finding == Finding::held_past_target);
  plan.targets.clear();
  plan.horizon = monday + days(2);
  CHECK(conduct(plan, {in, sold(days(2) + hours(1), 10_qty, 96_px)}).finding ==
        Finding::exited_at_horizon);
  CHECK(conduct(plan, {in, sold(days(3), 10_qty, 96_px)}).finding == Finding::held_past_horizon);
  CHECK(conduct(plan, {in, sold(days(1), 10_qty, 96_px)}).finding == Finding::exited_early);
}

TEST_CASE("a candle with stop and target is told apart by what was gained") {
  const std::vector<Bar> both{five_days[0], candle(monday + days(1), 101_px, 111_px, 94_px, 100_px),
                              five_days[2]};
  const Fill in = bought(hours(1), 10_qty, 100_px);
  CHECK(conduct(purchase(), {in, sold(days(1) + hours(1), 10_qty, 110_px)}, both).finding ==
        Finding::exited_at_target);
  CHECK(conduct(purchase(), {in, sold(days(1) + hours(1), 10_qty, 95_px)}, both).finding ==
        Finding::exited_at_stop);
}

TEST_CASE("what was touched before the entry says nothing of the exit") {
  const Conduct c = conduct(purchase(), {bought(days(3) + hours(1), 10_qty, 97_px),
                                         sold(days(3) + hours(2), 10_qty, 99_px)});
  CHECK(c.finding == Finding::exited_early);
  CHECK(c.followed == false);
}

TEST_CASE("without a plan nothing can be followed") {
  Plan plan = purchase();
  plan.stop.reset();
  plan.targets.clear();
  const Conduct c = conduct(plan, {bought(hours(1), 10_qty, 100_px)}, {});
  CHECK(c.finding == Finding::no_plan);
  CHECK_FALSE(c.followed);
  CHECK_FALSE(c.r);
}

TEST_CASE("a sale is a purchase seen from the other side, and sizes do not matter") {
  const auto mirrored = [](Price price) { return 200_px - price; };
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::vector<Bar> bars = walk(dice, 60);
    std::vector<Bar> other = bars;
    for (Bar& bar : other)
      bar = candle(bar.time, mirrored(bar.open), mirrored(bar.low), mirrored(bar.high),
                   mirrored(bar.close));
    Plan plan = purchase();
    plan.horizon = monday + days(7);
    Plan sale = plan;
    sale.stance = Stance::sell;
    sale.stop = mirrored(*plan.stop);
    sale.targets = {mirrored(plan.targets[0])};
    std::vector<Fill> fills;
    std::vector<Fill> reversed;
    Time time = monday;
    for (int i = 0; i < 6; ++i) {
      time += minutes(static_cast<std::int64_t>(dice.below(3'000)));
      const Stance side = dice.chance(2) ? Stance::buy : Stance::sell;
      const auto size = static_cast<std::int64_t>(1 + dice.below(20));
      const Price price = cents(9'500 + static_cast<std::int64_t>(dice.below(1'000)));
      fills.push_back({time, side, Quantity::from_integer(size), price});
      reversed.push_back({time, side == Stance::buy ? Stance::sell : Stance::buy,
                          Quantity::from_integer(size * 3), mirrored(price)});
    }
    const Conduct a = conduct_of(plan, fills, bars);
    const Conduct b = conduct_of(sale, reversed, other);
    CHECK(a.finding == b.finding);
    CHECK(a.followed == b.followed);
    CHECK(a.closed == b.closed);
    CHECK(a.r == b.r);
    CHECK(a.held <= a.opened);
    CHECK(a.closed.has_value() == (a.held.is_zero() && !a.opened.is_zero()));
  }
}

}  // namespace
}  // namespace pitwall::knowledge
