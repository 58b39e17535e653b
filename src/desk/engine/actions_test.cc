#include <set>

#include "desk/engine/test_gate.h"

namespace pitwall::desk {
namespace {
using namespace testing;

constexpr Id one{1, 1};
constexpr Id two{1, 2};

bool starts(const std::string& text, std::string_view with) { return text.starts_with(with); }

TEST_CASE("an order goes from the request to the fill, and each step is in the state") {
  TestEngine desk;
  CHECK(desk.only<AskPerson>(desk.purchase(one)).approval == one);
  CHECK(desk.entry(one).phase == OrderPhase::waiting);
  CHECK(desk.approval(one).text ==
        "BUY 10 SPY, at the market, day; account \"DU1000001\" (paper): about 3,700.00 USD; "
        "position 0 -> 10; bid 369.99, ask 370.01 (simulated); asked by \"test\"; expires in 1m.");

  desk.now += seconds(20);
  CHECK(desk.only<PrepareSending>(desk.answer(one)).approval == one);
  CHECK(desk.entry(one).phase == OrderPhase::approved);
  CHECK(desk.approval(one).channel == "terminal");

  const SubmitOrder submit = desk.only<SubmitOrder>(desk.prepared(one));
  CHECK(submit.permit.approval() == one);
  CHECK(submit.permit.action() == desk.approval(one).digest);
  CHECK(submit.order.client_id == client_id_of(one, desk.approval(one).digest));
  CHECK(submit.order.quantity == 10_qty);
  CHECK(desk.approval(one).state == ApprovalState::consumed);
  CHECK(desk.entry(one).sent == desk.now);

  const std::string id = submit.order.client_id;
  CHECK(desk.apply(OrderAnswered{id, ActionKind::place_order, BrokerAnswer::taken, ""}).empty());
  CHECK(desk.entry(one).phase == OrderPhase::working);
  desk.apply(desk.report(id, port::OrderStatus::partially_filled, 4_qty));
  CHECK(desk.entry(one).phase == OrderPhase::partly_filled);
  desk.apply(desk.report(id, port::OrderStatus::filled, 10_qty));
  CHECK(desk.entry(one).phase == OrderPhase::filled);
}

TEST_CASE("an approval is for one order, once, by one answer, in its time") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  // A second request under the same id is none.
  CHECK(
      starts(desk.only<ReportRefusal>(desk.purchase(one, 20_qty)).reason, "There is an approval"));
  CHECK(desk.state().blotter.entries.size() == 1);
  // Not before it is approved.
  CHECK(starts(desk.only<ReportRefusal>(desk.prepared(one)).reason, "The order has moved on"));
}

TEST_CASE("sending twice sends once") {
  TestEngine desk;
  desk.send(one);
  CHECK(starts(desk.only<ReportRefusal>(desk.prepared(one)).reason, "The order has moved on"));
  CHECK(starts(desk.only<ReportRefusal>(desk.answer(one)).reason, "Rule approval.pending"));
  CHECK(desk.state().gate.sent.size() == 1);
  CHECK(desk.entry(one).phase == OrderPhase::sending);
}

TEST_CASE("a no, an answer too late and no answer at all end it") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  CHECK(desk.apply(desk.answer(one, false)).empty());
  CHECK(desk.approval(one).state == ApprovalState::denied);
  CHECK(desk.entry(one).phase == OrderPhase::rejected);
  CHECK(starts(desk.only<ReportRefusal>(desk.answer(one)).reason, "Rule approval.pending"));

  desk.only<AskPerson>(desk.purchase(two));
  desk.now += seconds(60);
  CHECK(starts(desk.only<ReportRefusal>(desk.answer(two)).reason, "Rule approval.expired"));
  CHECK(desk.approval(two).state == ApprovalState::expired);
  CHECK(desk.entry(two).phase == OrderPhase::expired);

  const Id three{1, 3};
  desk.only<AskPerson>(desk.purchase(three));
  desk.apply(ApprovalsLapsed{desk.now + seconds(59)});
  CHECK(desk.approval(three).state == ApprovalState::pending);
  desk.apply(ApprovalsLapsed{desk.now + seconds(60)});
  CHECK(desk.entry(three).phase == OrderPhase::expired);
}

TEST_CASE("a yes is worth nothing once its time is over, even when it came in time") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  desk.now += seconds(59);
  desk.only<PrepareSending>(desk.answer(one));
  desk.now += seconds(1);
  CHECK(starts(desk.only<ReportRefusal>(desk.prepared(one)).reason, "Rule approval.expired"));
  CHECK(desk.entry(one).phase == OrderPhase::expired);
  CHECK(desk.approval(one).state == ApprovalState::expired);
}

TEST_CASE("what no longer holds when it is sent is not sent") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  desk.only<PrepareSending>(desk.answer(one));
  SendingPrepared prepared = desk.prepared(one);
  prepared.circumstances.open = false;
  CHECK(starts(desk.only<ReportRefusal>(prepared).reason, "Rule time.hours"));
  CHECK(desk.entry(one).phase == OrderPhase::rejected);
  // That yes is used up, though nothing came of it.
  CHECK(starts(desk.only<ReportRefusal>(desk.prepared(one)).reason, "The order has moved on"));
}

TEST_CASE("a rule that fails at the answer may hold a moment later") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  ApprovalAnswered answer = desk.answer(one);
  answer.circumstances.quoted = desk.now - seconds(61);
  CHECK(starts(desk.only<ReportRefusal>(answer).reason, "Rule quote.age"));
  CHECK(desk.approval(one).state == ApprovalState::pending);
  desk.only<PrepareSending>(desk.answer(one));
}

TEST_CASE("limits that change while an approval waits end it") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  Policy policy;
  policy.max_orders_per_day = 199;
  desk.apply(PolicySet{policy, "configuration"});
  CHECK(desk.approval(one).state == ApprovalState::denied);
  CHECK(desk.entry(one).phase == OrderPhase::rejected);
  CHECK(desk.state().gate.version == version_of(policy));
  // The same limits once more change nothing; limits that make no sense are not taken.
  desk.only<AskPerson>(desk.purchase(two));
  desk.apply(PolicySet{policy, "configuration"});
  policy.max_order_value = 0_money;
  desk.apply(PolicySet{policy, "configuration"});
  CHECK(desk.approval(two).state == ApprovalState::pending);
}

TEST_CASE("the kill switch ends what waits, lets nothing pass, and outlives a restart") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  desk.only<PrepareSending>(desk.answer(one));
  desk.apply(KillSwitchTurned{{true, "terminal", "enough", desk.now}});
  CHECK(desk.entry(one).phase == OrderPhase::rejected);
  desk.only<ReportRefusal>(desk.prepared(one));
  desk.apply(DeskStarted{"0.1.0", "paper"});
  CHECK(starts(desk.only<ReportRefusal>(desk.purchase(two)).reason, "Rule gate.kill_switch"));
  const Result<State> again = state_from(canonical(desk.state()));
  REQUIRE(again.ok());
  CHECK(again->gate.kill_switch.on);
  desk.apply(KillSwitchTurned{{false, "terminal", "", desk.now}});
  desk.only<AskPerson>(desk.purchase(Id{1, 3}));
}

TEST_CASE(
    "a lost answer makes an order unknown, and holds everything else back until it is settled") {
  TestEngine desk;
  const std::string id = desk.send(one);
  CHECK(desk.only<AskBroker>(
                OrderAnswered{id, ActionKind::place_order, BrokerAnswer::unanswered, "No answer."})
            .account == number);
  CHECK(desk.entry(one).phase == OrderPhase::unknown);
  CHECK(starts(desk.only<ReportRefusal>(desk.purchase(two)).reason, "Rule order.reconcile_first"));
  BrokerRecord record;
  record.account = number;
  record.unknown = {id};
  port::LiveOrder& live = record.live.emplace_back();
  live.order = desk.entry(one).order;
  live.broker_id = "17";
  live.status = port::OrderStatus::working;
  desk.apply(OrdersReconciled{record});
  CHECK(desk.entry(one).phase == OrderPhase::working);
  desk.only<AskPerson>(desk.purchase(Id{1, 3}));
}

TEST_CASE(
    "after a restart nothing is sent by a yes of before, and what was on its way is asked about") {
  TestEngine desk;
  desk.send(one);
  desk.only<AskPerson>(desk.purchase(two));
  desk.only<PrepareSending>(desk.answer(two));
  const Id three{1, 3};
  desk.only<AskPerson>(desk.purchase(three));
  desk.apply(DeskStarted{"0.1.0", "paper"});
  CHECK(desk.entry(one).phase == OrderPhase::unknown);
  CHECK(desk.entry(two).phase == OrderPhase::expired);
  CHECK(desk.approval(two).state == ApprovalState::expired);
  CHECK(desk.approval(three).state == ApprovalState::pending);
  desk.only<ReportRefusal>(desk.prepared(one));
  desk.only<ReportRefusal>(desk.prepared(two));
  CHECK(desk.only<AskBroker>(port::ConnectionChanged{"paper", port::ConnectionState::connected, ""})
            .account == number);
}

TEST_CASE("an order that has not left is called off at once; one at the broker asks the person") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  CHECK(desk.apply(desk.cancellation(two, desk.entry(one).order.client_id)).empty());
  CHECK(desk.entry(one).phase == OrderPhase::cancelled);
  CHECK(desk.approval(one).state == ApprovalState::denied);

  const Id three{1, 3};
  const Id four{1, 4};
  const std::string id = desk.send(three);
  desk.apply(OrderAnswered{id, ActionKind::place_order, BrokerAnswer::taken, ""});
  desk.only<AskPerson>(desk.cancellation(four, id));
  CHECK(starts(desk.approval(four).text, "CANCEL the order BUY 10 SPY"));
  desk.only<PrepareSending>(desk.answer(four));
  const CancelAtBroker cancel = desk.only<CancelAtBroker>(desk.prepared(four));
  CHECK(cancel.client_id == id);
  CHECK(cancel.permit.approval() == four);
  CHECK(desk.entry(three).cancelling);
  desk.apply(desk.report(id, port::OrderStatus::cancelled));
  CHECK(desk.entry(three).phase == OrderPhase::cancelled);
  CHECK_FALSE(desk.entry(three).cancelling);
  CHECK(starts(desk.only<ReportRefusal>(desk.cancellation(Id{1, 5}, id)).reason,
               "The broker has no such order"));
}

TEST_CASE("a cancellation names the account of its order") {
  TestEngine desk;
  const std::string id = desk.send(one);
  desk.apply(OrderAnswered{id, ActionKind::place_order, BrokerAnswer::taken, ""});
  ActionProposed other = desk.cancellation(two, id);
  other.action.order.account = "DU2";
  desk.only<ReportRefusal>(other);
  CHECK(desk.state().gate.find(two) == nullptr);
}

Grant grant(std::int64_t uses) {
  Grant made;
  made.id = Id{9, 9};
  made.account = number;
  made.instruments = {"SPY"_sym};
  made.side = port::Side::buy;
  made.max_quantity = 10_qty;
  made.max_value = 4000_money;
  made.uses = uses;
  made.expires = morning + hours(1);
  return made;
}

TEST_CASE("a grant covers what it says, as often as it says, and asks beyond") {
  TestEngine desk;
  Policy policy;
  policy.paper = Mode::automatic;
  desk.apply(PolicySet{policy, "configuration"});
  desk.only<AskPerson>(desk.purchase(Id{1, 10}));
  desk.apply(GrantGiven{grant(1), "terminal"});
  desk.only<AskPerson>(desk.purchase(Id{1, 11}, 11_qty));
  desk.only<PrepareSending>(desk.purchase(one));
  CHECK(desk.approval(one).channel == "grant " + Id{9, 9}.text());
  desk.only<SubmitOrder>(desk.prepared(one));
  CHECK(desk.state().gate.grants[0].uses == 0);
  desk.only<AskPerson>(desk.purchase(two));
}

TEST_CASE("every part of a grant is a limit of its own") {
  const TestEngine desk;
  const Action action = desk.purchase(one).action;
  const auto holds = [&](auto change) {
    Grant changed = grant(1);
    change(changed);
    return covers(changed, action, 3700_money, morning);
  };
  CHECK(holds([](Grant&) {}));
  CHECK_FALSE(holds([](Grant& g) { g.account = "DU2"; }));
  CHECK_FALSE(holds([](Grant& g) { g.strategy = "trend"; }));
  CHECK_FALSE(holds([](Grant& g) { g.instruments = {"QQQ"_sym}; }));
  CHECK_FALSE(holds([](Grant& g) { g.side = port::Side::sell; }));
  CHECK_FALSE(holds([](Grant& g) { g.max_quantity = 9_qty; }));
  CHECK_FALSE(holds([](Grant& g) { g.max_value = 3699_money; }));
  CHECK_FALSE(holds([](Grant& g) { g.uses = 0; }));
  CHECK_FALSE(holds([](Grant& g) { g.expires = morning; }));
  CHECK_FALSE(holds([](Grant& g) { g.revoked = true; }));
  Action cancel = action;
  cancel.kind = ActionKind::cancel_order;
  CHECK_FALSE(covers(grant(1), cancel, 3700_money, morning));
}

TEST_CASE("whatever is changed about an action makes it another one") {
  const TestEngine desk;
  const Action action = desk.purchase(one).action;
  std::set<Digest> digests{digest_of(action)};
  const auto changed = [&](auto change) {
    Action other = action;
    change(other);
    CHECK(digests.insert(digest_of(other)).second);
  };
  changed([](Action& a) { a.kind = ActionKind::cancel_order; });
  changed([](Action& a) { a.tool = "close_position"; });
  changed([](Action& a) { a.arguments = "{}"; });
  changed([](Action& a) { a.asset_class = market::AssetClass::stock; });
  changed([](Action& a) { a.currency = "EUR"_ccy; });
  changed([](Action& a) { a.multiplier = 50_ratio; });
  changed([](Action& a) { a.strategy = "trend"; });
  changed([](Action& a) { a.actor = "somebody"; });
  changed([](Action& a) { a.policy = sha256(""); });
  changed([](Action& a) { a.order.client_id = "x"; });
  changed([](Action& a) { a.order.account = "DU2"; });
  changed([](Action& a) { a.order.symbol = "QQQ"_sym; });
  changed([](Action& a) { a.order.side = port::Side::sell; });
  changed([](Action& a) { a.order.type = port::OrderType::limit; });
  changed([](Action& a) { a.order.quantity = 11_qty; });
  changed([](Action& a) { a.order.limit_price = 1_px; });
  changed([](Action& a) { a.order.stop_price = 1_px; });
  changed([](Action& a) { a.order.time_in_force = port::TimeInForce::gtc; });
  changed([](Action& a) { a.order.accepted_questions = {"Really?"}; });
}

TEST_CASE("wrong PINs lock it, each time for longer, and a right one forgets them") {
  TestEngine desk;
  const auto locked = [&] { return desk.state().gate.pin.locked_until(); };
  for (int i = 0; i < 4; ++i) desk.apply(PinTried{false, "terminal", morning});
  CHECK_FALSE(locked());
  desk.apply(PinTried{false, "terminal", morning});
  CHECK(locked() == morning + minutes(15));
  for (int i = 0; i < 5; ++i) desk.apply(PinTried{false, "terminal", morning});
  CHECK(locked() == morning + minutes(30));
  for (int i = 0; i < 90; ++i) desk.apply(PinTried{false, "terminal", morning});
  CHECK(locked() == morning + hours(24));
  desk.apply(PinTried{true, "terminal", morning});
  CHECK_FALSE(locked());
}

TEST_CASE("reports from before a change do not undo it, and fills of the old size do not end it") {
  TestEngine desk;
  const std::string id = desk.send(Id{1, 1});
  const port::OrderReported before = desk.report(id, port::OrderStatus::working, 3_qty);
  desk.apply(before);
  ActionProposed larger = desk.purchase(Id{1, 2}, 20_qty);
  larger.action.kind = ActionKind::modify_order;
  larger.action.tool = "modify_order";
  larger.action.before = larger.action.order = desk.entry(Id{1, 1}).order;
  larger.action.order.quantity = 20_qty;
  desk.only<AskPerson>(larger);
  desk.only<PrepareSending>(desk.answer(Id{1, 2}));
  CHECK(desk.only<ModifyAtBroker>(desk.prepared(Id{1, 2})).order.quantity == 20_qty);
  // All of the old size is traded while nobody knows whether it is the size any more.
  port::OrderExecuted execution;
  execution.execution_id = "x1";
  execution.client_id = id;
  execution.account = number;
  execution.symbol = "SPY"_sym;
  execution.currency = "USD"_ccy;
  execution.multiplier = 1_ratio;
  execution.quantity = 10_qty;
  execution.price = 370_px;
  desk.apply(execution);
  CHECK(desk.entry(Id{1, 1}).phase == OrderPhase::partly_filled);
  desk.apply(OrderAnswered{id, ActionKind::modify_order, BrokerAnswer::taken, ""});
  desk.apply(before);  // late
  CHECK(desk.entry(Id{1, 1}).order.quantity == 20_qty);
  CHECK(desk.entry(Id{1, 1}).phase == OrderPhase::partly_filled);
  port::OrderReported after = desk.report(id, port::OrderStatus::partially_filled, 10_qty);
  after.time += seconds(1);
  desk.apply(after);
  desk.apply(before);  // twice
  CHECK(desk.entry(Id{1, 1}).order.quantity == 20_qty);
  after.status = port::OrderStatus::filled;
  after.filled = 20_qty;
  desk.apply(after);
  CHECK(desk.entry(Id{1, 1}).phase == OrderPhase::filled);
}

TEST_CASE("an order that was given up and turns up after all is asked about") {
  TestEngine desk;
  const std::string id = desk.send(Id{1, 1});
  desk.only<AskBroker>(OrderAnswered{id, ActionKind::place_order, BrokerAnswer::unanswered, ""});
  desk.apply(OrdersReconciled{{std::string(number), {id}, {}, {}}});
  CHECK(desk.entry(Id{1, 1}).phase == OrderPhase::expired);
  desk.only<AskBroker>(desk.report(id, port::OrderStatus::working));
  CHECK(desk.entry(Id{1, 1}).phase == OrderPhase::unknown);
  CHECK(desk.apply(desk.report(id, port::OrderStatus::filled, 10_qty)).empty());
  CHECK(desk.entry(Id{1, 1}).phase == OrderPhase::filled);
}

TEST_CASE("texts from outside cannot break out of what the person is shown") {
  TestEngine desk;
  ActionProposed event = desk.purchase(one);
  event.action.actor = "host\"\nAPPROVED: \u202eevil";
  desk.only<AskPerson>(event);
  const std::string& text = desk.approval(one).text;
  CHECK(text.find('\n') == text.npos);
  CHECK(text.find("\u202e") == text.npos);
  CHECK(text.find("asked by \"host' APPROVED: evil\"") != text.npos);
}

}  // namespace
}  // namespace pitwall::desk
