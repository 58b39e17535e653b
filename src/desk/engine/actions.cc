// Actions on their way: asked for, ruled on, answered by a person, ruled on again, sent, answered
// by the broker. Each step is an event; nothing here waits.
#include "base/json_out.h"
#include "desk/engine/engine.h"
#include "desk/engine/known_order.h"
#include "desk/gate/policy_change.h"
#include "desk/gate/words.h"

namespace pitwall::desk {
namespace {

OrderStep step_of(BrokerAnswer answer) {
  switch (answer) {
    case BrokerAnswer::taken:
      return OrderStep::taken;
    case BrokerAnswer::questioned:
      return OrderStep::questioned;
    case BrokerAnswer::refused:
      return OrderStep::refused;
    case BrokerAnswer::unanswered:
      return OrderStep::unanswered;
  }
  return OrderStep::unanswered;
}

bool works(const BlotterEntry& entry) {
  return entry.phase == OrderPhase::working || entry.phase == OrderPhase::partly_filled;
}

// The order of that client id, while the broker has it: one of ours, or one placed elsewhere.
bool is_at_broker(const State& state, std::string_view client_id) {
  if (const BlotterEntry* entry = state.blotter.find(client_id)) return works(*entry);
  return std::ranges::any_of(state.orders, [&](const OrderState& known) {
    return known.order.client_id == client_id && !is_final(known.status);
  });
}

std::string_view account_of(const State& state, std::string_view client_id) {
  if (const BlotterEntry* entry = state.blotter.find(client_id)) return entry->order.account;
  for (const OrderState& known : state.orders)
    if (known.order.client_id == client_id) return known.order.account;
  return {};
}

// An order that was placed elsewhere is the desk's from the moment that it changes it: what becomes
// of that is kept as of any other.
Result<void> take_over(State& state, const std::string& client_id, Time now) {
  if (state.blotter.find(client_id)) return {};
  std::optional<BlotterEntry> known = known_order(state, client_id);
  if (!known) return error(Code::not_found, "The broker has no such order any more.");
  const OrderPhase phase = known->phase;
  known->drafted = now;
  PITWALL_TRY(BlotterEntry * entry, draft(state.blotter, std::move(*known)));
  entry->phase = phase;
  return {};
}

}  // namespace

void Engine::refuse(std::string client_id, std::string reason, std::vector<Effect>& effects) {
  ++state_.refused;
  effects.push_back(ReportRefusal{std::move(client_id), std::move(reason)});
}

void Engine::end(Approval& approval, ApprovalStep step, const std::string& why) {
  if (!advance(approval, step, why)) return;
  if (approval.action.kind != ActionKind::place_order) return;
  for (BlotterEntry* entry : state_.blotter.of(approval.id))
    advance(*entry, step == ApprovalStep::lapse ? OrderStep::lapsed : OrderStep::denied, why);
}

// ---- Asked for ---------------------------------------------------------------------------------

void Engine::on(const ActionProposed& event, std::vector<Effect>& effects) {
  if (event.approval.is_nil() || state_.gate.find(event.approval) ||
      state_.blotter.find(event.approval))
    return refuse(event.action.order.client_id,
                  "There is an approval of that id already; ask again.", effects);
  switch (event.action.kind) {
    case ActionKind::place_order:
      return propose_order(event, effects);
    case ActionKind::cancel_order:
      return propose_cancel(event, effects);
    case ActionKind::change_outside:
      return propose_change(event, effects);
    case ActionKind::modify_order:
      return propose_modify(event, effects);
  }
}

void Engine::propose_order(const ActionProposed& event, std::vector<Effect>& effects) {
  const std::vector<port::Order> orders = orders_of(event.action);
  for (const port::Order& order : orders)
    if (!order.client_id.empty())
      return refuse(order.client_id, "A new order has no id of its own; the desk makes it.",
                    effects);
  const Digest digest = digest_of(event.action);
  const std::string client_id = client_id_of(event.approval, digest);
  const auto deny = [&](const std::string& why) {
    for (BlotterEntry* entry : state_.blotter.of(event.approval))
      advance(*entry, OrderStep::denied, why);
    refuse(client_id, why, effects);
  };
  for (std::size_t i = 0; i < orders.size(); ++i) {
    BlotterEntry drafted;
    drafted.order = identified(orders[i], event.approval, digest, i);
    drafted.approval = event.approval;
    drafted.actor = event.action.actor;
    drafted.drafted = event.circumstances.now;
    const Result<BlotterEntry*> entry = draft(state_.blotter, std::move(drafted));
    if (!entry) return deny(entry.error().message);
  }
  const Ruling ruling = rule_on_request(event.action, state_, event.circumstances, event.approval);
  if (ruling.verdict == Verdict::refused) return deny(ruling.words);
  for (BlotterEntry* entry : state_.blotter.of(event.approval)) entry->value = ruling.size.value;
  take_up(event, digest, ruling, client_id, effects);
}

void Engine::propose_cancel(const ActionProposed& event, std::vector<Effect>& effects) {
  const std::string& client_id = event.action.order.client_id;
  const BlotterEntry* entry = state_.blotter.find(client_id);
  // What has not left is simply not sent: that needs nobody's leave.
  if (entry && entry->order.account == event.action.order.account && !event.action.further &&
      entry->phase <= OrderPhase::approved) {
    const std::string why = fmt::format("Called off by {}.", quoted(event.action.actor));
    const Id approval = entry->approval;
    for (BlotterEntry* one : state_.blotter.of(approval)) advance(*one, OrderStep::withdrawn, why);
    if (Approval* waiting = state_.gate.find(approval)) advance(*waiting, ApprovalStep::deny, why);
    return;
  }
  if (!can_still_be_sent(event.action, event.approval))
    return refuse(client_id, "The broker has no such order any more.", effects);
  const Ruling ruling = rule_on_request(event.action, state_, event.circumstances, event.approval);
  if (ruling.verdict == Verdict::refused) return refuse(client_id, ruling.words, effects);
  take_up(event, digest_of(event.action), ruling, client_id, effects);
}

void Engine::propose_change(const ActionProposed& event, std::vector<Effect>& effects) {
  if (!event.action.outside || event.action.tool.empty())
    return refuse({}, "A change outside says which tool makes it, and of what.", effects);
  const Ruling ruling = rule_on_request(event.action, state_, event.circumstances, event.approval);
  if (ruling.verdict == Verdict::refused) return refuse({}, ruling.words, effects);
  take_up(event, digest_of(event.action), ruling, {}, effects);
}

void Engine::propose_modify(const ActionProposed& event, std::vector<Effect>& effects) {
  const std::string& client_id = event.action.order.client_id;
  if (!can_still_be_sent(event.action, event.approval))
    return refuse(client_id, "The order is not what it was any more; look again.", effects);
  const Ruling ruling = rule_on_request(event.action, state_, event.circumstances, event.approval);
  if (ruling.verdict == Verdict::refused) return refuse(client_id, ruling.words, effects);
  take_up(event, digest_of(event.action), ruling, client_id, effects);
}

void Engine::take_up(const ActionProposed& event, const Digest& digest, const Ruling& ruling,
                     std::string client_id, std::vector<Effect>& effects) {
  Approval approval;
  approval.id = event.approval;
  approval.action = event.action;
  approval.digest = digest;
  approval.asked = event.circumstances.now;
  const Policy& policy = state_.gate.policy;
  approval.expires = approval.asked + (event.action.kind == ActionKind::change_outside
                                           ? policy.lifetime_of_actions()
                                           : policy.approval_lifetime);
  approval.client_id = client_id;
  approval.second_step = ruling.second_step;
  approval.text =
      approval_text(event.action, ruling.size, state_, event.circumstances, approval.second_step);
  // Of a new order; those that are changed or cancelled are another approval's.
  const std::vector<BlotterEntry*> entries = state_.blotter.of(event.approval);
  const auto move_on = [&](OrderStep step, const std::string& why = {}) {
    for (BlotterEntry* entry : entries) advance(*entry, step, why);
  };
  const Result<Approval*> added = add_approval(state_.gate, std::move(approval));
  if (!added) {
    move_on(OrderStep::denied, added.error().message);
    return refuse(std::move(client_id), added.error().message, effects);
  }
  if (ruling.verdict == Verdict::asks) {
    move_on(OrderStep::asked);
    effects.push_back(AskPerson{event.approval});
    return;
  }
  for (Grant& grant : state_.gate.grants) {
    if (grant.id != ruling.grant) continue;
    --grant.uses;
    grant.used_by.push_back(event.approval);
  }
  (*added)->answered = event.circumstances.now;
  (*added)->channel = fmt::format("grant {}", ruling.grant->text());
  advance(**added, ApprovalStep::approve);
  move_on(OrderStep::approved);
  effects.push_back(PrepareSending{event.approval});
}

// ---- Answered ----------------------------------------------------------------------------------

void Engine::on(const ApprovalAnswered& event, std::vector<Effect>& effects) {
  Approval* approval = state_.gate.find(event.approval);
  if (!approval) return refuse({}, "There is no such approval.", effects);
  const Time now = event.circumstances.now;
  const auto remember_answer = [&] {
    approval->answered = now;
    approval->channel = event.channel;
  };
  if (!event.yes) {
    if (approval->state != ApprovalState::pending) return;
    remember_answer();
    return end(*approval, ApprovalStep::deny, fmt::format("Denied ({}).", event.channel));
  }
  const Ruling ruling =
      rule_on_answer(*approval, state_, event.circumstances, event.number, event.with_pin);
  if (ruling.verdict == Verdict::refused) {
    if (ruling.final)
      end(*approval, now >= approval->expires ? ApprovalStep::lapse : ApprovalStep::deny,
          ruling.words);
    return refuse(approval->client_id, ruling.words, effects);
  }
  approval->second_step = ruling.second_step;
  approval->yeses.push_back({event.channel, event.with_pin, now});
  if (ruling.verdict == Verdict::asks) {
    effects.push_back(AskPerson{approval->id, approval->next_yes()});
    return;
  }
  remember_answer();
  advance(*approval, ApprovalStep::approve);
  for (BlotterEntry* entry : state_.blotter.of(approval->id)) {
    entry->value = ruling.size.value;
    advance(*entry, OrderStep::approved);
  }
  effects.push_back(PrepareSending{approval->id});
}

void Engine::on(const ApprovalsLapsed& event, std::vector<Effect>&) {
  for (Approval& approval : state_.gate.approvals)
    if (event.now >= approval.expires)
      end(approval, ApprovalStep::lapse, "Nobody said yes in time.");
}

// ---- Sent --------------------------------------------------------------------------------------

// Whether the orders of the action are still what they were when it was asked for: all of a new
// group are ready, the order to change is the one that was shown, any of those to cancel is there.
bool Engine::can_still_be_sent(const Action& action, Id approval) const {
  const std::vector<port::Order> orders = orders_of(action);
  if (action.kind == ActionKind::place_order) {
    // The hash as it was approved: the gate makes it anew, of what would be sent.
    const Approval* approved = state_.gate.find(approval);
    for (std::size_t number = 0; approved && number < orders.size(); ++number) {
      const BlotterEntry* entry =
          state_.blotter.find(client_id_of(approval, approved->digest, number));
      if (!entry || entry->phase != OrderPhase::approved) return false;
    }
    return approved != nullptr;
  }
  if (action.kind == ActionKind::cancel_order)
    return std::ranges::any_of(orders, [&](const port::Order& order) {
      return is_at_broker(state_, order.client_id) &&
             account_of(state_, order.client_id) == action.order.account;
    });
  const std::optional<BlotterEntry> entry = known_order(state_, action.order.client_id);
  return entry && works(*entry) && !entry->change && !entry->cancelling && action.before &&
         action.before->client_id == action.order.client_id &&
         to_json(*action.before) == to_json(entry->order);
}

void Engine::on(const SendingPrepared& event, std::vector<Effect>& effects) {
  Approval* approval = state_.gate.find(event.approval);
  if (!approval) return refuse({}, "There is no such approval.", effects);
  if (approval->action.kind == ActionKind::change_outside)
    return prepare_change(*approval, event, effects);
  if (!can_still_be_sent(approval->action, approval->id)) {
    end(*approval, ApprovalStep::deny, "The order has moved on meanwhile.");
    return refuse(approval->client_id, "The order has moved on meanwhile.", effects);
  }
  if (approval->action.kind == ActionKind::modify_order) {
    const Result<void> ours = take_over(state_, approval->client_id, event.circumstances.now);
    if (!ours) {
      end(*approval, ApprovalStep::deny, ours.error().message);
      return refuse(approval->client_id, ours.error().message, effects);
    }
  }
  // What would be sent, and not what was approved: the gate holds the two against each other.
  Action action = approval->action;
  if (action.kind == ActionKind::place_order) {
    const std::vector<BlotterEntry*> entries = state_.blotter.of(approval->id);
    action.order = anonymous(entries.front()->order);
    action.further.reset();
    if (entries.size() > 1) action.further.emplace();
    for (std::size_t i = 1; i < entries.size(); ++i)
      action.further->orders.push_back(anonymous(entries[i]->order));
  }
  // One for each order that goes; what belongs together goes by one.
  std::vector<port::Permit> permits;
  const bool each = action.kind == ActionKind::cancel_order;
  for (std::size_t i = 0; i < (each ? orders_of(action).size() : 1); ++i) {
    Result<port::Permit> permit = gate_->permit(*approval, action, state_, event.circumstances);
    if (!permit) {
      const bool late = event.circumstances.now >= approval->expires;
      end(*approval, late ? ApprovalStep::lapse : ApprovalStep::deny, permit.error().message);
      return refuse(approval->client_id, permit.error().message, effects);
    }
    permits.push_back(std::move(*permit));
  }
  advance(*approval, ApprovalStep::consume);
  send(*approval, event.circumstances, std::move(permits), effects);
}

void Engine::send(Approval& approval, const Circumstances& now, std::vector<port::Permit> permits,
                  std::vector<Effect>& effects) {
  const Action& action = approval.action;
  if (action.kind == ActionKind::cancel_order) {
    for (const port::Order& order : orders_of(action)) {
      if (!is_at_broker(state_, order.client_id)) continue;  // it has moved on by itself
      if (BlotterEntry* entry = state_.blotter.find(order.client_id)) entry->cancelling = true;
      effects.push_back(CancelAtBroker{std::move(permits.back()), order.client_id});
      permits.pop_back();
    }
    return;
  }
  if (action.kind == ActionKind::modify_order) {
    BlotterEntry* entry = state_.blotter.find(approval.client_id);
    entry->change = action.order;
    const Result<OrderSize> size = size_of(action, state_, now, approval.id);
    if (size) entry->value = std::max(entry->value, size->value);
    remember_sent(state_.gate, entry->order.account, now.now);
    effects.push_back(ModifyAtBroker{std::move(permits.front()), action.order});
    return;
  }
  remember_strategy(state_.gate, action.strategy);
  std::vector<port::Order> orders;
  for (BlotterEntry* entry : state_.blotter.of(approval.id)) {
    advance(*entry, OrderStep::sent);
    entry->sent = now.now;
    remember_sent(state_.gate, entry->order.account, now.now);
    orders.push_back(entry->order);
  }
  if (orders.size() == 1) {
    effects.push_back(SubmitOrder{std::move(permits.front()), std::move(orders.front())});
  } else {
    effects.push_back(SubmitGroup{std::move(permits.front()), std::move(orders)});
  }
}

// What would be changed now, and not what was approved: where the target has changed since, it is
// another one.
void Engine::prepare_change(Approval& approval, const SendingPrepared& event,
                            std::vector<Effect>& effects) {
  const std::string client_id = approval.client_id;
  Action action = approval.action;
  action.outside = event.outside;
  Result<port::Permit> permit = gate_->permit(approval, action, state_, event.circumstances);
  if (!permit) {
    const bool late = event.circumstances.now >= approval.expires;
    end(approval, late ? ApprovalStep::lapse : ApprovalStep::deny, permit.error().message);
    return refuse(client_id, permit.error().message, effects);
  }
  advance(approval, ApprovalStep::consume);
  approval.performed = Performed::under_way;
  effects.push_back(PerformAction{std::move(*permit), action.tool, action.arguments});
}

void Engine::on(const ActionPerformed& event, std::vector<Effect>&) {
  Approval* approval = state_.gate.find(event.approval);
  if (!approval || approval->performed != Performed::under_way) return;
  approval->performed = event.performed == Performed::under_way || event.performed == Performed::no
                            ? Performed::unknown
                            : event.performed;
  approval->detail = event.detail;
}

void Engine::on(const ApprovalShown&, std::vector<Effect>&) {}

void Engine::on(const OrderAnswered& event, std::vector<Effect>& effects) {
  BlotterEntry* entry = state_.blotter.find(event.client_id);
  if (!entry) return;
  const bool taken = event.answer == BrokerAnswer::taken;
  const bool unanswered = event.answer == BrokerAnswer::unanswered;
  if (event.answer == BrokerAnswer::questioned) entry->questions = event.questions;
  switch (event.kind) {
    case ActionKind::cancel_order:
      // Taken is not cancelled: the broker's report says when it is.
      entry->cancelling = entry->cancelling && taken;
      if (!taken && !is_final(entry->phase))
        entry->detail = fmt::format(
            "{}: {}", unanswered ? "Nobody knows whether it was cancelled" : "Not cancelled",
            event.detail);
      return;
    case ActionKind::modify_order:
      if (!entry->change || is_final(entry->phase)) return;
      if (unanswered) {
        entry->change_unknown = true;
        effects.push_back(AskBroker{entry->order.account});
      } else {
        take_change(*entry, taken);
      }
      if (!taken)
        entry->detail = fmt::format(
            "{}: {}", unanswered ? "Nobody knows whether it was changed" : "Not changed",
            event.detail);
      return;
    case ActionKind::change_outside:
      return;  // no order is in it
    case ActionKind::place_order:
      advance(*entry, step_of(event.answer), event.detail);
      if (entry->phase == OrderPhase::unknown) effects.push_back(AskBroker{entry->order.account});
      return;
  }
}

void Engine::on(const OrdersReconciled& event, std::vector<Effect>&) {
  reconcile(state_.blotter, event.record);
}

void Engine::ask_about_unknown(std::vector<Effect>& effects) const {
  for (const Account& account : state_.accounts)
    if (state_.blotter.has_unknown(account.account)) effects.push_back(AskBroker{account.account});
}

// ---- Limits, grants, the kill switch -----------------------------------------------------------

void Engine::on(const PolicySet& event, std::vector<Effect>&) {
  if (!check(event.policy)) return;
  state_.gate.configured = true;
  state_.gate.proposed.reset();
  put_policy(event.policy);
}

void Engine::on(const PolicyConfigured& event, std::vector<Effect>&) {
  if (!check(event.policy)) return;
  GateState& gate = state_.gate;
  const bool first = !std::exchange(gate.configured, true);
  gate.proposed.reset();
  if (first || !loosens(gate.policy, event.policy)) return put_policy(event.policy);
  gate.proposed = event.policy;
  put_policy(tighter_of(gate.policy, event.policy));
}

void Engine::on(const PolicyAccepted& event, std::vector<Effect>&) {
  GateState& gate = state_.gate;
  if (!gate.proposed || version_of(*gate.proposed) != event.version) return;
  const Policy accepted = *gate.proposed;
  gate.proposed.reset();
  put_policy(accepted);
}

void Engine::put_policy(const Policy& policy) {
  const Digest version = version_of(policy);
  if (state_.gate.version == version) return;
  state_.gate.policy = policy;
  state_.gate.version = version;
  for (Approval& approval : state_.gate.approvals)
    end(approval, ApprovalStep::deny, "The limits were changed while this waited; ask again.");
}

void Engine::on(const KillSwitchTurned& event, std::vector<Effect>&) {
  state_.gate.kill_switch = event.kill_switch;
  if (!event.kill_switch.on) return;
  forget_taken_back();
  for (Approval& approval : state_.gate.approvals)
    end(approval, ApprovalStep::deny, "The kill switch was turned on while this waited.");
}

void Engine::take_back_orders(std::vector<Effect>& effects) {
  const KillSwitch& kill = state_.gate.kill_switch;
  if (!kill.on || !kill.cancel_orders) return;
  for (BlotterEntry& entry : state_.blotter.entries) {
    if (entry.taken_back ||
        (entry.phase != OrderPhase::working && entry.phase != OrderPhase::partly_filled))
      continue;
    Result<port::Permit> permit = gate_->take_back(entry, state_);
    if (!permit) continue;
    entry.taken_back = entry.cancelling = true;
    effects.push_back(CancelAtBroker{std::move(*permit), entry.order.client_id});
  }
}

void Engine::forget_taken_back() {
  for (BlotterEntry& entry : state_.blotter.entries) entry.taken_back = false;
}

void Engine::on(const GrantGiven& event, std::vector<Effect>&) {
  std::vector<Grant>& grants = state_.gate.grants;
  if (!check(event.grant)) return;
  if (std::ranges::any_of(grants, [&](const Grant& g) { return g.id == event.grant.id; })) return;
  if (grants.size() >= GateState::max_grants) {
    const auto used =
        std::ranges::find_if(grants, [](const Grant& g) { return g.revoked || g.uses <= 0; });
    if (used == grants.end()) return;
    grants.erase(used);
  }
  grants.push_back(event.grant);
}

void Engine::on(const GrantRevoked& event, std::vector<Effect>&) {
  for (Grant& grant : state_.gate.grants)
    if (grant.id == event.grant) grant.revoked = true;
}

void Engine::on(const PinTried& event, std::vector<Effect>&) {
  PinTries& pin = state_.gate.pin;
  pin.wrong = event.right ? 0 : pin.wrong + 1;
  pin.latest = event.time;
}

}  // namespace pitwall::desk
