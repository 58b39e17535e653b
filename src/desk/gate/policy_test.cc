#include "desk/gate/policy.h"

#include <doctest/doctest.h>

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::desk {
namespace {
using namespace pitwall::literals;
using market::AccountKind;

TEST_CASE("what ships asks before it trades play money, and leaves real money alone") {
  const Policy policy;
  CHECK(check(policy).ok());
  CHECK(mode_of(policy, "DU1", AccountKind::paper) == Mode::approve);
  CHECK(mode_of(policy, "U1", AccountKind::live) == Mode::read_only);
  CHECK(mode_of(policy, "X", AccountKind::none) == Mode::read_only);
  CHECK(mode_of(policy, "X", AccountKind::mixed) == Mode::read_only);
  CHECK_FALSE(policy.allow_short);
  CHECK_FALSE(policy.allow_naked_options);
  CHECK_FALSE(policy.outside_hours);
}

TEST_CASE("an account that is named has its own mode") {
  Policy policy;
  policy.accounts = {{"U1", Mode::approve}, {"DU1", Mode::read_only}};
  CHECK(mode_of(policy, "U1", AccountKind::live) == Mode::approve);
  CHECK(mode_of(policy, "DU1", AccountKind::paper) == Mode::read_only);
  CHECK(mode_of(policy, "U2", AccountKind::live) == Mode::read_only);
}

TEST_CASE("a policy reads back as it was written, with its version") {
  Policy policy;
  policy.max_order_value = 5000_money;
  policy.instruments = {market::Symbol::parse("SPY").value()};
  policy.cooling_off = minutes(30);
  policy.accounts = {{"U1", Mode::automatic}};
  const Result<Json> json = parse_json(to_json(policy));
  REQUIRE(json.ok());
  const Result<Policy> again = from_json<Policy>(*json);
  REQUIRE(again.ok());
  CHECK(version_of(*again) == version_of(policy));
  CHECK(version_of(policy) != version_of(Policy{}));
}

TEST_CASE("limits that nothing could meet are refused") {
  const auto refused = [](auto change) {
    Policy policy;
    change(policy);
    return !check(policy).ok();
  };
  CHECK(refused([](Policy& p) { p.max_order_value = 0_money; }));
  CHECK(refused([](Policy& p) { p.max_position_quantity = -1_qty; }));
  CHECK(refused([](Policy& p) { p.max_gross_exposure = 0_ratio; }));
  CHECK(refused([](Policy& p) { p.price_collar = 0_ratio; }));
  CHECK(refused([](Policy& p) { p.min_free_cash = -1_money; }));
  CHECK(refused([](Policy& p) { p.max_quote_age = Duration{}; }));
  CHECK(refused([](Policy& p) { p.cooling_off = Duration{}; }));
  CHECK(refused([](Policy& p) { p.approval_lifetime = seconds(4); }));
  CHECK(refused([](Policy& p) { p.approval_lifetime = minutes(16); }));
  CHECK(refused([](Policy& p) { p.accounts = {{"U1", Mode::approve}, {"U1", Mode::automatic}}; }));
}

}  // namespace
}  // namespace pitwall::desk
