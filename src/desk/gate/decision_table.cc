#include "desk/gate/decision_table.h"

#include <array>

namespace pitwall::desk {
namespace {

using namespace pitwall::literals;
using namespace market::literals;

constexpr std::string_view account = "DU1000001";
constexpr Time now = Time::from_unix_seconds(1'608'044'400);  // 2020-12-15T15:00:00Z
constexpr Id own{1, 1};

// A purchase that every rule lets pass, with room to spare on each limit.
struct Scene {
  State state;
  Action action;
  Circumstances circumstances;
};

bool is_heavy(Step step) { return step != Step::light && step != Step::light_second; }

Policy policy_of(const Situation& s) {
  Policy policy;
  policy.accounts.push_back({std::string(account), s.mode});
  policy.instruments = {"SPY"_sym};
  policy.asset_classes = {market::AssetClass::etf, market::AssetClass::option};
  policy.max_order_value = 5000_money;
  policy.max_position_quantity = 50_qty;
  policy.max_position_value = 10000_money;
  policy.max_position_share = 0.1_ratio;
  policy.max_gross_exposure = 0.5_ratio;
  policy.max_net_exposure = 0.5_ratio;
  policy.max_concentration = 0.2_ratio;
  policy.max_orders_per_minute = 3;
  policy.max_orders_per_hour = 5;
  policy.max_orders_per_day = 10;
  policy.daily_loss_stop = 1000_money;
  policy.cooling_off = minutes(30);
  policy.min_free_cash = 5000_money;
  policy.second_step_value = is_heavy(s.step) ? 3000_money : 50000_money;
  policy.allow_delayed = s.lenient;
  policy.outside_hours = s.lenient;
  return policy;
}

Scene scene_of(const Situation& s) {
  Scene scene;
  Account& owner = scene.state.accounts.emplace_back();
  owner.account = account;
  owner.kind = s.real_money ? market::AccountKind::live : market::AccountKind::paper;
  owner.base_currency = "USD"_ccy;
  Position& held = owner.positions.emplace_back();
  held.symbol = "SPY"_sym;
  held.quantity = 10_qty;
  scene.state.gate.policy = policy_of(s);

  Action& action = scene.action;
  action.tool = "place_order";
  action.arguments = "{}";
  action.actor = "test";
  action.order.account = account;
  action.order.symbol = "SPY"_sym;
  action.order.type = port::OrderType::limit;
  action.order.quantity = 10_qty;
  action.order.limit_price = 370_px;
  action.currency = "USD"_ccy;
  action.multiplier = 1_ratio;

  Circumstances& c = scene.circumstances;
  c.now = c.market_time = now;
  c.asset_class = market::AssetClass::etf;
  c.currency = c.base_currency = "USD"_ccy;
  c.underlying = "SPY"_sym;
  c.multiplier = c.rate.emplace(1_ratio);
  c.tick_size = 0.01_px;
  c.lot_size = 1_qty;
  c.bid = 369.99_px;
  c.ask = 370.01_px;
  c.mark = 370_px;
  c.quality = market::Quality::live;
  c.quoted = now - seconds(1);
  c.open = true;
  c.equity = 100000_money;
  c.available = 40000_money;
  c.day_profit = -100_money;
  c.holdings_known = true;
  c.holdings = {{"SPY"_sym, "SPY"_sym, 3700_money}};
  return scene;
}

void set_quote(Scene& scene, QuoteState quote) {
  Circumstances& c = scene.circumstances;
  switch (quote) {
    case QuoteState::live:
      break;
    case QuoteState::delayed:
      c.quality = market::Quality::delayed;
      break;
    case QuoteState::frozen:
      c.quality = market::Quality::frozen;
      break;
    case QuoteState::stale:
      c.quality = market::Quality::stale;
      break;
    case QuoteState::replayed:
      c.quality = market::Quality::replayed;
      break;
    case QuoteState::simulated:
      c.quality = market::Quality::simulated;
      break;
    case QuoteState::old:
      c.quoted = now - scene.state.gate.policy.max_quote_age - nanoseconds(1);
      break;
    case QuoteState::missing:
      c.bid = c.ask = c.mark = std::nullopt;
      break;
  }
}

void sell_beyond(Scene& scene, market::AssetClass asset_class) {
  scene.action.order.side = port::Side::sell;
  scene.action.order.quantity = 12_qty;
  scene.circumstances.asset_class = asset_class;
}

void remember_orders(Scene& scene, std::int64_t count, Duration ago) {
  for (std::int64_t i = 0; i < count; ++i)
    scene.state.gate.sent.push_back({std::string(account), now - ago});
}

// What has to do with the order, the account and the desk.
void break_order_rule(Scene& scene, Rule rule) {
  State& state = scene.state;
  Circumstances& c = scene.circumstances;
  switch (rule) {
    case Rule::kill_switch:
      state.gate.kill_switch.on = true;
      break;
    case Rule::known_account:
      state.accounts.clear();
      break;
    case Rule::order_terms:
      scene.action.order.quantity = 10.5_qty;
      break;
    case Rule::order_measure:
      scene.action.order.quantity = 2000000000_qty;
      break;
    case Rule::reconcile_first: {
      BlotterEntry& lost = state.blotter.entries.emplace_back();
      lost.phase = OrderPhase::unknown;
      lost.order.account = account;
      lost.order.quantity = 1_qty;
      break;
    }
    case Rule::max_pending:
      for (std::int64_t i = 0; i < state.gate.policy.max_pending; ++i) {
        Approval& other = state.gate.approvals.emplace_back();
        other.id = Id{2, static_cast<std::uint64_t>(i)};
        other.action.order.account = account;
        other.expires = now + seconds(1);
      }
      break;
    case Rule::instruments:
      state.gate.policy.instruments = {"QQQ"_sym};
      break;
    case Rule::asset_classes:
      state.gate.policy.asset_classes = {market::AssetClass::stock};
      break;
    case Rule::price_collar:
      scene.action.order.limit_price = 389_px;
      break;
    case Rule::trading_hours:
      c.open = false;
      break;
    case Rule::no_shorting:
      sell_beyond(scene, market::AssetClass::etf);
      break;
    case Rule::no_naked_options:
      sell_beyond(scene, market::AssetClass::option);
      break;
    default:
      break;
  }
}

// What has to do with amounts and counts.
void break_limit(Scene& scene, Rule rule) {
  Policy& policy = scene.state.gate.policy;
  Circumstances& c = scene.circumstances;
  switch (rule) {
    case Rule::order_value:
      policy.max_order_value = 3000_money;
      break;
    case Rule::position_quantity:
      policy.max_position_quantity = 15_qty;
      break;
    case Rule::position_value:
      policy.max_position_value = 5000_money;
      break;
    case Rule::position_share:
      policy.max_position_share = 0.05_ratio;
      break;
    case Rule::gross_exposure:
      policy.max_gross_exposure = 0.05_ratio;
      break;
    case Rule::net_exposure:
      policy.max_net_exposure = 0.05_ratio;
      break;
    case Rule::concentration:
      policy.max_concentration = 0.05_ratio;
      break;
    case Rule::orders_per_minute:
      remember_orders(scene, policy.max_orders_per_minute, seconds(59));
      break;
    case Rule::orders_per_hour:
      remember_orders(scene, policy.max_orders_per_hour, minutes(59));
      break;
    case Rule::orders_per_day:
      remember_orders(scene, policy.max_orders_per_day, hours(23));
      break;
    case Rule::daily_loss:
      c.day_profit = -1000_money;
      break;
    case Rule::cooling_off:
      scene.state.gate.streaks.push_back({std::string(account), 3, now - minutes(29)});
      break;
    case Rule::free_cash:
      c.available = 8000_money;
      break;
    default:
      break;
  }
}

Grant grant_of(GrantState state) {
  Grant grant;
  grant.id = Id{3, 3};
  grant.account = account;
  grant.instruments = {"SPY"_sym};
  grant.max_quantity = 20_qty;
  grant.max_value = 8000_money;
  grant.uses = state == GrantState::covers ? 1 : 0;
  grant.expires = now + seconds(1);
  return grant;
}

// Those that were given before this look.
std::vector<Yes> yeses_before(const Situation& s, const Yes& tap, const Yes& pin) {
  const bool sending = s.look == LookAt::sending;
  switch (s.step) {
    case Step::light:
    case Step::grown:
      return sending ? std::vector<Yes>{pin} : std::vector<Yes>{};
    case Step::tap_again:
    case Step::tap_tap:
      return {tap};
    case Step::tap_pin:
      return sending ? std::vector<Yes>{tap, pin} : std::vector<Yes>{tap};
    case Step::pin_again:
    case Step::pin_pin:
      return sending ? std::vector<Yes>{pin, pin} : std::vector<Yes>{pin};
    case Step::pin_tap:
      return sending ? std::vector<Yes>{pin, tap} : std::vector<Yes>{pin};
    case Step::heavy_one:
      return {pin};
    default:
      return {};
  }
}

std::int64_t number_of(Step step) {
  switch (step) {
    case Step::light_second:
    case Step::skipped:
    case Step::tap_tap:
    case Step::tap_pin:
    case Step::pin_tap:
    case Step::pin_pin:
      return 2;
    default:
      return 1;
  }
}

bool has_pin(Step step) {
  return step == Step::heavy_pin || step == Step::tap_pin || step == Step::pin_pin ||
         step == Step::skipped;
}

Approval approval_of(const Situation& s, const Action& action) {
  Approval approval;
  approval.id = own;
  approval.action = action;
  approval.digest = digest_of(action);
  approval.state = s.approval;
  approval.asked = now - seconds(30);
  approval.expires = now;
  if (s.timing == Timing::in_time) approval.expires = now + nanoseconds(1);
  if (s.timing == Timing::too_late) approval.expires = now - nanoseconds(1);
  if (is_heavy(s.step) && s.step != Step::grown) approval.second_step = "it is worth much";
  const Yes tap{"telegram", false, now - seconds(10)};
  const Yes pin{"terminal", true, now - seconds(10)};
  approval.yeses = yeses_before(s, tap, pin);
  return approval;
}

Outcome outcome_of(const Ruling& ruling) { return {ruling.verdict, ruling.rule, false}; }

}  // namespace

std::string_view name_of(LookAt look) {
  constexpr std::array<std::string_view, 3> names{"request", "answer", "sending"};
  return names[static_cast<std::size_t>(look)];
}
std::string_view name_of(QuoteState quote) {
  constexpr std::array<std::string_view, 8> names{"live",     "delayed",   "frozen", "stale",
                                                  "replayed", "simulated", "old",    "missing"};
  return names[static_cast<std::size_t>(quote)];
}
std::string_view name_of(Timing timing) {
  constexpr std::array<std::string_view, 3> names{"in time", "at its end", "too late"};
  return names[static_cast<std::size_t>(timing)];
}
std::string_view name_of(GrantState grant) {
  constexpr std::array<std::string_view, 3> names{"none", "covers", "used up"};
  return names[static_cast<std::size_t>(grant)];
}

std::string_view name_of(Step step) {
  constexpr std::array<std::string_view, 14> names{
      "one yes",   "second of one", "tap of two", "PIN of two", "second first",
      "tap twice", "tap, tap",      "tap, PIN",   "PIN twice",  "PIN, tap",
      "PIN, PIN",  "none of two",   "one of two", "grown"};
  return names[static_cast<std::size_t>(step)];
}

bool is_of(LookAt look, Step step) {
  const bool of_sending =
      step == Step::heavy_unsaid || step == Step::heavy_one || step == Step::grown;
  switch (look) {
    case LookAt::request:
      return step == Step::light || step == Step::heavy;
    case LookAt::answer:
      return !of_sending;
    case LookAt::sending:
      return of_sending || step == Step::light || step == Step::tap_pin || step == Step::pin_tap ||
             step == Step::pin_pin;
  }
  return false;
}

namespace {

// What does not depend on the approval.
Scene market_of(const Situation& s) {
  Scene scene = scene_of(s);
  if (s.broken) {
    break_order_rule(scene, *s.broken);
    break_limit(scene, *s.broken);
  }
  set_quote(scene, s.quote);
  GateState& gate = scene.state.gate;
  gate.version = version_of(gate.policy);
  scene.action.policy = s.policy_changed ? sha256("an earlier policy") : gate.version;
  return scene;
}

bool has_same_market(const Situation& a, const Situation& b) {
  return a.mode == b.mode && a.real_money == b.real_money && a.broken == b.broken &&
         a.quote == b.quote && a.lenient == b.lenient && a.policy_changed == b.policy_changed &&
         is_heavy(a.step) == is_heavy(b.step);
}

}  // namespace

struct Decider::Kept {
  std::optional<Situation> of;
  Scene scene;
};
Decider::Decider() : kept_(std::make_unique<Kept>()) {}
Decider::~Decider() = default;

Outcome decide(const Situation& s) { return Decider().decide(s); }

Outcome Decider::decide(const Situation& s) {
  if (!kept_->of || !has_same_market(*kept_->of, s)) kept_->scene = market_of(s);
  kept_->of = s;
  Scene& scene = kept_->scene;
  GateState& gate = scene.state.gate;
  gate.grants.clear();
  std::erase_if(gate.approvals, [](const Approval& one) { return one.id == own; });
  if (s.grant != GrantState::none) gate.grants.push_back(grant_of(s.grant));
  if (s.look == LookAt::request)
    return outcome_of(rule_on_request(scene.action, scene.state, scene.circumstances, own));

  const Approval approval = approval_of(s, scene.action);
  gate.approvals.push_back(approval);
  if (s.look == LookAt::answer)
    return outcome_of(rule_on_answer(approval, scene.state, scene.circumstances, number_of(s.step),
                                     has_pin(s.step)));

  Action sent = scene.action;
  if (s.action_changed) sent.order.quantity += 1_qty;
  Outcome outcome = outcome_of(rule_on_sending(approval, sent, scene.state, scene.circumstances));
  const Result<port::Permit> permit =
      Gate().permit(approval, sent, scene.state, scene.circumstances);
  outcome.permit = permit.ok() && permit->approval() == own && permit->action() == digest_of(sent);
  return outcome;
}

namespace {

// Every value of one dimension in turn.
template <class E, class Each>
void every(E& field, Each each) {
  for (int i = 0; i < count_of(E{}); ++i) {
    field = static_cast<E>(i);
    each();
  }
}
template <class Each>
void both(bool& field, Each each) {
  for (const bool value : {false, true}) {
    field = value;
    each();
  }
}
template <class Each>
void every_rule(std::optional<Rule>& field, Each each) {
  field.reset();
  each();
  for (int i = 0; i < count_of(Rule{}); ++i) {
    if (!is_breakable(static_cast<Rule>(i))) continue;
    field = static_cast<Rule>(i);
    each();
  }
}

template <class Each>
void every_step(Situation& s, Each each) {
  every(s.step, [&] {
    if (is_of(s.look, s.step)) each();
  });
}

// What is common to all looks.
template <class Each>
void every_market(Situation& s, Each each) {
  every(s.mode, [&] {
    both(s.real_money, [&] {
      every_rule(s.broken, [&] {
        every(s.quote, [&] {
          both(s.lenient, [&] { both(s.policy_changed, [&] { every_step(s, each); }); });
        });
      });
    });
  });
}

}  // namespace

void for_each_situation(const std::function<void(const Situation&)>& each) {
  Situation s;
  every_market(s, [&] { every(s.grant, [&] { each(s); }); });
  for (const LookAt look : {LookAt::answer, LookAt::sending}) {
    s = {};
    s.look = look;
    every_market(s, [&] {
      every(s.approval, [&] {
        every(s.timing, [&] {
          if (look == LookAt::answer) return each(s);
          both(s.action_changed, [&] { each(s); });
        });
      });
    });
  }
}

// ---- In words ----------------------------------------------------------------------------------

namespace {

std::string text_of(const Outcome& outcome) {
  std::string text(name_of(outcome.verdict));
  if (!outcome.rule.empty()) text += " by " + outcome.rule;
  if (outcome.permit) text += ", permit";
  return text;
}

std::string modes_section() {
  std::string text =
      "An order is asked for, and every rule holds\n\n"
      "  mode       account   grant     yeses    outcome\n";
  Situation s;
  every(s.mode, [&] {
    both(s.real_money, [&] {
      every(s.grant, [&] {
        every_step(s, [&] {
          text += fmt::format("  {:<10} {:<9} {:<9} {:<8} {}\n", name_of(s.mode),
                              s.real_money ? "live" : "paper", name_of(s.grant),
                              is_heavy(s.step) ? "two" : "one", text_of(decide(s)));
        });
      });
    });
  });
  return text;
}

std::string quotes_section() {
  std::string text =
      "\nAn order is asked for on such a quote; lenient: delayed quotes are taken, and trades "
      "outside hours\n\n"
      "  quote      account   policy    outcome\n";
  Situation s;
  every(s.quote, [&] {
    both(s.real_money, [&] {
      both(s.lenient, [&] {
        text += fmt::format("  {:<10} {:<9} {:<9} {}\n", name_of(s.quote),
                            s.real_money ? "live" : "paper", s.lenient ? "lenient" : "strict",
                            text_of(decide(s)));
      });
    });
  });
  return text;
}

std::string rules_section() {
  std::string text =
      "\nOne rule is broken; mode approve, play money\n\n"
      "  rule                     asked for     answered      sent\n";
  Situation s;
  every_rule(s.broken, [&] {
    std::string line = fmt::format("  {:<24}", s.broken ? name_of(*s.broken) : "none");
    for (const LookAt look : {LookAt::request, LookAt::answer, LookAt::sending}) {
      Situation one = s;
      one.look = look;
      if (look == LookAt::sending) one.approval = ApprovalState::approved;
      const Outcome outcome = decide(one);
      line += fmt::format(" {:<13}", outcome.permit ? "permit" : name_of(outcome.verdict));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  });
  return text;
}

std::string approvals_section() {
  std::string text =
      "\nEvery rule holds; mode approve, play money\n\n"
      "  approval   time        action     limits     answered yes                   sent\n";
  Situation s;
  every(s.approval, [&] {
    every(s.timing, [&] {
      both(s.action_changed, [&] {
        both(s.policy_changed, [&] {
          Situation one = s;
          one.look = LookAt::answer;
          const std::string answered = s.action_changed ? "-" : text_of(decide(one));
          one.look = LookAt::sending;
          text += fmt::format("  {:<10} {:<11} {:<10} {:<10} {:<30} {}\n", name_of(s.approval),
                              name_of(s.timing), s.action_changed ? "changed" : "the same",
                              s.policy_changed ? "changed" : "the same", answered,
                              text_of(decide(one)));
        });
      });
    });
  });
  return text;
}

std::string steps_section() {
  std::string text =
      "\nEvery rule holds, and it is worth so much that it needs two yeses; a tap is an answer "
      "without the PIN\n\n"
      "  yeses          answered                        sent\n";
  Situation s;
  every(s.step, [&] {
    Situation one = s;
    one.look = LookAt::answer;
    const std::string answered = is_of(one.look, s.step) ? text_of(decide(one)) : "-";
    one.look = LookAt::sending;
    one.approval = ApprovalState::approved;
    std::string line = fmt::format("  {:<14} {:<31} {}", name_of(s.step), answered,
                                   is_of(one.look, s.step) ? text_of(decide(one)) : "-");
    text += line + "\n";
  });
  return text;
}

}  // namespace

std::string decision_table() {
  return modes_section() + quotes_section() + rules_section() + approvals_section() +
         steps_section();
}

std::string decision_lines() {
  std::string text =
      "look,mode,account,broken rule,quote,policy,approval,time,action,limits,grant,yeses,verdict,"
      "refused by,permit\n";
  Decider decider;
  for_each_situation([&](const Situation& s) {
    const Outcome outcome = decider.decide(s);
    const bool request = s.look == LookAt::request;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},\"{}\",{},{},{}\n", name_of(s.look),
                        name_of(s.mode), s.real_money ? "live" : "paper",
                        s.broken ? name_of(*s.broken) : "", name_of(s.quote),
                        s.lenient ? "lenient" : "strict", request ? "" : name_of(s.approval),
                        request ? "" : name_of(s.timing), s.action_changed ? "changed" : "same",
                        s.policy_changed ? "changed" : "same", name_of(s.grant), name_of(s.step),
                        name_of(outcome.verdict), outcome.rule, outcome.permit ? "yes" : "no");
  });
  return text;
}

}  // namespace pitwall::desk
