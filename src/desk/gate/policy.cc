#include "desk/gate/policy.h"

#include "base/json_out.h"

namespace pitwall::desk {

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::read_only:
      return "read_only";
    case Mode::approve:
      return "approve";
    case Mode::automatic:
      return "auto";
  }
  return "read_only";
}

void describe(AccountMode& mode, Visitor& v) {
  v("account", "Account number.", "DU1000001", mode.account, {.max_length = 64});
  v("mode", "read_only, approve or auto.", "approve", mode.mode);
}

namespace {

void describe_modes(Policy& policy, Visitor& v) {
  v("paper", "Mode of accounts of play money that are not named below.", "approve", policy.paper,
    with_default);
  v("live", "Mode of accounts of real money that are not named below.", "read_only", policy.live,
    with_default);
  v("accounts", "Modes of single accounts.", "", policy.accounts, with_default);
  v("instruments", "Tickers that may be traded; empty: any.", "SPY", policy.instruments,
    with_default);
  v("asset_classes", "Classes that may be traded; empty: any.", "etf", policy.asset_classes,
    with_default);
}

void describe_sizes(Policy& policy, Visitor& v) {
  v("max_order_value", "Most that one order may be worth, base currency.", "10000",
    policy.max_order_value);
  v("max_position_quantity", "Most shares, contracts or coins of one instrument.", "500",
    policy.max_position_quantity);
  v("max_position_value", "Most that one position may be worth, base currency.", "25000",
    policy.max_position_value);
  v("max_position_share", "The same as a share of the account's value.", "0.25",
    policy.max_position_share);
  v("max_gross_exposure", "All positions, long and short added, as a share of the account's value.",
    "1.5", policy.max_gross_exposure);
  v("max_net_exposure", "Long less short, as a share of the account's value.", "1",
    policy.max_net_exposure);
  v("max_concentration", "All positions on one underlying, as a share of the account's value.",
    "0.4", policy.max_concentration);
}

void describe_pace(Policy& policy, Visitor& v) {
  const Rules orders{.has_default = true, .minimum = 0, .maximum = Policy::most_orders};
  v("max_orders_per_minute", "Orders of one account in 60 seconds.", "10",
    policy.max_orders_per_minute, orders);
  v("max_orders_per_hour", "Orders of one account in 60 minutes.", "60", policy.max_orders_per_hour,
    orders);
  v("max_orders_per_day", "Orders of one account in 24 hours.", "200", policy.max_orders_per_day,
    orders);
  v("daily_loss_stop", "A loss of this much, base currency, ends the account's day.", "1000",
    policy.daily_loss_stop);
  v("cooling_off", "Pause after a losing streak.", "30m", policy.cooling_off);
  v("losing_streak", "Losing trades in a row that start the pause.", "3", policy.losing_streak,
    {.has_default = true, .minimum = 1, .maximum = 100});
}

}  // namespace

void describe(Policy& policy, Visitor& v) {
  describe_modes(policy, v);
  describe_sizes(policy, v);
  describe_pace(policy, v);
  v("max_quote_age", "An older quote is none.", "60s", policy.max_quote_age, with_default);
  v("allow_delayed", "Trade on quotes that are late by contract.", "false", policy.allow_delayed,
    with_default);
  v("price_collar", "How far beyond the mark an order may reach, as a share of it; null: anywhere.",
    "0.05", policy.price_collar, with_default);
  v("outside_hours", "Trade outside regular hours.", "false", policy.outside_hours, with_default);
  v("min_free_cash", "Available funds that stay, base currency.", "5000", policy.min_free_cash);
  v("allow_short", "Sell what is not held.", "false", policy.allow_short, with_default);
  v("allow_naked_options", "Sell options to open.", "false", policy.allow_naked_options,
    with_default);
  v("max_pending", "Approvals that may wait at once.", "5", policy.max_pending,
    {.has_default = true, .minimum = 1, .maximum = 100});
  v("approval_lifetime", "How long an approval waits; 5s to 15m.", "60s", policy.approval_lifetime,
    with_default);
  v("action_lifetime", "The same of a deletion or a write elsewhere; 1m to 24h, if absent 10m.",
    "10m", policy.action_lifetime);
  v("second_step_value", "An order worth more than this, base currency, needs two yeses.", "20000",
    policy.second_step_value);
  v("second_step_share", "The same as a share of the account's value; if absent 0.25.", "0.25",
    policy.second_step_share);
}

Result<void> check(const Policy& policy) {
  const auto positive = [](const auto& limit) { return !limit || limit->sign() > 0; };
  if (!positive(policy.max_order_value) || !positive(policy.max_position_quantity) ||
      !positive(policy.max_position_value) || !positive(policy.max_position_share) ||
      !positive(policy.max_gross_exposure) || !positive(policy.max_net_exposure) ||
      !positive(policy.max_concentration) || !positive(policy.daily_loss_stop) ||
      !positive(policy.price_collar) || !positive(policy.second_step_value) ||
      !positive(policy.second_step_share))
    return error(Code::invalid_argument,
                 "A limit of the gate is above 0; to trade nothing, set the mode to read_only.");
  if (policy.min_free_cash && policy.min_free_cash->sign() < 0)
    return error(Code::invalid_argument, "min_free_cash is 0 or more.");
  if (policy.max_quote_age <= Duration{} ||
      (policy.cooling_off && *policy.cooling_off <= Duration{}))
    return error(Code::invalid_argument, "max_quote_age and cooling_off are more than nothing.");
  if (policy.approval_lifetime < Policy::shortest_approval ||
      policy.approval_lifetime > Policy::longest_approval)
    return error(Code::invalid_argument, "approval_lifetime is {}; it is {} to {}.",
                 policy.approval_lifetime.text(), Policy::shortest_approval.text(),
                 Policy::longest_approval.text());
  if (policy.lifetime_of_actions() < Policy::shortest_action ||
      policy.lifetime_of_actions() > Policy::longest_action)
    return error(Code::invalid_argument, "action_lifetime is {}; it is {} to {}.",
                 policy.lifetime_of_actions().text(), Policy::shortest_action.text(),
                 Policy::longest_action.text());
  for (std::size_t i = 0; i < policy.accounts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (policy.accounts[i].account == policy.accounts[j].account)
        return error(Code::invalid_argument, "Account {} has two modes.",
                     policy.accounts[i].account);
  return {};
}

Digest version_of(const Policy& policy) { return sha256(to_json(policy)); }

Mode mode_of(const Policy& policy, std::string_view account, market::AccountKind kind) {
  for (const AccountMode& one : policy.accounts)
    if (one.account == account) return one.mode;
  switch (kind) {
    case market::AccountKind::paper:
      return policy.paper;
    case market::AccountKind::live:
      return policy.live;
    default:
      return Mode::read_only;  // whose money it is was never said
  }
}

}  // namespace pitwall::desk
