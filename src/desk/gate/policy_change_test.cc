#include "desk/gate/policy_change.h"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <set>

#include "base/dice.h"
#include "base/json_out.h"

namespace pitwall::desk {
namespace {
using namespace pitwall::literals;
using namespace market::literals;
using market::AccountKind;
using market::AssetClass;

// Values of each field from the tightest to the loosest.
using Set = std::function<void(Policy&)>;
const std::map<std::string, std::vector<Set>>& scales() {
  static const std::map<std::string, std::vector<Set>> all{
#define SCALE(field, ...)   \
  {                         \
    #field, { __VA_ARGS__ } \
  }
#define AS(field, value) [](Policy& p) { p.field = value; }
      SCALE(paper, AS(paper, Mode::read_only), AS(paper, Mode::approve),
            AS(paper, Mode::automatic)),
      SCALE(live, AS(live, Mode::read_only), AS(live, Mode::approve), AS(live, Mode::automatic)),
      {"accounts",
       {[](Policy& p) { p.accounts = {{"DU1", Mode::read_only}}; },
        [](Policy& p) { p.accounts = {{"DU1", Mode::approve}}; },
        [](Policy& p) { p.accounts = {{"DU1", Mode::automatic}}; }}},
      {"instruments",
       {[](Policy& p) { p.instruments = {"SPY"_sym}; },
        [](Policy& p) { p.instruments = {"QQQ"_sym, "SPY"_sym}; },
        [](Policy& p) { p.instruments = {}; }}},
      {"asset_classes",
       {[](Policy& p) { p.asset_classes = {AssetClass::etf}; },
        [](Policy& p) { p.asset_classes = {AssetClass::etf, AssetClass::stock}; },
        [](Policy& p) { p.asset_classes = {}; }}},
      SCALE(max_order_value, AS(max_order_value, 10_money), AS(max_order_value, 20_money),
            AS(max_order_value, std::nullopt)),
      SCALE(max_position_quantity, AS(max_position_quantity, 1_qty),
            AS(max_position_quantity, 2_qty), AS(max_position_quantity, std::nullopt)),
      SCALE(max_position_value, AS(max_position_value, 10_money), AS(max_position_value, 20_money),
            AS(max_position_value, std::nullopt)),
      SCALE(max_position_share, AS(max_position_share, 0.1_ratio),
            AS(max_position_share, 0.2_ratio), AS(max_position_share, std::nullopt)),
      SCALE(max_gross_exposure, AS(max_gross_exposure, 0.1_ratio),
            AS(max_gross_exposure, 0.2_ratio), AS(max_gross_exposure, std::nullopt)),
      SCALE(max_net_exposure, AS(max_net_exposure, 0.1_ratio), AS(max_net_exposure, 0.2_ratio),
            AS(max_net_exposure, std::nullopt)),
      SCALE(max_concentration, AS(max_concentration, 0.1_ratio), AS(max_concentration, 0.2_ratio),
            AS(max_concentration, std::nullopt)),
      SCALE(max_orders_per_minute, AS(max_orders_per_minute, 0), AS(max_orders_per_minute, 5)),
      SCALE(max_orders_per_hour, AS(max_orders_per_hour, 0), AS(max_orders_per_hour, 5)),
      SCALE(max_orders_per_day, AS(max_orders_per_day, 0), AS(max_orders_per_day, 5)),
      SCALE(daily_loss_stop, AS(daily_loss_stop, 10_money), AS(daily_loss_stop, 20_money),
            AS(daily_loss_stop, std::nullopt)),
      SCALE(cooling_off, AS(cooling_off, hours(2)), AS(cooling_off, hours(1)),
            AS(cooling_off, std::nullopt)),
      SCALE(losing_streak, AS(losing_streak, 1), AS(losing_streak, 2)),
      SCALE(max_quote_age, AS(max_quote_age, seconds(1)), AS(max_quote_age, seconds(90))),
      SCALE(allow_delayed, AS(allow_delayed, false), AS(allow_delayed, true)),
      SCALE(price_collar, AS(price_collar, 0.01_ratio), AS(price_collar, 0.02_ratio),
            AS(price_collar, std::nullopt)),
      SCALE(outside_hours, AS(outside_hours, false), AS(outside_hours, true)),
      SCALE(min_free_cash, AS(min_free_cash, 20_money), AS(min_free_cash, 10_money),
            AS(min_free_cash, std::nullopt)),
      SCALE(allow_short, AS(allow_short, false), AS(allow_short, true)),
      SCALE(allow_naked_options, AS(allow_naked_options, false), AS(allow_naked_options, true)),
      SCALE(max_pending, AS(max_pending, 1), AS(max_pending, 9)),
      SCALE(approval_lifetime, AS(approval_lifetime, seconds(5)),
            AS(approval_lifetime, minutes(5))),
      SCALE(action_lifetime, AS(action_lifetime, minutes(1)), AS(action_lifetime, std::nullopt),
            AS(action_lifetime, hours(1))),
      SCALE(second_step_value, AS(second_step_value, 10_money), AS(second_step_value, 20_money),
            AS(second_step_value, std::nullopt)),
      SCALE(second_step_share, AS(second_step_share, 0.1_ratio),
            AS(second_step_share, std::nullopt), AS(second_step_share, 0.9_ratio)),
#undef AS
#undef SCALE
  };
  return all;
}

class Names final : public Visitor {
 public:
  std::vector<std::string> names;

 private:
  void field(const Field& field, const Type&, void*) override { names.emplace_back(field.name); }
};

std::vector<std::string> fields_of_policy() {
  Names names;
  Policy policy;
  describe(policy, names);
  return names.names;
}

TEST_CASE("every field of the policy is compared, and these tests know every one") {
  const std::vector<std::string_view> compared = compared_fields();
  const std::vector<std::string> fields = fields_of_policy();
  CHECK(std::vector<std::string>(compared.begin(), compared.end()) == fields);
  for (const std::string& field : fields) CHECK_MESSAGE(scales().contains(field), field);
  CHECK(scales().size() == fields.size());
}

TEST_CASE("of one field that differs it is known which way, and the tighter of both holds") {
  for (const auto& [field, scale] : scales())
    for (std::size_t i = 0; i < scale.size(); ++i)
      for (std::size_t j = 0; j < scale.size(); ++j) {
        INFO(field, " from ", i, " to ", j);
        Policy from, to;
        scale[i](from);
        scale[j](to);
        const std::vector<PolicyChange> changes = changes_between(from, to);
        CHECK(loosens(from, to) == (j > i));
        if (i == j) {
          CHECK(changes.empty());
        } else {
          REQUIRE(changes.size() == 1);
          CHECK(changes[0].field == field);
          CHECK(changes[0].loosens == (j > i));
          CHECK(changes[0].before != changes[0].after);
        }
        const Policy tighter = tighter_of(from, to);
        CHECK(to_json(tighter) == to_json(i < j ? from : to));
        CHECK(to_json(tighter_of(to, from)) == to_json(tighter));
      }
}

Policy some_policy(Dice& dice) {
  Policy policy;
  for (const auto& [field, scale] : scales())
    if (dice.below(3) == 0) scale[dice.below(scale.size())](policy);
  constexpr std::array modes{Mode::read_only, Mode::approve, Mode::automatic};
  policy.accounts.clear();
  for (const char* name : {"DU1", "U2", "U3"})
    if (dice.below(2) == 0) policy.accounts.push_back({name, modes[dice.below(3)]});
  return policy;
}

TEST_CASE("the tighter of two policies allows nothing that either forbids") {
  Dice dice(1);
  int mixed = 0;
  for (int i = 0; i < 3000; ++i) {
    const Policy one = some_policy(dice);
    const Policy other = some_policy(dice);
    const Policy tighter = tighter_of(one, other);
    INFO(to_json(one), "\n", to_json(other), "\n", to_json(tighter));
    CHECK(check(tighter).ok());
    CHECK_FALSE(loosens(one, tighter));
    CHECK_FALSE(loosens(other, tighter));
    for (const char* name : {"DU1", "U2", "U3", "U4"})
      for (const AccountKind kind :
           {AccountKind::paper, AccountKind::live, AccountKind::none, AccountKind::mixed}) {
        const Mode most = std::min(mode_of(one, name, kind), mode_of(other, name, kind));
        CHECK(mode_of(tighter, name, kind) <= most);
      }
    CHECK(to_json(tighter_of(one, one)) == to_json(one));
    CHECK(to_json(tighter_of(tighter, one)) == to_json(tighter));
    mixed += loosens(one, other) && loosens(other, one) ? 1 : 0;
  }
  CHECK(mixed > 1000);
}

TEST_CASE("lists with nothing in common leave nothing to trade") {
  Policy one, other;
  one.instruments = {"SPY"_sym};
  other.instruments = {"QQQ"_sym};
  one.accounts = other.accounts = {{"DU1", Mode::automatic}};
  const Policy tighter = tighter_of(one, other);
  CHECK_FALSE(tighter.instruments.empty());
  for (const AccountKind kind : {AccountKind::paper, AccountKind::live})
    for (const char* name : {"DU1", "U2"}) CHECK(mode_of(tighter, name, kind) == Mode::read_only);
}

TEST_CASE("a change is told in words") {
  Policy from, to;
  from.max_order_value = 10000_money;
  to.max_order_value = 20000_money;
  to.max_pending = 2;
  std::vector<std::string> lines;
  for (const PolicyChange& change : changes_between(from, to)) lines.push_back(text_of(change));
  CHECK(lines == std::vector<std::string>{"max_order_value: 10000 -> 20000, looser",
                                          "max_pending: 5 -> 2, tighter"});
}

}  // namespace
}  // namespace pitwall::desk
