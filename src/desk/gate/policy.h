// What the person allows: the limits that every order is held against. Each limit is a rule with a
// name (rule.h), which a refusal quotes. A limit that is left out does not hold anyone back; the
// modes and the bare switches are always there, and begin on the safe side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "base/time.h"
#include "base/visitor.h"
#include "market/instrument.h"
#include "market/origin.h"

namespace pitwall::desk {

enum class Mode {
  read_only,  // looked at, not traded
  approve,    // each action asks the person
  automatic,  // "auto": inside a grant it goes by itself, outside it asks
};
std::string_view name_of(Mode mode);
constexpr int count_of(Mode) { return 3; }

struct AccountMode {
  std::string account;
  Mode mode = Mode::read_only;
};
void describe(AccountMode& mode, Visitor& v);

// Amounts are in the account's base currency; shares are of its net liquidation value, 0.25 is a
// quarter. What reduces a position is free of the limits on size, exposure, loss and cash.
struct Policy {
  static constexpr std::int64_t most_orders = 10'000;  // a day, which is as far as they are counted
  static constexpr Duration shortest_approval = seconds(5);
  static constexpr Duration longest_approval = minutes(15);
  static constexpr Duration shortest_action = minutes(1);
  static constexpr Duration longest_action = hours(24);

  Mode paper = Mode::approve;   // of accounts of play money that are not named below
  Mode live = Mode::read_only;  // of accounts of real money that are not named below
  std::vector<AccountMode> accounts;
  std::vector<market::Symbol> instruments;        // empty: any
  std::vector<market::AssetClass> asset_classes;  // empty: any
  std::optional<Money> max_order_value;
  std::optional<Quantity> max_position_quantity;  // shares, contracts or coins of one instrument
  std::optional<Money> max_position_value;
  std::optional<Ratio> max_position_share;
  std::optional<Ratio> max_gross_exposure;  // all positions, long and short added
  std::optional<Ratio> max_net_exposure;    // long less short, either way
  std::optional<Ratio> max_concentration;   // all positions on one underlying
  std::int64_t max_orders_per_minute = 10;
  std::int64_t max_orders_per_hour = 60;
  std::int64_t max_orders_per_day = 200;  // 24 hours
  std::optional<Money> daily_loss_stop;   // a loss of this much ends the day
  std::optional<Duration> cooling_off;    // after a losing streak
  std::int64_t losing_streak = 3;         // losing trades in a row that start it
  Duration max_quote_age = seconds(60);
  bool allow_delayed = false;  // quotes that are late by contract
  std::optional<Ratio> price_collar = Ratio::from_scaled(5'000'000);  // 5 % of the mark
  bool outside_hours = false;                                         // trade outside regular hours
  std::optional<Money> min_free_cash;                                 // left of the available funds
  bool allow_short = false;
  bool allow_naked_options = false;  // sell options to open
  std::int64_t max_pending = 5;      // approvals that wait at once
  Duration approval_lifetime = seconds(60);
  std::optional<Duration> action_lifetime;  // of approvals for changes outside; if absent 10 min
  std::optional<Money> second_step_value;   // an order worth more needs two yeses
  std::optional<Ratio> second_step_share;   // likewise; if absent a quarter

  Duration lifetime_of_actions() const { return action_lifetime.value_or(minutes(10)); }
  Ratio share_of_second_step() const {
    return second_step_share.value_or(Ratio::from_scaled(25'000'000));
  }
};
void describe(Policy& policy, Visitor& v);

// What a description cannot say: limits that contradict each other or that nothing could meet.
Result<void> check(const Policy& policy);

// Two policies with one version are the same in every limit.
Digest version_of(const Policy& policy);

Mode mode_of(const Policy& policy, std::string_view account, market::AccountKind kind);

}  // namespace pitwall::desk
