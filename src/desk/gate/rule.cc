#include "desk/gate/rule.h"

#include <array>
#include <cmath>

#include "base/json_out.h"
#include "desk/engine/known_order.h"
#include "desk/gate/words.h"

namespace pitwall::desk {
namespace {

constexpr std::array<std::string_view, 29> rule_names{"gate.kill_switch",
                                                      "account.known",
                                                      "mode.read_only",
                                                      "order.terms",
                                                      "order.measure",
                                                      "order.reconcile_first",
                                                      "approval.max_pending",
                                                      "instrument.allowed",
                                                      "instrument.class",
                                                      "quote.price",
                                                      "quote.quality",
                                                      "quote.age",
                                                      "price.collar",
                                                      "time.hours",
                                                      "size.order_value",
                                                      "size.position_quantity",
                                                      "size.position_value",
                                                      "size.position_share",
                                                      "exposure.gross",
                                                      "exposure.net",
                                                      "exposure.concentration",
                                                      "pace.minute",
                                                      "pace.hour",
                                                      "pace.day",
                                                      "loss.day",
                                                      "loss.cooling_off",
                                                      "cash.free",
                                                      "short.shares",
                                                      "short.options"};

using market::AssetClass;
using port::OrderType;
using port::Side;

// Beyond these the exact arithmetic could overflow; no real order comes near.
constexpr double most_units = 1e9;
constexpr double most_price = 1e9;
constexpr double most_value = 1e12;
// Beside the first.
constexpr std::size_t most_together = 5;

// amount <= share of whole, exactly.
bool within(Money amount, Ratio share, Money whole) {
  return static_cast<Int128>(amount.scaled()) * Ratio::unit <=
         static_cast<Int128>(share.scaled()) * whole.scaled();
}

std::string percent(Money part, Money whole) {
  if (whole.sign() <= 0) return "all";
  return fmt::format("{:.1f} %", 100 * part.to_double() / whole.to_double());
}
std::string percent(Ratio share) { return fmt::format("{:.1f} %", 100 * share.to_double()); }

// A figure that is not an amount, to two digits.
Money general(double figure) {
  return Money::from_scaled(std::llround(100 * std::clamp(figure, -1e10, 1e10)) *
                            (Money::unit / 100));
}
// What can be subtracted without end, unlike the amounts themselves.
Money less(Money limit, Money used) {
  constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
  return Money::from_scaled(static_cast<std::int64_t>(
      std::clamp(static_cast<Int128>(limit.scaled()) - used.scaled(), -most, most)));
}

// What open orders could still trade: of a group of which one cancels the others, the most that one
// of them could.
class OpenOrders {
 public:
  void add(const std::optional<std::string>& group, Quantity quantity) {
    if (!group) {
      total_ += quantity;
      return;
    }
    for (auto& [name, most] : groups_) {
      if (name != *group) continue;
      total_ += std::max(most, quantity) - most;
      most = std::max(most, quantity);
      return;
    }
    groups_.emplace_back(*group, quantity);
    total_ += quantity;
  }
  Quantity total() const { return total_; }

 private:
  Quantity total_;
  std::vector<std::pair<std::string_view, Quantity>> groups_;
};

// Everything that one look at an order needs.
class Look {
 public:
  // Without `explains` nothing is said of the rules that hold: only what is broken has words.
  Look(const Action& action, const State& state, const Circumstances& now, Id approval,
       bool explains)
      : explains_(explains),
        action_(action),
        order_(action.order),
        state_(state),
        policy_(state.gate.policy),
        now_(now),
        approval_(approval),
        account_(state.find_account(order_.account)) {}

  void look();
  std::vector<Finding> take_findings() { return std::move(findings_); }
  // As `look` found it, where it came so far; otherwise worked out now.
  Result<OrderSize> size() const { return size_ ? Result<OrderSize>(*size_) : work_out_size(); }

 private:
  void place();
  Result<OrderSize> work_out_size() const;
  // `words` makes the sentence, and is asked for it only where somebody reads it.
  template <class Words>
  void add(Rule rule, bool holds, const Words& words) {
    findings_.push_back({rule, holds, explains_ || !holds ? std::string(words()) : std::string()});
  }
  // Of the finding just made: how much of its limit is left.
  void leave(Money left, std::string_view unit) {
    if (!explains_) return;
    findings_.back().left = left;
    findings_.back().unit = unit;
  }
  void leave_money(Money left) { leave(left, now_.base_currency.view()); }
  template <class Use>
  void for_each_order(const Use& use) const {
    use(order_);
    if (action_.further)
      for (const port::Order& other : action_.further->orders) use(other);
  }
  void kill_switch();
  void account();
  bool terms();
  std::string wrong_terms() const;
  std::string wrong_step(const port::Order& order) const;
  std::string wrong_together() const;
  std::string wrong_bracket(const port::Order& child) const;
  std::string wrong_change() const;
  void queue();
  void waiting();
  void instrument();
  void quote();
  void collar();
  void collar(const port::Order& order);
  void hours();
  void sizes(const OrderSize& size);
  void share_left(Ratio limit, Money amount, const std::optional<Money>& equity);
  void exposures(const OrderSize& size);
  void pace();
  void losses(const OrderSize& size);
  void cash(const OrderSize& size);
  void shorts(const OrderSize& size);
  bool is_covered(Quantity calls) const;
  Quantity quantity_of(const market::Symbol& symbol) const;
  Quantity open_sales(const market::Symbol& symbol) const;

  bool measurable() const;
  Quantity held() const;
  bool is_other(const BlotterEntry& entry) const;
  Quantity could_trade(const BlotterEntry& entry) const;
  Quantity could_trade() const;
  Money open_value(bool other_instruments) const;
  Money worth(Quantity quantity) const;
  std::string money(Money amount) const { return money_text(amount, now_.base_currency); }

  const bool explains_;
  const Action& action_;
  const port::Order& order_;
  const State& state_;
  const Policy& policy_;
  const Circumstances& now_;
  Id approval_;
  const Account* account_;
  std::vector<Finding> findings_;
  std::optional<OrderSize> size_;
};

void Look::look() {
  findings_.reserve(rule_names.size());
  switch (action_.kind) {
    // Taking an order back adds no risk that a limit could be about, and it is what one wants to do
    // when nothing else may go out.
    case ActionKind::cancel_order:
      return account();
    // What is changed outside has no size that a limit could be about.
    case ActionKind::change_outside:
      kill_switch();
      return waiting();
    default:
      return place();
  }
}

void Look::place() {
  kill_switch();
  account();
  // Nothing can be computed of an order that is none.
  if (!terms()) return;
  if (!measurable())
    return add(Rule::order_measure, false,
               [] { return "The order, or what is held, is beyond what the desk computes with."; });
  queue();
  instrument();
  quote();
  collar();
  hours();
  const Result<OrderSize> size = work_out_size();
  if (!size) return;  // there is no price, as `quote` has said
  size_ = *size;
  sizes(*size);
  exposures(*size);
  pace();
  losses(*size);
  cash(*size);
  shorts(*size);
}

void Look::kill_switch() {
  const KillSwitch& kill = state_.gate.kill_switch;
  add(Rule::kill_switch, !kill.on, [&] {
    return kill.on ? fmt::format(
                         "The kill switch is on since {}; nothing goes out until the person "
                         "turns it off.",
                         kill.since.text())
                   : "The kill switch is off.";
  });
}

void Look::account() {
  add(Rule::known_account, account_ != nullptr, [&] {
    return account_ ? "The account is known."
                    : fmt::format("There is no account {}.", quoted(order_.account));
  });
  const Mode mode =
      account_ ? mode_of(policy_, account_->account, account_->kind) : Mode::read_only;
  add(Rule::read_only, mode != Mode::read_only, [&] {
    return mode == Mode::read_only
               ? fmt::format("Account {} may be looked at but not traded.", quoted(order_.account))
               : fmt::format("The account is in mode {}.", name_of(mode));
  });
}

bool is_multiple(std::int64_t value, std::int64_t step) { return step > 0 && value % step == 0; }

// The nearest price on the step that holds there; nothing where `price` is on it.
std::optional<Price> nearest_price(Price price, const Circumstances& now) {
  Price step = now.tick_size;
  for (const port::PriceStep& one : now.price_steps)
    if (&one == &now.price_steps.front() || price.abs() >= one.from) step = one.increment;
  if (step.sign() <= 0) return now.tick_size;
  if (is_multiple(price.scaled(), step.scaled())) return std::nullopt;
  return Price::from_scaled(
      decimal::narrow(decimal::divide(price.scaled(), step.scaled(), Rounding::half_even)) *
      step.scaled());
}

std::string Look::wrong_step(const port::Order& order) const {
  const Quantity lot = now_.size_increment.value_or(now_.lot_size);
  if (!is_multiple(order.quantity.scaled(), now_.lot_size.scaled()))
    return fmt::format("The quantity is a multiple of {}.", now_.lot_size.text());
  if (!is_multiple(order.quantity.scaled(), lot.scaled()))
    return fmt::format("The quantity is a multiple of {} at the broker.", lot.text());
  if (now_.smallest_size && order.quantity < *now_.smallest_size)
    return fmt::format("The broker's smallest order is {}.", now_.smallest_size->text());
  const std::optional<Price> distance = order.trail ? order.trail->amount : std::nullopt;
  for (const std::optional<Price>& price : {order.limit_price, order.stop_price, distance}) {
    if (!price || (price == order.stop_price && order.trail)) continue;
    const std::optional<Price> nearest = nearest_price(*price, now_);
    if (nearest)
      return fmt::format("{} is not on a step of the price; the nearest that is, is {}.",
                         price->text(), nearest->text());
  }
  return {};
}

// Of a bracket: what it says of the order that the entry's fill sets off.
std::string Look::wrong_bracket(const port::Order& child) const {
  if (child.side == order_.side || child.quantity != order_.quantity)
    return "What is attached to an order closes all of it: the other side, the same quantity.";
  if (order_.time_in_force == port::TimeInForce::ioc ||
      child.time_in_force == port::TimeInForce::ioc)
    return "Nothing can be attached to an order that is immediate, nor be so itself.";
  const bool takes_profit = child.type == OrderType::limit;
  if (!takes_profit && !is_stop(child.type))
    return "A take-profit is a limit order, a stop-loss is a stop, stop-limit or trailing stop.";
  const std::optional<Price>& at = takes_profit ? child.limit_price : child.stop_price;
  std::optional<Price> entry = order_.limit_price ? order_.limit_price : order_.stop_price;
  if (!entry) entry = now_.mark;
  if (!at || !entry) return {};
  const bool above = takes_profit == (order_.side == Side::buy);
  if (above ? *at > *entry : *at < *entry) return {};
  return fmt::format(
      "The {} at {} is on the wrong side of the entry at {}: it would trade at once.",
      takes_profit ? "take-profit" : "stop-loss", at->text(), entry->text());
}

// Orders under one yes belong together: attached to the first, or such that one cancels the others.
std::string Look::wrong_together() const {
  if (order_.parent) return "The first order of several waits for no other.";
  if (order_.oca_group && !action_.further) return "A group of orders has at least two.";
  if (!action_.further) return {};
  const std::vector<port::Order>& others = action_.further->orders;
  if (others.empty() || others.size() > most_together)
    return fmt::format("At most {} orders go together.", most_together + 1);
  for (const port::Order& other : others) {
    if (other.account != order_.account || other.symbol != order_.symbol || order_.spread ||
        other.spread)
      return "Orders that go together are of one account and one instrument.";
    if (const Result<void> valid = validate(other); !valid) return valid.error().message;
    if (std::string wrong = wrong_step(other); !wrong.empty()) return wrong;
    if (other.parent) {
      if (std::string wrong = wrong_bracket(other); !wrong.empty()) return wrong;
      if (order_.oca_group) return "A bracket is attached to an order that stands by itself.";
    } else if (!other.oca_group || !order_.oca_group || other.side != order_.side) {
      return "Orders of which one cancels the others are on one side.";
    }
  }
  if (!order_.oca_group && others.size() == 2 &&
      (others[0].type == others[1].type || !others[0].oca_group || !others[1].oca_group))
    return "Attached are one take-profit and one stop-loss, of which one cancels the other.";
  if (!order_.oca_group && others.size() > 2) return "At most two orders are attached to another.";
  return {};
}

std::string Look::wrong_change() const {
  if (!action_.before || action_.further) return "Nobody said what is to be changed.";
  port::Order same = *action_.before;
  same.quantity = order_.quantity;
  same.limit_price = order_.limit_price;
  same.stop_price = order_.stop_price;
  same.trail = order_.trail;
  same.time_in_force = order_.time_in_force;
  same.accepted_questions = order_.accepted_questions;
  if (to_json(same) != to_json(order_))
    return "Of a working order the quantity, the prices and the time in force can be changed; for "
           "anything else it is cancelled and placed anew.";
  const std::optional<BlotterEntry> entry = known_order(state_, order_.client_id);
  if (!entry) return "The broker has no such order any more.";
  if (order_.quantity <= entry->filled)
    return fmt::format("{} of it is traded already; its new quantity is more than that.",
                       entry->filled.text());
  return {};
}

std::string Look::wrong_terms() const {
  if (const Result<void> valid = validate(order_); !valid) return valid.error().message;
  if (now_.asset_class == AssetClass::index)
    return "An index cannot be traded; its futures, options and funds can.";
  if (order_.spread)
    return "Spreads are not traded by this desk: its limits are for one instrument.";
  if (std::string wrong = wrong_step(order_); !wrong.empty()) return wrong;
  return action_.kind == ActionKind::modify_order ? wrong_change() : wrong_together();
}

bool Look::terms() {
  std::string wrong = wrong_terms();
  const bool holds = wrong.empty();
  add(Rule::order_terms, holds,
      [&] { return holds ? "The order is complete." : std::move(wrong); });
  return holds;
}

bool Look::measurable() const {
  double price = now_.mark ? std::abs(now_.mark->to_double()) : 0;
  const auto take_price = [&](const std::optional<Price>& given) {
    if (given) price = std::max(price, std::abs(given->to_double()));
  };
  take_price(now_.bid);
  take_price(now_.ask);
  const double rate = now_.rate ? now_.rate->to_double() : 1;
  double units = std::abs(held().to_double());
  for_each_order([&](const port::Order& order) {
    take_price(order.limit_price);
    take_price(order.stop_price);
    if (order.trail) take_price(order.trail->amount);
    units += order.quantity.to_double();
  });
  for (const BlotterEntry& entry : state_.blotter.entries)
    if (!is_final(entry.phase) && entry.order.symbol == order_.symbol)
      units += entry.remaining().to_double();
  for (const OrderState& known : state_.orders)
    if (!is_final(known.status) && known.order.symbol == order_.symbol)
      units += known.order.quantity.to_double();
  double amounts = 0;
  for (const HeldValue& one : now_.holdings) amounts += std::abs(one.value.to_double());
  for (const BlotterEntry& entry : state_.blotter.entries)
    if (!is_final(entry.phase)) amounts += std::abs(entry.value.to_double());
  for (const std::optional<Money>& amount : {now_.equity, now_.available, now_.day_profit})
    if (amount) amounts += std::abs(amount->to_double());
  const double point = std::abs(now_.multiplier.to_double()) * std::max(1.0, std::abs(rate));
  return now_.multiplier.sign() > 0 && rate > 0 && price <= most_price && units <= most_units &&
         amounts <= most_value && price * point <= most_value &&
         price * point * units <= most_value;
}

void Look::queue() {
  const bool unknown = state_.blotter.has_unknown(order_.account);
  add(Rule::reconcile_first, !unknown, [&] {
    return unknown ? "An order of this account is unknown at the broker; that is settled first."
                   : "No order is unknown.";
  });
  waiting();
}

void Look::waiting() {
  std::int64_t pending = state_.gate.pending(order_.account, now_.now);
  const Approval* own = state_.gate.find(approval_);
  if (own && own->state == ApprovalState::pending && now_.now < own->expires) --pending;
  add(Rule::max_pending, pending < policy_.max_pending, [&] {
    return fmt::format("{} of {} approvals wait already.", pending, policy_.max_pending);
  });
  leave(Money::from_integer(policy_.max_pending - pending - 1), "approvals");
}

void Look::instrument() {
  const auto& allowed = policy_.instruments;
  const bool listed = allowed.empty() || std::ranges::find(allowed, order_.symbol) != allowed.end();
  add(Rule::instruments, listed, [&] {
    return fmt::format("{} is {}among the instruments that may be traded.", order_.symbol.view(),
                       listed ? "" : "not ");
  });
  const auto& classes = policy_.asset_classes;
  const bool of_class =
      classes.empty() || std::ranges::find(classes, now_.asset_class) != classes.end();
  add(Rule::asset_classes, of_class, [&] {
    return fmt::format("The class {} {} be traded.", name_of(now_.asset_class),
                       of_class ? "may" : "may not");
  });
}

void Look::quote() {
  add(Rule::price_known, now_.mark && now_.rate, [&] {
    return !now_.mark   ? "There is no price to rule on."
           : !now_.rate ? fmt::format("There is no exchange rate from {} to the account's {}.",
                                      now_.currency.view(), now_.base_currency.view())
                        : fmt::format("The mark is {}.", now_.mark->text());
  });
  using market::Quality;
  const bool real_money = !account_ || account_->kind != market::AccountKind::paper;
  bool good = false;
  switch (now_.quality) {
    case Quality::live:
      good = true;
      break;
    case Quality::delayed:
      good = policy_.allow_delayed;
      break;
    case Quality::frozen:  // the last figures of a market that is closed
      good = policy_.outside_hours;
      break;
    case Quality::stale:
      break;
    case Quality::replayed:
    case Quality::simulated:
      good = !real_money;
      break;
  }
  good = good && now_.mark;
  add(Rule::quote_quality, good,
      [&] { return fmt::format("The quote is {}.", name_of(now_.quality)); });
  const bool fresh = now_.quoted && now_.market_time - *now_.quoted <= policy_.max_quote_age;
  add(Rule::quote_age, fresh, [&] {
    return !now_.quoted
               ? "Nobody knows how old the quote is."
               : fmt::format("The quote is {} old; at most {} is allowed.",
                             seconds((now_.market_time - *now_.quoted) / seconds(1)).text(),
                             policy_.max_quote_age.text());
  });
  if (now_.quoted) {
    leave(Money::from_integer((policy_.max_quote_age - (now_.market_time - *now_.quoted)) /
                              seconds(1)),
          "seconds");
  }
}

// How far the order may reach beyond the mark: its limit, or the other side of the market where it
// has none. A stop is held against its own trigger: how far away that stands is the point of it.
void Look::collar() {
  if (!policy_.price_collar || !now_.mark) return;
  // What is attached to an order is not looked at: it reaches from prices that are not there yet.
  collar(order_);
  if (!action_.further || !findings_.back().holds) return;
  for (const port::Order& other : action_.further->orders) {
    if (other.parent) continue;
    findings_.pop_back();
    collar(other);
    if (!findings_.back().holds) return;
  }
}

void Look::collar(const port::Order& order) {
  const bool buys = order.side == Side::buy;
  const Price from = is_stop(order.type) ? order.stop_price.value_or(*now_.mark) : *now_.mark;
  const bool crosses = order.type == OrderType::market || order.type == OrderType::market_on_close;
  std::optional<Price> reach = order.limit_price ? order.limit_price
                               : !crosses        ? std::optional(from)
                               : buys            ? now_.ask
                                                 : now_.bid;
  if (!reach) reach = now_.mark;
  const Price beyond = buys ? *reach - from : from - *reach;
  const bool holds = static_cast<Int128>(beyond.scaled()) * Ratio::unit <=
                     static_cast<Int128>(policy_.price_collar->scaled()) * from.abs().scaled();
  add(Rule::price_collar, holds, [&] {
    return fmt::format("It reaches {} from {}; {} beyond is allowed.", reach->text(), from.text(),
                       percent(*policy_.price_collar));
  });
  if (from.is_zero()) return;
  leave(general(100 *
                (policy_.price_collar->to_double() - beyond.to_double() / from.abs().to_double())),
        "percent of the price");
}

void Look::hours() {
  if (policy_.outside_hours) return;
  add(Rule::trading_hours, now_.open.value_or(false), [&] {
    return !now_.open   ? "Nobody knows whether its market is open."
           : *now_.open ? "Its market is open."
                        : "Its market is not in regular hours.";
  });
}

Quantity Look::held() const {
  const Position* position = state_.find_position(order_.account, order_.symbol);
  return position ? position->quantity : Quantity{};
}

bool counts(const BlotterEntry& entry) {
  return entry.phase == OrderPhase::approved || may_trade(entry.phase);
}

// Neither one of this action's own nor the one that it changes.
bool Look::is_other(const BlotterEntry& entry) const {
  return entry.approval != approval_ && entry.order.account == order_.account &&
         (order_.client_id.empty() || entry.order.client_id != order_.client_id);
}

// What waits for its parent's fill trades no more than that has.
Quantity Look::could_trade(const BlotterEntry& entry) const {
  const BlotterEntry* parent =
      entry.order.parent ? state_.blotter.find(*entry.order.parent) : nullptr;
  return parent ? std::min(entry.remaining(), parent->filled) : entry.remaining();
}

// What this action and all that is open on its side could still trade.
Quantity Look::could_trade() const {
  OpenOrders open;
  Quantity own = order_.quantity;
  if (std::optional<BlotterEntry> changed = known_order(state_, order_.client_id)) {
    changed->order.quantity = own;
    changed->change.reset();
    own = could_trade(*changed);
  }
  open.add(order_.oca_group, own);
  if (action_.further)
    for (const port::Order& other : action_.further->orders)
      if (!other.parent) open.add(other.oca_group, other.quantity);
  for (const BlotterEntry& entry : state_.blotter.entries)
    if (counts(entry) && is_other(entry) && entry.order.symbol == order_.symbol &&
        entry.order.side == order_.side)
      open.add(entry.order.oca_group, could_trade(entry));
  // Those placed elsewhere, by hand or by another program.
  for (const OrderState& known : state_.orders)
    if (!is_final(known.status) && known.order.account == order_.account &&
        known.order.symbol == order_.symbol && known.order.side == order_.side &&
        known.order.client_id != order_.client_id && !state_.blotter.find(known.order.client_id))
      open.add(std::nullopt, known.order.quantity - std::min(known.filled, known.order.quantity));
  return open.total();
}

// What the desk's other open orders are worth, as estimated when they were ruled on: those for
// other instruments, or all purchases.
Money Look::open_value(bool other_instruments) const {
  Money open;
  std::vector<std::pair<std::string_view, Money>> groups;
  for (const BlotterEntry& entry : state_.blotter.entries) {
    if (!counts(entry) || !is_other(entry)) continue;
    if (other_instruments ? entry.order.symbol == order_.symbol : entry.order.side != Side::buy)
      continue;
    if (entry.order.quantity.sign() <= 0) continue;
    const Quantity could = std::min(could_trade(entry), entry.order.quantity);
    Money worth = Notional::of(entry.value)
                      .share(could, entry.order.quantity, Rounding::up)
                      .to_money(Rounding::up);
    if (entry.order.oca_group) {
      const auto same = std::ranges::find_if(
          groups, [&](const auto& group) { return group.first == *entry.order.oca_group; });
      if (same == groups.end()) {
        groups.emplace_back(*entry.order.oca_group, worth);
      } else {
        const Money counted = same->second;
        same->second = std::max(counted, worth);
        worth = same->second - counted;
      }
    }
    open += worth;
  }
  return open;
}

// That many at the mark, or at the order's own price where that is farther from zero; in base
// currency. The mark and the rate are known, and all is within measure.
Money Look::worth(Quantity quantity) const {
  Price price = now_.mark->abs();
  const auto take_price = [&](const port::Order& order) {
    for (const std::optional<Price>& given : {order.limit_price, order.stop_price})
      if (given) price = std::max(price, given->abs());
  };
  take_price(order_);
  if (action_.further)
    for (const port::Order& other : action_.further->orders)
      if (!other.parent) take_price(other);
  return (price * quantity)
      .times(now_.multiplier, Rounding::up)
      .times(*now_.rate, Rounding::up)
      .to_money(Rounding::up);
}

Result<OrderSize> Look::work_out_size() const {
  if (const Result<void> valid = validate(order_); !valid) return valid.error();
  if (!measurable())
    return error(Code::too_large, "The order is beyond what the desk computes with.");
  if (!now_.mark) return error(Code::no_data, "There is no price to rule on.");
  if (!now_.rate)
    return error(Code::no_data, "There is no exchange rate from {} to the account's {}.",
                 now_.currency.view(), now_.base_currency.view());
  OrderSize size;
  Quantity largest = order_.quantity;
  if (action_.further)
    for (const port::Order& other : action_.further->orders)
      if (!other.parent) largest = std::max(largest, other.quantity);
  size.value = worth(largest);
  size.held = held();
  const Quantity more = could_trade();
  const bool buys = order_.side == Side::buy;
  size.after = buys ? size.held + more : size.held - more;
  size.reduces = buys ? size.held.sign() < 0 && size.after.sign() <= 0
                      : size.held.sign() > 0 && size.after.sign() >= 0;
  return size;
}

void Look::sizes(const OrderSize& size) {
  if (policy_.max_order_value) {
    add(Rule::order_value, size.reduces || size.value <= *policy_.max_order_value, [&] {
      return fmt::format("The order is worth about {} of {}.", money(size.value),
                         money(*policy_.max_order_value));
    });
    leave_money(less(*policy_.max_order_value, size.value));
  }
  if (policy_.max_position_quantity) {
    add(Rule::position_quantity, size.reduces || size.after.abs() <= *policy_.max_position_quantity,
        [&] {
          return fmt::format("The position would be {} of {}.", size.after.text(),
                             policy_.max_position_quantity->text());
        });
    leave(general(policy_.max_position_quantity->to_double() - size.after.abs().to_double()),
          "units");
  }
  const Money value = worth(size.after.abs());
  if (policy_.max_position_value) {
    add(Rule::position_value, size.reduces || value <= *policy_.max_position_value, [&] {
      return fmt::format("The position would be worth {} of {}.", money(value),
                         money(*policy_.max_position_value));
    });
    leave_money(less(*policy_.max_position_value, value));
  }
  if (!policy_.max_position_share) return;
  const Money equity = now_.equity.value_or(Money{});
  add(Rule::position_share,
      size.reduces || (now_.equity && within(value, *policy_.max_position_share, equity)), [&] {
        return !now_.equity
                   ? "The account's value is not known."
                   : fmt::format("The position would be {} of the account; {} is allowed.",
                                 percent(value, equity), percent(*policy_.max_position_share));
      });
  share_left(*policy_.max_position_share, value, now_.equity);
}

// Of the finding just made: how much of a share of the account is left.
void Look::share_left(Ratio limit, Money amount, const std::optional<Money>& equity) {
  if (!equity || equity->sign() <= 0) return;
  leave(general(100 * (limit.to_double() - amount.to_double() / equity->to_double())),
        "percent of the account");
}

void Look::exposures(const OrderSize& size) {
  const Money after = worth(size.after.abs());
  const Money open = open_value(true);
  Money gross = after + open;
  Money net = size.after.sign() < 0 ? -after : after;
  Money underlying = after;
  for (const HeldValue& held : now_.holdings) {
    if (held.symbol == order_.symbol) continue;
    gross += held.value.abs();
    net += held.value;
    if (held.underlying == now_.underlying) underlying += held.value.abs();
  }
  const Money net_at_worst = net.abs() + open;
  const auto hold = [&](Rule rule, const std::optional<Ratio>& limit, Money amount,
                        std::string_view what) {
    if (!limit) return;
    const bool known = now_.holdings_known && now_.equity;
    const Money equity = now_.equity.value_or(Money{});
    add(rule, size.reduces || (known && within(amount, *limit, equity)), [&] {
      return !known ? "The value of everything held is not known."
                    : fmt::format("{} would be {} of the account; {} is allowed.", what,
                                  percent(amount, equity), percent(*limit));
    });
    if (known) share_left(*limit, amount, now_.equity);
  };
  hold(Rule::gross_exposure, policy_.max_gross_exposure, gross, "All positions together");
  hold(Rule::net_exposure, policy_.max_net_exposure, net_at_worst, "Long less short");
  hold(Rule::concentration, policy_.max_concentration, underlying,
       fmt::format("Everything on {}", now_.underlying.view()));
}

void Look::pace() {
  std::int64_t count = 0;
  for_each_order([&](const port::Order&) { ++count; });
  struct Pace {
    Rule rule;
    Duration span;
    std::int64_t most;
    std::string_view words;
    std::int64_t sent = 0;
  };
  std::array paces{
      Pace{Rule::orders_per_minute, minutes(1), policy_.max_orders_per_minute, "a minute"},
      Pace{Rule::orders_per_hour, minutes(60), policy_.max_orders_per_hour, "an hour"},
      Pace{Rule::orders_per_day, days(1), policy_.max_orders_per_day, "24 hours"}};
  // Those of a later time than now count too: a clock that was set back frees nobody.
  for (const SentOrder& order : state_.gate.sent)
    if (order.account == order_.account)
      for (Pace& pace : paces) pace.sent += order.time > now_.now - pace.span ? 1 : 0;
  for (const Pace& pace : paces) {
    add(pace.rule, pace.sent + count <= pace.most,
        [&] { return fmt::format("{} of {} orders in {}.", pace.sent, pace.most, pace.words); });
    leave(Money::from_integer(pace.most - pace.sent - count), "orders");
  }
}

void Look::losses(const OrderSize& size) {
  if (policy_.daily_loss_stop)
    add(Rule::daily_loss,
        size.reduces || (now_.day_profit && -*now_.day_profit < *policy_.daily_loss_stop), [&] {
          return !now_.day_profit
                     ? "The day's profit is not known."
                     : fmt::format("The day stands at {}; it ends at a loss of {}.",
                                   money(*now_.day_profit), money(*policy_.daily_loss_stop));
        });
  if (policy_.daily_loss_stop && now_.day_profit)
    leave_money(less(*policy_.daily_loss_stop, -*now_.day_profit));
  if (!policy_.cooling_off) return;
  const LosingStreak* streak = state_.gate.find_streak(order_.account);
  const bool cooling = streak && streak->trades >= policy_.losing_streak &&
                       now_.market_time < streak->latest + *policy_.cooling_off;
  add(Rule::cooling_off, size.reduces || !cooling, [&] {
    return cooling ? fmt::format("After {} losing trades in a row there is a pause until {}.",
                                 streak->trades, (streak->latest + *policy_.cooling_off).text())
                   : "No pause after losses.";
  });
}

// What is paid for at once; futures and currency pairs are not.
bool is_paid(AssetClass asset_class) {
  return asset_class != AssetClass::future && asset_class != AssetClass::fx;
}

void Look::cash(const OrderSize& size) {
  if (!policy_.min_free_cash) return;
  Money spent = open_value(false);
  if (order_.side == Side::buy && is_paid(now_.asset_class)) spent += size.value;
  const Money left = now_.available.value_or(Money{}) - spent;
  add(Rule::free_cash, size.reduces || (now_.available && left >= *policy_.min_free_cash), [&] {
    return !now_.available ? "The available funds are not known."
                           : fmt::format("{} would be left; {} stays.", money(left),
                                         money(*policy_.min_free_cash));
  });
  if (!now_.available) return;
  leave_money(less(left, *policy_.min_free_cash));
}

Quantity Look::quantity_of(const market::Symbol& symbol) const {
  const Position* position = state_.find_position(order_.account, symbol);
  return position ? position->quantity : Quantity{};
}

// What open orders would still sell of it.
Quantity Look::open_sales(const market::Symbol& symbol) const {
  OpenOrders open;
  for (const BlotterEntry& entry : state_.blotter.entries)
    if (counts(entry) && is_other(entry) && entry.order.symbol == symbol &&
        entry.order.side == Side::sell)
      open.add(entry.order.oca_group, could_trade(entry));
  for (const OrderState& known : state_.orders)
    if (!is_final(known.status) && known.order.account == order_.account &&
        known.order.symbol == symbol && known.order.side == Side::sell &&
        !state_.blotter.find(known.order.client_id))
      open.add(std::nullopt, known.order.quantity - std::min(known.filled, known.order.quantity));
  return open.total();
}

// Whether that many calls sold stand on shares that are held, not for sale, and behind no other.
bool Look::is_covered(Quantity calls) const {
  if (!now_.is_call || !now_.holdings_known) return false;
  for (const HeldValue& held : now_.holdings)
    if (held.symbol != order_.symbol && held.symbol != now_.underlying &&
        held.underlying == now_.underlying && held.value.sign() < 0)
      return false;
  // Nobody knows here what another option that is being sold is on.
  for (const BlotterEntry& entry : state_.blotter.entries)
    if (counts(entry) && is_other(entry) && entry.order.side == Side::sell &&
        entry.order.symbol != order_.symbol && entry.order.symbol != now_.underlying &&
        quantity_of(entry.order.symbol) < open_sales(entry.order.symbol))
      return false;
  const Quantity shares = quantity_of(now_.underlying) - open_sales(now_.underlying);
  return static_cast<Int128>(calls.scaled()) * now_.multiplier.scaled() <=
         static_cast<Int128>(shares.scaled()) * Ratio::unit;
}

// A currency pair is an exchange of cash: there is nothing to be short of.
void Look::shorts(const OrderSize& size) {
  const bool opens_short =
      order_.side == Side::sell && size.after.sign() < 0 && now_.asset_class != AssetClass::fx;
  if (now_.asset_class == AssetClass::option) {
    const bool covered = opens_short && is_covered(size.after.abs());
    return add(Rule::no_naked_options, policy_.allow_naked_options || !opens_short || covered, [&] {
      return covered ? "The shares behind it are held."
             : opens_short
                 ? fmt::format("The position would be {}, which is short and not covered.",
                               size.after.text())
                 : "Nothing is sold short.";
    });
  }
  add(Rule::no_shorting, policy_.allow_short || !opens_short, [&] {
    return opens_short ? fmt::format("The position would be {}, which is short.", size.after.text())
                       : "Nothing is sold short.";
  });
  if (order_.side == Side::buy || policy_.allow_naked_options) return;
  for (const HeldValue& held : now_.holdings)
    if (held.underlying == order_.symbol && held.symbol != order_.symbol && held.value.sign() < 0)
      return add(Rule::no_naked_options, false, [&] {
        return fmt::format("{} was sold short and may stand on these shares.", held.symbol.view());
      });
}

}  // namespace

std::string_view name_of(Rule rule) { return rule_names[static_cast<std::size_t>(rule)]; }

std::vector<Finding> findings(const Action& action, const State& state,
                              const Circumstances& circumstances, Id approval) {
  Look look(action, state, circumstances, approval, true);
  look.look();
  return look.take_findings();
}

RuleCheck check_rules(const Action& action, const State& state, const Circumstances& circumstances,
                      Id approval) {
  Look look(action, state, circumstances, approval, false);
  look.look();
  RuleCheck checked;
  for (Finding& finding : look.take_findings()) {
    if (finding.holds) continue;
    checked.broken = std::move(finding);
    return checked;
  }
  if (const Result<OrderSize> size = look.size()) checked.size = *size;
  return checked;
}

Result<OrderSize> size_of(const Action& action, const State& state,
                          const Circumstances& circumstances, Id approval) {
  return Look(action, state, circumstances, approval, false).size();
}

}  // namespace pitwall::desk
