// What must hold for every decimal, tried on many: RapidCheck shrinks what fails.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/decimal.h"

namespace pitwall {
namespace {

// Any price, with the small and the round ones that people use more often than chance would.
rc::Gen<Price> any_price() {
  return rc::gen::map(
      rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                     rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000)),
      [](std::int64_t scaled) { return Price::from_scaled(scaled); });
}
rc::Gen<Quantity> quantity_above_zero() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000'000),
                      [](std::int64_t scaled) { return Quantity::from_scaled(scaled); });
}

TEST_CASE("text and back is the same decimal") {
  CHECK(rc::check([] {
    const Price price = *any_price();
    RC_ASSERT(Price::parse(price.text()).value() == price);
  }));
}

TEST_CASE("order of the values is order of their numbers") {
  CHECK(rc::check([] {
    const Price a = *any_price();
    const Price b = *any_price();
    RC_ASSERT((a < b) == (a.scaled() < b.scaled()));
  }));
}

TEST_CASE("a rounding is within one step, and half ways are within half of one") {
  CHECK(rc::check([] {
    const auto price = Price::from_scaled(
        *rc::gen::inRange<std::int64_t>(-1'000'000'000'000'000, 1'000'000'000'000'000));
    const auto step = Price::from_scaled(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000));
    for (const Rounding rounding :
         {Rounding::down, Rounding::up, Rounding::half_even, Rounding::half_up}) {
      const Price rounded = price.rounded_to(step, rounding);
      RC_ASSERT(rounded.scaled() % step.scaled() == 0);
      const std::int64_t moved = (rounded - price).abs().scaled();
      RC_ASSERT(moved < step.scaled());
      if (rounding == Rounding::half_even || rounding == Rounding::half_up)
        RC_ASSERT(2 * moved <= step.scaled());
      if (rounding == Rounding::down) RC_ASSERT(rounded.abs() <= price.abs());
      if (rounding == Rounding::up) RC_ASSERT(rounded.abs() >= price.abs());
    }
  }));
}

TEST_CASE("the parts of a cost add up to the cost") {
  CHECK(rc::check([] {
    const auto price = Price::from_scaled(
        *rc::gen::inRange<std::int64_t>(-10'000'000'000'000, 10'000'000'000'000));
    const Quantity whole = *quantity_above_zero();
    const auto part = Quantity::from_scaled(*rc::gen::inRange<std::int64_t>(0, whole.scaled() + 1));
    const Notional cost = price * whole;
    const Notional taken = cost.share(part, whole, Rounding::half_even);
    RC_ASSERT(taken == price * part);  // a share of price x quantity is exact
    RC_ASSERT(taken + (cost - taken) == cost);
    RC_ASSERT(cost.per(whole, Rounding::half_even) == price);
  }));
}

TEST_CASE("money of a notional is within half of a millionth") {
  CHECK(rc::check([] {
    const auto scaled =
        *rc::gen::inRange<std::int64_t>(-1'000'000'000'000'000'000, 1'000'000'000'000'000'000);
    const Notional exact = Notional::from_scaled(scaled);
    const Notional off = Notional::of(exact.to_money(Rounding::half_even)) - exact;
    RC_ASSERT(off.scaled() <= 5'000'000'000);
    RC_ASSERT(off.scaled() >= -5'000'000'000);
    RC_ASSERT(Notional::parse(exact.text()).value() == exact);
  }));
}

}  // namespace
}  // namespace pitwall
