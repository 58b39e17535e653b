// Orders that are changed, and orders that go together: one yes each, an id for every order, and
// limits that count what can really trade.
#include "base/json_out.h"
#include "desk/engine/test_gate.h"
#include "desk/gate/words.h"

namespace pitwall::desk {
namespace {
using namespace testing;
using port::OrderType;

constexpr Id one{1, 1};
constexpr Id two{1, 2};
constexpr Id three{1, 3};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

port::Order attached(port::Order order, OrderType type) {
  order.side = port::Side::sell;
  order.type = type;
  order.time_in_force = port::TimeInForce::gtc;
  order.parent = "";
  order.oca_group = "";
  order.limit_price.reset();
  return order;
}

// Buy 10 at 370, take the profit at 380, stop the loss at 360.
ActionProposed bracket(const TestEngine& desk, Id approval) {
  ActionProposed event = desk.purchase(approval);
  event.action.order.type = OrderType::limit;
  event.action.order.limit_price = 370_px;
  port::Order profit = attached(event.action.order, OrderType::limit);
  profit.limit_price = 380_px;
  port::Order loss = attached(event.action.order, OrderType::stop);
  loss.stop_price = 360_px;
  event.action.further = OrderList{{profit, loss}};
  return event;
}

SubmitGroup send_bracket(TestEngine& desk, Id approval) {
  desk.only<AskPerson>(bracket(desk, approval));
  desk.only<PrepareSending>(desk.answer(approval));
  return desk.only<SubmitGroup>(desk.prepared(approval));
}

std::string refusal(TestEngine& desk, const Event& event) {
  return desk.only<ReportRefusal>(event).reason;
}

void execute(TestEngine& desk, const port::Order& order, std::string id) {
  port::OrderExecuted event;
  event.execution_id = std::move(id);
  event.client_id = order.client_id;
  event.account = order.account;
  event.symbol = order.symbol;
  event.asset_class = market::AssetClass::etf;
  event.currency = "USD"_ccy;
  event.multiplier = 1_ratio;
  event.side = order.side;
  event.quantity = order.quantity;
  event.price = 370_px;
  desk.apply(event);
}

TEST_CASE("a bracket is one yes, one hash and three orders with ids of their own") {
  TestEngine desk;
  desk.only<AskPerson>(bracket(desk, one));
  CHECK(desk.approval(one).text.starts_with(
      "BUY 10 SPY, limit 370 USD, day; once it trades, of which one cancels the other: SELL 10 "
      "SPY, limit 380 USD, gtc; SELL 10 SPY, stop 360 USD, gtc; account \"DU1000001\" (paper): "
      "about 3,700.00 USD; position 0 -> 10;"));
  desk.only<PrepareSending>(desk.answer(one));
  const SubmitGroup sent = desk.only<SubmitGroup>(desk.prepared(one));
  REQUIRE(sent.orders.size() == 3);
  const Digest digest = desk.approval(one).digest;
  CHECK(sent.permit.action() == digest);
  for (std::size_t i = 0; i < 3; ++i) {
    const port::Order& order = sent.orders[i];
    CHECK(order.client_id == client_id_of(one, digest, i));
    CHECK(order.parent == (i > 0 ? std::optional(sent.orders[0].client_id) : std::nullopt));
    const BlotterEntry* entry = desk.state().blotter.find(order.client_id);
    REQUIRE(entry != nullptr);
    CHECK(entry->approval == one);
    CHECK(entry->phase == OrderPhase::sending);
  }
  CHECK(sent.orders[1].oca_group == sent.orders[2].oca_group);
  CHECK(sent.orders[1].oca_group == sent.orders[0].client_id);
  CHECK(desk.state().gate.sent.size() == 3);
  CHECK(contains(refusal(desk, desk.prepared(one)), "moved on"));
}

TEST_CASE(
    "no answer to a bracket makes each of its orders unknown, and each is settled by itself") {
  TestEngine desk;
  const SubmitGroup sent = send_bracket(desk, one);
  for (const port::Order& order : sent.orders)
    desk.only<AskBroker>(OrderAnswered{order.client_id, ActionKind::place_order,
                                       BrokerAnswer::unanswered, "No answer."});
  CHECK(contains(refusal(desk, desk.purchase(two)), "Rule order.reconcile_first"));
  OrdersReconciled event;
  event.record.account = number;
  for (const port::Order& order : sent.orders) event.record.unknown.push_back(order.client_id);
  port::LiveOrder& live = event.record.live.emplace_back();
  live.order = sent.orders[0];
  live.status = port::OrderStatus::working;
  desk.apply(event);
  CHECK(desk.state().blotter.find(sent.orders[0].client_id)->phase == OrderPhase::working);
  CHECK(desk.state().blotter.find(sent.orders[1].client_id)->phase == OrderPhase::expired);
  CHECK(desk.state().blotter.find(sent.orders[2].client_id)->phase == OrderPhase::expired);
}

TEST_CASE("what hangs on a bracket counts once its entry has traded, and then only once") {
  TestEngine desk;
  const SubmitGroup sent = send_bracket(desk, one);
  for (const port::Order& order : sent.orders)
    desk.apply(OrderAnswered{order.client_id, ActionKind::place_order, BrokerAnswer::taken, ""});
  const auto after_selling = [&](Quantity quantity) {
    ActionProposed event = desk.purchase(two, quantity);
    event.action.order.side = port::Side::sell;
    return size_of(event.action, desk.state(), event.circumstances, two)->after;
  };
  // Not before: a sale now would be short by itself alone.
  CHECK(after_selling(1_qty) == -1_qty);
  execute(desk, sent.orders[0], "e1");
  // Of the two sales that close it one cancels the other.
  CHECK(after_selling(1_qty) == -1_qty);
  execute(desk, sent.orders[1], "e2");
  desk.apply(desk.report(sent.orders[2].client_id, port::OrderStatus::cancelled));
  CHECK(desk.state().find_position(number, "SPY"_sym)->quantity == 0_qty);
  CHECK(after_selling(1_qty) == -1_qty);
}

TEST_CASE("a bracket that closes something else than its entry is none") {
  TestEngine desk;
  int id = 0;
  const auto broken = [&](auto change) {
    ActionProposed event = bracket(desk, Id{2, static_cast<std::uint64_t>(++id)});
    change(event.action.order, event.action.further->orders);
    return refusal(desk, event);
  };
  using Orders = std::vector<port::Order>;
  using port::Order;
  CHECK(contains(broken([](Order&, Orders& o) { o[0].quantity = 11_qty; }), "the same quantity"));
  CHECK(contains(broken([](Order&, Orders& o) { o[1].side = port::Side::buy; }), "other side"));
  CHECK(contains(broken([](Order&, Orders& o) { o[0].limit_price = 369_px; }), "wrong side"));
  CHECK(contains(broken([](Order&, Orders& o) { o[1].stop_price = 371_px; }), "wrong side"));
  CHECK(contains(broken([](Order&, Orders& o) { o[1].symbol = "QQQ"_sym; }), "one instrument"));
  CHECK(contains(broken([](Order&, Orders& o) { o[0].limit_price = 380.005_px; }), "nearest"));
  CHECK(contains(broken([](Order&, Orders& o) { o.push_back(o[0]); }), "At most two"));
  CHECK(contains(broken([](Order&, Orders& o) { o[1] = o[0]; }), "one take-profit and one stop"));
  CHECK(contains(broken([](Order& e, Orders&) { e.oca_group = ""; }), "by itself"));
  CHECK(contains(broken([](Order& e, Orders&) { e.parent = "x"; }), "waits for no other"));
  CHECK(contains(broken([](Order&, Orders& o) { o[0].client_id = "x"; }), "no id of its own"));
}

TEST_CASE("of orders that cancel each other the largest counts") {
  TestEngine desk;
  ActionProposed event = desk.purchase(one);
  event.action.order.type = OrderType::limit;
  event.action.order.limit_price = 360_px;
  event.action.order.oca_group = "";
  port::Order breakout = event.action.order;
  breakout.type = OrderType::stop;
  breakout.limit_price.reset();
  breakout.stop_price = 380_px;
  breakout.quantity = 12_qty;
  event.action.further = OrderList{{breakout}};
  const Result<OrderSize> size = size_of(event.action, desk.state(), event.circumstances, one);
  REQUIRE(size.ok());
  CHECK(size->after == 12_qty);
  CHECK(size->value == 4560_money);  // 12 at 380
  desk.only<AskPerson>(event);
  CHECK(contains(desk.approval(one).text, "; or, of which one cancels the others: BUY 12 SPY"));
  desk.only<PrepareSending>(desk.answer(one));
  const SubmitGroup sent = desk.only<SubmitGroup>(desk.prepared(one));
  for (const port::Order& order : sent.orders)
    desk.apply(OrderAnswered{order.client_id, ActionKind::place_order, BrokerAnswer::taken, ""});
  const ActionProposed next = desk.purchase(two, 1_qty);
  CHECK(size_of(next.action, desk.state(), next.circumstances, two)->after == 13_qty);
  ActionProposed other_side = event;
  other_side.approval = three;
  other_side.action.further->orders[0].side = port::Side::sell;
  CHECK(contains(refusal(desk, other_side), "on one side"));
}

// ---- Changing an order -------------------------------------------------------------------------

ActionProposed change(const TestEngine& desk, Id approval, const std::string& client_id,
                      Quantity quantity) {
  ActionProposed event = desk.purchase(approval);
  event.action.kind = ActionKind::modify_order;
  event.action.tool = "modify_order";
  event.action.before = desk.state().blotter.find(client_id)->order;
  event.action.order = *event.action.before;
  event.action.order.quantity = quantity;
  return event;
}

std::string working(TestEngine& desk, Id approval) {
  std::string id = desk.send(approval);
  desk.apply(OrderAnswered{id, ActionKind::place_order, BrokerAnswer::taken, ""});
  return id;
}

ModifyAtBroker send_change(TestEngine& desk, Id approval, const std::string& id, Quantity to) {
  desk.only<AskPerson>(change(desk, approval, id, to));
  desk.only<PrepareSending>(desk.answer(approval));
  return desk.only<ModifyAtBroker>(desk.prepared(approval));
}

TEST_CASE("a change needs a yes of its own, which shows what it was and what it shall be") {
  TestEngine desk;
  const std::string id = working(desk, one);
  desk.only<AskPerson>(change(desk, two, id, 15_qty));
  CHECK(desk.approval(two).text.starts_with(
      "CHANGE the order BUY 10 SPY, at the market, day -> BUY 15 SPY, at the market, day; account "
      "\"DU1000001\" (paper): about 5,550.00 USD; position 0 -> 15;"));
  desk.only<PrepareSending>(desk.answer(two));
  const ModifyAtBroker modify = desk.only<ModifyAtBroker>(desk.prepared(two));
  CHECK(modify.permit.approval() == two);
  CHECK(modify.order.client_id == id);
  CHECK(modify.order.quantity == 15_qty);
  // On its way it counts as what it may become; afterwards it is that.
  CHECK(desk.entry(one).order.quantity == 10_qty);
  CHECK(desk.entry(one).remaining() == 15_qty);
  CHECK(contains(refusal(desk, change(desk, three, id, 20_qty)), "not what it was"));
  desk.apply(OrderAnswered{id, ActionKind::modify_order, BrokerAnswer::taken, ""});
  CHECK(desk.entry(one).order.quantity == 15_qty);
  CHECK_FALSE(desk.entry(one).change);
  CHECK(desk.entry(one).phase == OrderPhase::working);
}

TEST_CASE("a change that the broker refuses, asks about or does not answer changes nothing here") {
  TestEngine desk;
  const std::string id = working(desk, one);
  send_change(desk, two, id, 15_qty);
  desk.apply(OrderAnswered{id, ActionKind::modify_order, BrokerAnswer::refused, "Too late."});
  CHECK(desk.entry(one).order.quantity == 10_qty);
  CHECK(desk.entry(one).detail == "Not changed: Too late.");
  CHECK(desk.entry(one).phase == OrderPhase::working);

  send_change(desk, three, id, 15_qty);
  desk.only<AskBroker>(OrderAnswered{id, ActionKind::modify_order, BrokerAnswer::unanswered, ""});
  CHECK(desk.entry(one).remaining() == 15_qty);
  CHECK(contains(refusal(desk, desk.purchase(Id{1, 4})), "Rule order.reconcile_first"));
  OrdersReconciled event;
  event.record.account = number;
  event.record.unknown = {id};
  port::LiveOrder& live = event.record.live.emplace_back();
  live.order = desk.entry(one).order;
  live.order.quantity = 15_qty;
  live.status = port::OrderStatus::working;
  desk.apply(event);
  CHECK(desk.entry(one).order.quantity == 15_qty);
  CHECK_FALSE(desk.entry(one).change_unknown);
  desk.only<AskPerson>(desk.purchase(Id{1, 5}));
}

TEST_CASE("a change on its way when the desk goes down is asked about") {
  TestEngine desk;
  const std::string id = working(desk, one);
  send_change(desk, two, id, 15_qty);
  desk.apply(DeskStarted{"0.1.0", "paper"});
  CHECK(desk.entry(one).change_unknown);
  CHECK(desk.only<AskBroker>(port::ConnectionChanged{"paper", port::ConnectionState::connected, ""})
            .account == number);
}

TEST_CASE("only what was shown is changed: an order that moved meanwhile is left alone") {
  TestEngine desk;
  const std::string id = working(desk, one);
  desk.only<AskPerson>(change(desk, two, id, 15_qty));
  desk.only<PrepareSending>(desk.answer(two));
  port::OrderReported report = desk.report(id, port::OrderStatus::working);
  report.order.quantity = 8_qty;
  desk.apply(report);
  CHECK(contains(refusal(desk, desk.prepared(two)), "moved on"));
  CHECK(desk.approval(two).state == ApprovalState::denied);
}

TEST_CASE("a change may not make another order of it") {
  TestEngine desk;
  const std::string id = working(desk, one);
  std::uint64_t next = 10;
  const auto broken = [&](auto alter) {
    ActionProposed event = change(desk, Id{1, ++next}, id, 15_qty);
    alter(event.action);
    return refusal(desk, event);
  };
  CHECK(contains(broken([](Action& a) { a.order.side = port::Side::sell; }), "placed anew"));
  CHECK(contains(broken([](Action& a) { a.order.symbol = "QQQ"_sym; }), "placed anew"));
  CHECK(contains(broken([](Action& a) { a.before.reset(); }), "not what it was"));
  CHECK(contains(broken([](Action& a) { a.before->quantity = 9_qty; }), "not what it was"));
  CHECK(contains(broken([](Action& a) { a.order.quantity = 1.5_qty; }), "multiple"));
  desk.apply(desk.report(id, port::OrderStatus::partially_filled, 4_qty));
  CHECK(contains(broken([](Action& a) { a.order.quantity = 4_qty; }), "traded already"));
  // What is traded already adds nothing more.
  const ActionProposed event = change(desk, two, id, 15_qty);
  CHECK(size_of(event.action, desk.state(), event.circumstances, two)->after == 11_qty);
  desk.apply(KillSwitchTurned{{true, "terminal", "", desk.now}});
  CHECK(contains(refusal(desk, event), "Rule gate.kill_switch"));
}

TEST_CASE("one yes cancels the orders that it named, and no other") {
  TestEngine desk;
  const std::string first = working(desk, one);
  const std::string second = working(desk, two);
  const std::string third = working(desk, three);
  ActionProposed event = desk.cancellation(Id{1, 4}, first);
  event.action.order = desk.entry(one).order;
  event.action.further = OrderList{{desk.entry(two).order}};
  desk.only<AskPerson>(event);
  CHECK(
      desk.approval(Id{1, 4}).text.starts_with("CANCEL 2 orders: BUY 10 SPY, at the market, day"));
  desk.only<PrepareSending>(desk.answer(Id{1, 4}));
  // One of them is done by itself before.
  desk.apply(desk.report(first, port::OrderStatus::filled, 10_qty));
  const CancelAtBroker cancel = desk.only<CancelAtBroker>(desk.prepared(Id{1, 4}));
  CHECK(cancel.client_id == second);
  CHECK(desk.entry(two).cancelling);
  CHECK_FALSE(desk.entry(three).cancelling);
}

TEST_CASE("an order that needs none of it is written as it always was") {
  port::Order order;
  order.client_id = "a";
  CHECK(to_json(order).ends_with("\"accepted_questions\":[]}"));
  Action action;
  CHECK(to_json(action).ends_with(fmt::format("\"policy\":\"{}\"}}", action.policy.text())));
}

TEST_CASE("prices keep to the step that holds where they are") {
  TestEngine desk;
  ActionProposed event = desk.purchase(one);
  event.action.order.type = OrderType::limit;
  event.circumstances.price_steps = {{0_px, 0.0001_px}, {1_px, 0.01_px}, {300_px, 0.05_px}};
  event.circumstances.tick_size = 0.0001_px;
  event.action.order.limit_price = 369.98_px;
  CHECK(contains(refusal(desk, event),
                 "Rule order.terms: 369.98 is not on a step of the price; the nearest that is, is "
                 "370."));
  event.approval = two;
  event.action.order.limit_price = 369.95_px;
  event.circumstances.size_increment = 100_qty;
  CHECK(contains(refusal(desk, event), "multiple of 100 at the broker"));
  event.approval = three;
  event.circumstances.size_increment = 5_qty;
  event.circumstances.smallest_size = 20_qty;
  CHECK(contains(refusal(desk, event), "smallest order is 20"));
  event.approval = Id{1, 4};
  event.circumstances.smallest_size = 10_qty;
  desk.only<AskPerson>(event);
}

}  // namespace
}  // namespace pitwall::desk
