#include "tool/test_trading_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

TEST_CASE("a preview shows every limit and asks for nothing") {
  TradingDesk desk;
  const Json preview =
      desk.get("preview_order", R"({"symbol":"SPY","side":"buy","quantity":10,"limit_price":370})");
  CHECK(preview.string_or("verdict", "") == "asks");
  CHECK(at_path(preview, "value") == "3700");
  CHECK(at_path(preview, "position_after") == "10");
  CHECK(at_path(preview, "approval") == "absent");
  for (const Json& limit : preview.find("limits")->items())
    CHECK_MESSAGE(limit.find("holds")->as_boolean(), limit.string_or("rule", ""));
  CHECK(desk.desk.state().gate.approvals.empty());
  CHECK(desk.desk.state().blotter.entries.empty());

  desk.market.now = at("2020-12-15T23:00:00Z");
  desk.get("preview_order", R"({"symbol":"SPY","side":"buy","quantity":10})");
  CHECK(contains(desk.text, "Rule time.hours"));
  CHECK(contains(desk.text, "Only looked at: it would be refused."));
}

TEST_CASE("an order that is placed waits for the person and reaches nobody") {
  TradingDesk desk;
  const Id approval = desk.place();
  CHECK(contains(desk.text, "BUY 10 SPY, at the market, day; account \"DU1\" (paper)"));
  CHECK(contains(desk.text, "pitwall approve"));
  CHECK(desk.entry(approval).phase == desk::OrderPhase::waiting);
  CHECK(desk.broker.placed.empty());
  const std::string id = desk.entry(approval).order.client_id;
  CHECK(desk.get("get_order", fmt::format(R"({{"order":"{}"}})", id)).string_or("phase", "") ==
        "waiting");
  // Nobody answers.
  desk.timers_of_orders.pass(seconds(59));
  CHECK(desk.entry(approval).phase == desk::OrderPhase::waiting);
  desk.timers_of_orders.pass(seconds(1));
  CHECK(desk.entry(approval).phase == desk::OrderPhase::expired);
  CHECK(desk.broker.placed.empty());
}

TEST_CASE("a yes sends the order once, and the broker's answer moves it on") {
  TradingDesk desk;
  const Id approval = desk.place();
  desk.answer(approval);
  REQUIRE(desk.broker.placed.size() == 1);
  CHECK(desk.broker.placed[0].order.client_id == desk.entry(approval).order.client_id);
  CHECK(desk.broker.placed[0].approval == approval);
  CHECK(desk.entry(approval).phase == desk::OrderPhase::sending);
  CHECK(desk.answer(approval).state == desk::ApprovalState::consumed);
  CHECK(desk.broker.placed.size() == 1);
  desk.broker.placed[0].reply(port::Placed{});
  CHECK(desk.entry(approval).phase == desk::OrderPhase::working);
  // A reply that comes twice is heard once.
  desk.broker.placed[0].reply(error(Code::invalid_argument, "No."));
  desk.timers_of_orders.pass(minutes(5));
  CHECK(desk.entry(approval).phase == desk::OrderPhase::working);
}

TEST_CASE("a no ends it, and a yes afterwards is none") {
  TradingDesk desk;
  const Id approval = desk.place();
  CHECK(desk.answer(approval, false).state == desk::ApprovalState::denied);
  CHECK(desk.answer(approval).state == desk::ApprovalState::denied);
  CHECK(desk.broker.placed.empty());
}

TEST_CASE("what the broker says no to, asks, or does not answer is told apart") {
  const auto phase_after = [](Result<port::Placed> reply) {
    TradingDesk desk;
    const Id approval = desk.place();
    desk.answer(approval);
    desk.broker.placed.at(0).reply(std::move(reply));
    return desk.entry(approval).phase;
  };
  using desk::OrderPhase;
  CHECK(phase_after(error(Code::invalid_argument, "No.")) == OrderPhase::rejected);
  CHECK(phase_after(error(Code::permission_denied, "No.")) == OrderPhase::rejected);
  CHECK(phase_after(error(Code::deadline_exceeded, "?")) == OrderPhase::unknown);
  CHECK(phase_after(error(Code::unavailable, "?")) == OrderPhase::unknown);
  CHECK(phase_after(error(Code::already_exists, "It is there.")) == OrderPhase::unknown);
  CHECK(phase_after(error(Code::internal, "?")) == OrderPhase::unknown);
  CHECK(phase_after(port::Placed{{{"o163", "Beyond the price cap?"}}}) == OrderPhase::rejected);
}

TEST_CASE("an order without an answer is looked for at the broker, and never sent again") {
  TradingDesk desk;
  const Id approval = desk.place();
  desk.answer(approval);
  desk.timers_of_orders.pass(Dispatch::answer_within);
  CHECK(desk.entry(approval).phase == desk::OrderPhase::unknown);
  // Meanwhile nothing else goes out.
  CHECK(contains(desk.fault("place_order", R"({"symbol":"SPY","side":"buy","quantity":1})"),
                 "Rule order.reconcile_first"));
  // Half an answer settles nothing.
  desk.broker.executed = error(Code::unavailable, "Not now.");
  desk.timers_of_orders.pass(Dispatch::settling);
  CHECK(desk.entry(approval).phase == desk::OrderPhase::unknown);
  desk.broker.executed = port::Executions{};
  port::LiveOrder& live = desk.broker.live.orders.emplace_back();
  live.order = desk.entry(approval).order;
  live.status = port::OrderStatus::working;
  desk.timers_of_orders.pass(Dispatch::ask_again);
  CHECK(desk.entry(approval).phase == desk::OrderPhase::working);
  CHECK(desk.broker.placed.size() == 1);
}

TEST_CASE("an order that the broker has never seen ends, and trading goes on") {
  TradingDesk desk;
  const Id approval = desk.place();
  desk.answer(approval);
  desk.broker.placed.at(0).reply(error(Code::unavailable, "The line went dead."));
  desk.timers_of_orders.pass(Dispatch::settling);
  CHECK(desk.entry(approval).phase == desk::OrderPhase::expired);
  desk.place();
}

TEST_CASE("calling off: at once while it waits, by the person once it is at the broker") {
  TradingDesk desk;
  const auto cancel = [&](Id approval) {
    return desk.get("cancel_order",
                    fmt::format(R"({{"order":"{}"}})", desk.entry(approval).order.client_id));
  };
  const Id first = desk.place();
  CHECK(cancel(first).string_or("phase", "") == "cancelled");
  CHECK(desk.answer(first).state == desk::ApprovalState::denied);

  const Id second = desk.place();
  desk.answer(second);
  desk.broker.placed.at(0).reply(port::Placed{});
  const Json waits = cancel(second);
  CHECK(waits.string_or("phase", "") == "working");
  CHECK(desk.broker.cancelled.empty());
  desk.answer(Id::parse(waits.string_or("approval", "")).value());
  CHECK(desk.broker.cancelled == std::vector<std::string>{desk.entry(second).order.client_id});
}

TEST_CASE("an order is refused by the rule's name, and a second account must be named") {
  TradingDesk desk;
  CHECK(contains(desk.fault("place_order", R"({"symbol":"SPY","side":"sell","quantity":10})"),
                 "Rule short.shares"));
  CHECK(contains(desk.fault("place_order", R"({"symbol":"SPY","side":"buy","quantity":0})"),
                 "above zero"));
  CHECK(contains(desk.fault("place_order", R"({"symbol":"XXYZ","side":"buy","quantity":1})"),
                 "XXYZ"));
  desk.open_account("DU2", "USD"_ccy, 1_money, 1_money);
  CHECK(contains(desk.fault("place_order", R"({"symbol":"SPY","side":"buy","quantity":1})"),
                 "say which one by account"));
}

TEST_CASE("no tool approves, and none turns the kill switch off") {
  for (const Tool* tool : all_tools()) {
    // One tells what holds; it only reads.
    if (tool->name == "explain_policy" && tool->effect == Effect::reads) continue;
    for (const std::string_view word : {"approve", "pin", "kill", "grant", "policy"})
      CHECK_FALSE_MESSAGE(contains(tool->name, word), tool->name);
  }
}

}  // namespace
}  // namespace pitwall::tool
