#include "desk/gate/rule.h"

#include <array>
#include <cmath>

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

bool takes_limit(OrderType type) {
  return type == OrderType::limit || type == OrderType::stop_limit;
}

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

// Everything that one look at an order needs.
class Look {
 public:
  Look(const Action& action, const State& state, const Circumstances& now, Id approval)
      : order_(action.order),
        state_(state),
        policy_(state.gate.policy),
        now_(now),
        approval_(approval),
        account_(state.find_account(order_.account)) {}

  std::vector<Finding> place();
  std::vector<Finding> cancel();
  std::vector<Finding> outside();
  Result<OrderSize> size() const;

 private:
  void add(Rule rule, bool holds, std::string words) {
    findings_.push_back({rule, holds, std::move(words)});
  }
  void kill_switch();
  void account();
  bool terms();
  void queue();
  void waiting();
  void instrument();
  void quote();
  void collar();
  void hours();
  void sizes(const OrderSize& size);
  void exposures(const OrderSize& size);
  void pace();
  void losses(const OrderSize& size);
  void cash(const OrderSize& size);
  void shorts(const OrderSize& size);

  bool measurable() const;
  Quantity held() const;
  Quantity open_quantity() const;
  Money open_value(bool other_instruments) const;
  Money worth(Quantity quantity) const;
  std::string money(Money amount) const { return money_text(amount, now_.base_currency); }

  const port::Order& order_;
  const State& state_;
  const Policy& policy_;
  const Circumstances& now_;
  Id approval_;
  const Account* account_;
  std::vector<Finding> findings_;
};

std::vector<Finding> Look::place() {
  kill_switch();
  account();
  // Nothing can be computed of an order that is none.
  if (!terms()) return std::move(findings_);
  if (!measurable()) {
    add(Rule::order_measure, false,
        "The order, or what is held, is beyond what the desk computes with.");
    return std::move(findings_);
  }
  queue();
  instrument();
  quote();
  collar();
  hours();
  const Result<OrderSize> size = this->size();
  if (!size) return std::move(findings_);  // there is no price, as `quote` has said
  sizes(*size);
  exposures(*size);
  pace();
  losses(*size);
  cash(*size);
  shorts(*size);
  return std::move(findings_);
}

// Taking an order back adds no risk that a limit could be about, and it is what one wants to do
// when nothing else may go out.
std::vector<Finding> Look::cancel() {
  account();
  return std::move(findings_);
}

// What is changed outside has no size that a limit could be about.
std::vector<Finding> Look::outside() {
  kill_switch();
  waiting();
  return std::move(findings_);
}

void Look::kill_switch() {
  const KillSwitch& kill = state_.gate.kill_switch;
  add(Rule::kill_switch, !kill.on,
      kill.on ? fmt::format("The kill switch is on since {}; nothing goes out until the person "
                            "turns it off.",
                            kill.since.text())
              : "The kill switch is off.");
}

void Look::account() {
  add(Rule::known_account, account_ != nullptr,
      account_ ? "The account is known."
               : fmt::format("There is no account {}.", quoted(order_.account)));
  const Mode mode =
      account_ ? mode_of(policy_, account_->account, account_->kind) : Mode::read_only;
  add(Rule::read_only, mode != Mode::read_only,
      mode == Mode::read_only
          ? fmt::format("Account {} may be looked at but not traded.", quoted(order_.account))
          : fmt::format("The account is in mode {}.", name_of(mode)));
}

bool is_multiple(std::int64_t value, std::int64_t step) { return step > 0 && value % step == 0; }

bool Look::terms() {
  std::string wrong;
  if (const Result<void> valid = validate(order_); !valid) wrong = valid.error().message;
  if (wrong.empty() && now_.asset_class == AssetClass::index)
    wrong = "An index cannot be traded; its futures, options and funds can.";
  if (wrong.empty() && !is_multiple(order_.quantity.scaled(), now_.lot_size.scaled()))
    wrong = fmt::format("The quantity is a multiple of {}.", now_.lot_size.text());
  for (const std::optional<Price>& price : {order_.limit_price, order_.stop_price})
    if (wrong.empty() && price && !is_multiple(price->scaled(), now_.tick_size.scaled()))
      wrong = fmt::format("Prices are multiples of {}; {} is not.", now_.tick_size.text(),
                          price->text());
  const bool holds = wrong.empty();
  add(Rule::order_terms, holds, holds ? "The order is complete." : std::move(wrong));
  return holds;
}

bool Look::measurable() const {
  double price = now_.mark ? std::abs(now_.mark->to_double()) : 0;
  for (const std::optional<Price>& given :
       {order_.limit_price, order_.stop_price, now_.bid, now_.ask})
    if (given) price = std::max(price, std::abs(given->to_double()));
  const double rate = now_.rate ? now_.rate->to_double() : 1;
  double units = order_.quantity.to_double() + std::abs(held().to_double());
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
  add(Rule::reconcile_first, !unknown,
      unknown ? "An order of this account is unknown at the broker; that is settled first."
              : "No order is unknown.");
  waiting();
}

void Look::waiting() {
  std::int64_t pending = state_.gate.pending(order_.account, now_.now);
  const Approval* own = state_.gate.find(approval_);
  if (own && own->state == ApprovalState::pending && now_.now < own->expires) --pending;
  add(Rule::max_pending, pending < policy_.max_pending,
      fmt::format("{} of {} approvals wait already.", pending, policy_.max_pending));
}

void Look::instrument() {
  const auto& allowed = policy_.instruments;
  const bool listed = allowed.empty() || std::ranges::find(allowed, order_.symbol) != allowed.end();
  add(Rule::instruments, listed,
      fmt::format("{} is {}among the instruments that may be traded.", order_.symbol.view(),
                  listed ? "" : "not "));
  const auto& classes = policy_.asset_classes;
  const bool of_class =
      classes.empty() || std::ranges::find(classes, now_.asset_class) != classes.end();
  add(Rule::asset_classes, of_class,
      fmt::format("The class {} {} be traded.", name_of(now_.asset_class),
                  of_class ? "may" : "may not"));
}

void Look::quote() {
  add(Rule::price_known, now_.mark && now_.rate,
      !now_.mark   ? "There is no price to rule on."
      : !now_.rate ? fmt::format("There is no exchange rate from {} to the account's {}.",
                                 now_.currency.view(), now_.base_currency.view())
                   : fmt::format("The mark is {}.", now_.mark->text()));
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
  add(Rule::quote_quality, good, fmt::format("The quote is {}.", name_of(now_.quality)));
  const bool fresh = now_.quoted && now_.market_time - *now_.quoted <= policy_.max_quote_age;
  add(Rule::quote_age, fresh,
      !now_.quoted ? "Nobody knows how old the quote is."
                   : fmt::format("The quote is {} old; at most {} is allowed.",
                                 seconds((now_.market_time - *now_.quoted) / seconds(1)).text(),
                                 policy_.max_quote_age.text()));
}

// How far the order may reach beyond the mark: its limit, or the other side of the market where it
// has none. A stop is held against its own trigger: how far away that stands is the point of it.
void Look::collar() {
  if (!policy_.price_collar || !now_.mark) return;
  const bool buys = order_.side == Side::buy;
  std::optional<Price> reach = takes_limit(order_.type)         ? order_.limit_price
                               : order_.type == OrderType::stop ? order_.stop_price
                               : buys                           ? now_.ask
                                                                : now_.bid;
  if (!reach) reach = now_.mark;
  const Price from = order_.stop_price.value_or(*now_.mark);
  const Price beyond = buys ? *reach - from : from - *reach;
  const bool holds = static_cast<Int128>(beyond.scaled()) * Ratio::unit <=
                     static_cast<Int128>(policy_.price_collar->scaled()) * from.abs().scaled();
  add(Rule::price_collar, holds,
      fmt::format("It reaches {} from {}; {} beyond is allowed.", reach->text(), from.text(),
                  percent(*policy_.price_collar)));
}

void Look::hours() {
  if (policy_.outside_hours) return;
  add(Rule::trading_hours, now_.open.value_or(false),
      !now_.open   ? "Nobody knows whether its market is open."
      : *now_.open ? "Its market is open."
                   : "Its market is not in regular hours.");
}

Quantity Look::held() const {
  const Position* position = state_.find_position(order_.account, order_.symbol);
  return position ? position->quantity : Quantity{};
}

bool counts(const BlotterEntry& entry) {
  return entry.phase == OrderPhase::approved || may_trade(entry.phase);
}

// What other orders on the same side could still trade.
Quantity Look::open_quantity() const {
  Quantity open;
  for (const BlotterEntry& entry : state_.blotter.entries)
    if (counts(entry) && entry.approval != approval_ && entry.order.account == order_.account &&
        entry.order.symbol == order_.symbol && entry.order.side == order_.side)
      open += entry.remaining();
  // Those placed elsewhere, by hand or by another program.
  for (const OrderState& known : state_.orders)
    if (!is_final(known.status) && known.order.account == order_.account &&
        known.order.symbol == order_.symbol && known.order.side == order_.side &&
        !state_.blotter.find(known.order.client_id))
      open += known.order.quantity - std::min(known.filled, known.order.quantity);
  return open;
}

// What the desk's other open orders are worth, as estimated when they were ruled on: those for
// other instruments, or all purchases.
Money Look::open_value(bool other_instruments) const {
  Money open;
  for (const BlotterEntry& entry : state_.blotter.entries) {
    if (!counts(entry) || entry.approval == approval_ || entry.order.account != order_.account)
      continue;
    if (other_instruments ? entry.order.symbol == order_.symbol : entry.order.side != Side::buy)
      continue;
    if (entry.order.quantity.sign() <= 0) continue;
    open += Notional::of(entry.value)
                .share(entry.remaining(), entry.order.quantity, Rounding::up)
                .to_money(Rounding::up);
  }
  return open;
}

// That many at the mark, or at the order's own price where that is farther from zero; in base
// currency. The mark and the rate are known, and all is within measure.
Money Look::worth(Quantity quantity) const {
  Price price = now_.mark->abs();
  for (const std::optional<Price>& given : {order_.limit_price, order_.stop_price})
    if (given) price = std::max(price, given->abs());
  return (price * quantity)
      .times(now_.multiplier, Rounding::up)
      .times(*now_.rate, Rounding::up)
      .to_money(Rounding::up);
}

Result<OrderSize> Look::size() const {
  if (const Result<void> valid = validate(order_); !valid) return valid.error();
  if (!measurable())
    return error(Code::too_large, "The order is beyond what the desk computes with.");
  if (!now_.mark) return error(Code::no_data, "There is no price to rule on.");
  if (!now_.rate)
    return error(Code::no_data, "There is no exchange rate from {} to the account's {}.",
                 now_.currency.view(), now_.base_currency.view());
  OrderSize size;
  size.value = worth(order_.quantity);
  size.held = held();
  const Quantity more = order_.quantity + open_quantity();
  const bool buys = order_.side == Side::buy;
  size.after = buys ? size.held + more : size.held - more;
  size.reduces = buys ? size.held.sign() < 0 && size.after.sign() <= 0
                      : size.held.sign() > 0 && size.after.sign() >= 0;
  return size;
}

void Look::sizes(const OrderSize& size) {
  if (policy_.max_order_value)
    add(Rule::order_value, size.reduces || size.value <= *policy_.max_order_value,
        fmt::format("The order is worth about {} of {}.", money(size.value),
                    money(*policy_.max_order_value)));
  if (policy_.max_position_quantity)
    add(Rule::position_quantity, size.reduces || size.after.abs() <= *policy_.max_position_quantity,
        fmt::format("The position would be {} of {}.", size.after.text(),
                    policy_.max_position_quantity->text()));
  const Money value = worth(size.after.abs());
  if (policy_.max_position_value)
    add(Rule::position_value, size.reduces || value <= *policy_.max_position_value,
        fmt::format("The position would be worth {} of {}.", money(value),
                    money(*policy_.max_position_value)));
  if (!policy_.max_position_share) return;
  const Money equity = now_.equity.value_or(Money{});
  add(Rule::position_share,
      size.reduces || (now_.equity && within(value, *policy_.max_position_share, equity)),
      !now_.equity ? "The account's value is not known."
                   : fmt::format("The position would be {} of the account; {} is allowed.",
                                 percent(value, equity), percent(*policy_.max_position_share)));
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
    add(rule, size.reduces || (known && within(amount, *limit, equity)),
        !known ? "The value of everything held is not known."
               : fmt::format("{} would be {} of the account; {} is allowed.", what,
                             percent(amount, equity), percent(*limit)));
  };
  hold(Rule::gross_exposure, policy_.max_gross_exposure, gross, "All positions together");
  hold(Rule::net_exposure, policy_.max_net_exposure, net_at_worst, "Long less short");
  hold(Rule::concentration, policy_.max_concentration, underlying,
       fmt::format("Everything on {}", now_.underlying.view()));
}

void Look::pace() {
  const auto hold = [&](Rule rule, Duration span, std::int64_t most, std::string_view words) {
    const std::int64_t sent = state_.gate.sent_since(order_.account, now_.now - span);
    add(rule, sent < most, fmt::format("{} of {} orders in {}.", sent, most, words));
  };
  hold(Rule::orders_per_minute, minutes(1), policy_.max_orders_per_minute, "a minute");
  hold(Rule::orders_per_hour, minutes(60), policy_.max_orders_per_hour, "an hour");
  hold(Rule::orders_per_day, days(1), policy_.max_orders_per_day, "24 hours");
}

void Look::losses(const OrderSize& size) {
  if (policy_.daily_loss_stop)
    add(Rule::daily_loss,
        size.reduces || (now_.day_profit && -*now_.day_profit < *policy_.daily_loss_stop),
        !now_.day_profit ? "The day's profit is not known."
                         : fmt::format("The day stands at {}; it ends at a loss of {}.",
                                       money(*now_.day_profit), money(*policy_.daily_loss_stop)));
  if (!policy_.cooling_off) return;
  const LosingStreak* streak = state_.gate.find_streak(order_.account);
  const bool cooling = streak && streak->trades >= policy_.losing_streak &&
                       now_.market_time < streak->latest + *policy_.cooling_off;
  add(Rule::cooling_off, size.reduces || !cooling,
      cooling ? fmt::format("After {} losing trades in a row there is a pause until {}.",
                            streak->trades, (streak->latest + *policy_.cooling_off).text())
              : "No pause after losses.");
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
  add(Rule::free_cash, size.reduces || (now_.available && left >= *policy_.min_free_cash),
      !now_.available
          ? "The available funds are not known."
          : fmt::format("{} would be left; {} stays.", money(left), money(*policy_.min_free_cash)));
}

// A currency pair is an exchange of cash: there is nothing to be short of.
void Look::shorts(const OrderSize& size) {
  const bool opens_short =
      order_.side == Side::sell && size.after.sign() < 0 && now_.asset_class != AssetClass::fx;
  const bool option = now_.asset_class == AssetClass::option;
  const bool allowed = option ? policy_.allow_naked_options : policy_.allow_short;
  add(option ? Rule::no_naked_options : Rule::no_shorting, allowed || !opens_short,
      opens_short ? fmt::format("The position would be {}, which is short.", size.after.text())
                  : "Nothing is sold short.");
}

}  // namespace

std::string_view name_of(Rule rule) { return rule_names[static_cast<std::size_t>(rule)]; }

std::vector<Finding> findings(const Action& action, const State& state,
                              const Circumstances& circumstances, Id approval) {
  Look look(action, state, circumstances, approval);
  switch (action.kind) {
    case ActionKind::cancel_order:
      return look.cancel();
    case ActionKind::change_outside:
      return look.outside();
    default:
      return look.place();
  }
}

Result<OrderSize> size_of(const Action& action, const State& state,
                          const Circumstances& circumstances, Id approval) {
  return Look(action, state, circumstances, approval).size();
}

}  // namespace pitwall::desk
