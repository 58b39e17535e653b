// The rules that an order is held against, each with the name that refusals quote. Pure: policy,
// order, the desk's own state and the circumstances in, one finding for each rule out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/engine/state.h"
#include "desk/gate/circumstances.h"

namespace pitwall::desk {

// In the order in which they are looked at; the first one broken is the one that is quoted.
enum class Rule {
  kill_switch,
  known_account,
  read_only,
  order_terms,    // what the order itself says: prices its type needs, ticks, lots
  order_measure,  // figures beyond what the desk computes with
  reconcile_first,
  max_pending,
  instruments,
  asset_classes,
  price_known,
  quote_quality,
  quote_age,
  price_collar,
  trading_hours,
  order_value,
  position_quantity,
  position_value,
  position_share,
  gross_exposure,
  net_exposure,
  concentration,
  orders_per_minute,
  orders_per_hour,
  orders_per_day,
  daily_loss,
  cooling_off,
  free_cash,
  no_shorting,
  no_naked_options,
};
std::string_view name_of(Rule rule);  // "size.order_value"
constexpr int count_of(Rule) { return 29; }

struct Finding {
  Rule rule = Rule::kill_switch;
  bool holds = true;
  std::string words;  // a sentence: what is wrong, or how much is left
  // Of a limit that is a figure: how much of it this action would leave, negative where it goes
  // beyond. In the account's base currency, in units of the instrument, in percent of the account,
  // in orders, in seconds or in percent of the price, as `unit` says.
  std::optional<Money> left = {};
  std::string unit = {};
};

// Of every rule that applies, in order. Where the order is beyond measure nothing after that can be
// computed, and nothing after that is listed.
std::vector<Finding> findings(const Action& action, const State& state,
                              const Circumstances& circumstances, Id approval);

// What the action's orders come to. Of a bracket that is its entry, which the others only undo; of
// orders that cancel each other the largest, for only one of them can trade.
struct OrderSize {
  Money value;           // base currency, at the worse of its limit and the mark
  Quantity held;         // of the instrument now; negative is short
  Quantity after;        // if this and everything open on its side trades
  bool reduces = false;  // it only takes away from what is held
};
// Code::too_large beyond measure; Code::no_data without a price or an exchange rate.
Result<OrderSize> size_of(const Action& action, const State& state,
                          const Circumstances& circumstances, Id approval);

// The same look where only the outcome counts: the first rule that is broken, or what the orders
// come to. Nothing is put into words that nobody reads.
struct RuleCheck {
  std::optional<Finding> broken;
  OrderSize size;  // all zero of what has none
};
RuleCheck check_rules(const Action& action, const State& state, const Circumstances& circumstances,
                      Id approval);

}  // namespace pitwall::desk
