// Whatever happens, in whatever order and however often: nothing is sent without its own approval,
// nothing is sent twice, and the journal replays to the same state.
#include <map>
#include <set>

#include "base/dice.h"
#include "base/json_out.h"
#include "base/thorough.h"
#include "desk/engine/test_gate.h"

namespace pitwall::desk {
namespace {
using namespace testing;

class Walk {
 public:
  explicit Walk(std::uint64_t seed) : dice_(seed) {
    Policy policy;
    policy.paper = dice_.chance(2) ? Mode::automatic : Mode::approve;
    policy.max_orders_per_minute = 100;
    policy.max_pending = 100;
    desk_.apply(PolicySet{policy, "test"});
  }

  void step() {
    desk_.now += milliseconds(static_cast<std::int64_t>(dice_.below(6000)));
    const Event event = draw();
    // What the state said before decides what may go out.
    const State before = desk_.state();
    const auto* answer = std::get_if<ApprovalAnswered>(&event);
    for (const Effect& effect : desk_.apply(event)) {
      if (const auto* submit = std::get_if<SubmitOrder>(&effect)) check(*submit, event, before);
      if (const auto* group = std::get_if<SubmitGroup>(&effect)) check(*group, event, before);
      if (const auto* modify = std::get_if<ModifyAtBroker>(&effect)) check(*modify, event, before);
      if (const auto* cancel = std::get_if<CancelAtBroker>(&effect)) check(*cancel, event, before);
      if (std::holds_alternative<PrepareSending>(effect) && answer)
        said_yes_.insert(answer->approval);
    }
  }

  void check_replay() const {
    Gate gate;
    Engine again(gate);
    std::uint64_t half = 0;
    for (const Event& event : desk_.log) {
      if (++half == desk_.log.size() / 2) again.restore(*state_from(canonical(again.state())));
      again.apply(event);
    }
    CHECK(hash_of(again.state()) == hash_of(desk_.state()));
  }

  std::size_t sent() const { return sent_.size(); }
  std::size_t cancelled() const { return cancelled_; }
  std::size_t groups() const { return groups_; }
  std::size_t changed() const { return changed_; }
  std::set<OrderPhase> phases() const {
    std::set<OrderPhase> seen;
    for (const BlotterEntry& entry : desk_.state().blotter.entries) seen.insert(entry.phase);
    return seen;
  }

 private:
  Id some_id() { return {7, 1 + dice_.below(40)}; }
  // One that waits for this very step, if there is one; now and then any other.
  Id some_id(ApprovalState state) {
    if (!dice_.chance(4))
      for (const Approval& approval : desk_.state().gate.approvals)
        if (approval.state == state) return approval.id;
    return some_id();
  }
  std::string some_order() {
    const auto& entries = desk_.state().blotter.entries;
    return entries.empty() ? "none" : entries[dice_.below(entries.size())].order.client_id;
  }
  Circumstances circumstances() {
    Circumstances c = desk_.circumstances();
    if (dice_.chance(12)) c.open = false;
    if (dice_.chance(12)) c.mark.reset();
    return c;
  }

  Event draw() {
    switch (dice_.below(16)) {
      case 0:
      case 1:
      case 2: {
        ActionProposed event = desk_.purchase(
            some_id(), Quantity::from_integer(1 + static_cast<std::int64_t>(dice_.below(9))));
        if (dice_.chance(5)) event = desk_.cancellation(event.approval, some_order());
        if (dice_.chance(5)) attach(event.action);
        if (dice_.chance(4)) make_change(event.action);
        event.circumstances = circumstances();
        return event;
      }
      case 3:
      case 4:
      case 5:
        return ApprovalAnswered{some_id(ApprovalState::pending), !dice_.chance(6), "terminal",
                                circumstances()};
      case 6:
      case 7:
      case 8:
        return SendingPrepared{some_id(ApprovalState::approved), circumstances()};
      default:
        return dice_.chance(8) ? draw_desk_event() : draw_broker_event();
    }
  }

  // Makes a bracket of it.
  static void attach(Action& action) {
    if (action.kind != ActionKind::place_order) return;
    port::Order profit = action.order;
    profit.side = port::Side::sell;
    profit.parent = profit.oca_group = "";
    port::Order loss = profit;
    profit.type = port::OrderType::limit;
    profit.limit_price = 380_px;
    loss.type = port::OrderType::trailing_stop;
    loss.trail = port::Trail{1_px, std::nullopt};
    action.further = OrderList{{profit, loss}};
  }
  // Changes an order, now and then one that has moved on since it was looked at.
  void make_change(Action& action) {
    const auto& entries = desk_.state().blotter.entries;
    if (entries.empty() || action.kind != ActionKind::place_order) return;
    const BlotterEntry* entry = &entries[dice_.below(entries.size())];
    for (const BlotterEntry& one : entries)
      if (one.phase == OrderPhase::working && !dice_.chance(3)) entry = &one;
    const Quantity quantity = action.order.quantity;
    action.kind = ActionKind::modify_order;
    action.further.reset();
    action.order = entry->order;
    action.before = entry->order;
    action.order.quantity = quantity;
    if (dice_.chance(8)) action.before->quantity += 1_qty;
  }

  Event draw_desk_event() {
    switch (dice_.below(8)) {
      case 0:
        return DeskStarted{"0.1.0", "test"};
      case 1:
        return KillSwitchTurned{{dice_.chance(8), "test", "", desk_.now}};
      case 2: {
        Policy policy = desk_.state().gate.policy;
        policy.max_orders_per_hour = 60 + static_cast<std::int64_t>(dice_.below(2));
        return PolicySet{policy, "test"};
      }
      case 3: {
        Grant grant;
        grant.id = Id{8, dice_.below(5)};
        grant.account = number;
        grant.instruments = {"SPY"_sym};
        grant.max_quantity = 5_qty;
        grant.max_value = 2000_money;
        grant.uses = 2;
        grant.expires = desk_.now + minutes(1);
        return GrantGiven{grant, "test"};
      }
      case 4:
        return GrantRevoked{Id{8, dice_.below(5)}, "test"};
      case 5:
        return ApprovalsLapsed{desk_.now};
      default:
        return port::ConnectionChanged{"paper", port::ConnectionState::connected, ""};
    }
  }

  Event draw_broker_event() {
    const std::string id = some_order();
    const BlotterEntry* entry = desk_.state().blotter.find(id);
    const auto answer = static_cast<BrokerAnswer>(dice_.below(4));
    if (!entry || dice_.chance(2))
      return OrderAnswered{id,
                           dice_.chance(5)   ? ActionKind::cancel_order
                           : dice_.chance(4) ? ActionKind::modify_order
                                             : ActionKind::place_order,
                           answer, ""};
    if (dice_.chance(3)) {
      OrdersReconciled event;
      event.record.account = number;
      for (const BlotterEntry& one : desk_.state().blotter.entries)
        event.record.unknown.push_back(one.order.client_id);
      return event;
    }
    const auto status = static_cast<port::OrderStatus>(dice_.below(7));
    const auto filled = Quantity::from_integer(static_cast<std::int64_t>(dice_.below(3)));
    return desk_.report(id, status,
                        status == port::OrderStatus::filled ? entry->order.quantity : filled);
  }

  // Whoever sent it, there was a yes for exactly this, and it was good until then.
  const Approval& check_leave(const port::Permit& permit, const Event& event, const State& before) {
    const auto* prepared = std::get_if<SendingPrepared>(&event);
    REQUIRE(prepared != nullptr);
    CHECK(permit.approval() == prepared->approval);
    const Approval* approval = before.gate.find(permit.approval());
    REQUIRE(approval != nullptr);
    CHECK(approval->state == ApprovalState::approved);
    CHECK(prepared->circumstances.now < approval->expires);
    CHECK(approval->action.policy == before.gate.version);
    CHECK((said_yes_.contains(approval->id) || approval->channel.starts_with("grant ")));
    CHECK(permit.action() == digest_of(approval->action));
    CHECK(desk_.state().gate.find(approval->id)->state == ApprovalState::consumed);
    CHECK(used_.insert(approval->id).second);
    return *approval;
  }

  void check(const SubmitOrder& submit, const Event& event, const State& before) {
    const Approval& approval = check_leave(submit.permit, event, before);
    CHECK_FALSE(before.gate.kill_switch.on);
    port::Order asked = approval.action.order;
    asked.client_id = client_id_of(approval.id, approval.digest);
    CHECK(to_json(asked) == to_json(submit.order));
    CHECK(sent_.insert(submit.order.client_id).second);
    CHECK(before.blotter.find(submit.order.client_id)->phase == OrderPhase::approved);
  }

  void check(const SubmitGroup& submit, const Event& event, const State& before) {
    const Approval& approval = check_leave(submit.permit, event, before);
    CHECK_FALSE(before.gate.kill_switch.on);
    const std::vector<port::Order> asked = orders_of(approval.action);
    REQUIRE(asked.size() == submit.orders.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const port::Order& order = submit.orders[i];
      CHECK(to_json(identified(asked[i], approval.id, approval.digest, i)) == to_json(order));
      CHECK(sent_.insert(order.client_id).second);
      CHECK(before.blotter.find(order.client_id)->phase == OrderPhase::approved);
    }
    ++groups_;
  }

  void check(const ModifyAtBroker& modify, const Event& event, const State& before) {
    const Approval& approval = check_leave(modify.permit, event, before);
    CHECK_FALSE(before.gate.kill_switch.on);
    CHECK(to_json(approval.action.order) == to_json(modify.order));
    const BlotterEntry* entry = before.blotter.find(modify.order.client_id);
    REQUIRE(entry != nullptr);
    CHECK(to_json(entry->order) == to_json(*approval.action.before));
    CHECK_FALSE(is_final(entry->phase));
    CHECK(may_trade(entry->phase));
    ++changed_;
  }

  void check(const CancelAtBroker& cancel, const Event& event, const State& before) {
    const Approval& approval = check_leave(cancel.permit, event, before);
    CHECK(approval.action.order.client_id == cancel.client_id);
    ++cancelled_;
  }

  Dice dice_;
  TestEngine desk_;
  std::set<Id> said_yes_;
  std::set<Id> used_;
  std::set<std::string> sent_;
  std::size_t cancelled_ = 0;
  std::size_t groups_ = 0;
  std::size_t changed_ = 0;
};

constexpr std::uint64_t seeds = thorough ? 300 : 40;

TEST_CASE("nothing is sent twice or without its own approval, whatever happens") {
  std::size_t sent = 0;
  std::size_t cancelled = 0;
  std::size_t groups = 0;
  std::size_t changed = 0;
  std::set<OrderPhase> seen;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    INFO("seed ", seed);
    Walk walk(seed);
    for (int i = 0; i < 120; ++i) walk.step();
    walk.check_replay();
    sent += walk.sent();
    cancelled += walk.cancelled();
    groups += walk.groups();
    changed += walk.changed();
    seen.merge(walk.phases());
  }
  // It was about something.
  CHECK(sent > seeds);
  CHECK(cancelled > seeds / 30);
  CHECK(groups > seeds / 10);
  CHECK(changed >= seeds / 60);
  CHECK(seen.size() >= 9);
}

}  // namespace
}  // namespace pitwall::desk
