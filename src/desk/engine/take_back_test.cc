// The kill switch that also takes working orders back.
#include "desk/engine/test_gate.h"

namespace pitwall::desk {
namespace {
using namespace testing;

constexpr Id one{1, 1};
constexpr Id two{1, 2};

KillSwitchTurned stop(const TestEngine& desk, bool cancel_orders) {
  return {{true, "terminal", "enough", desk.now, cancel_orders}};
}

std::string working(TestEngine& desk, Id id) {
  const std::string order = desk.send(id);
  desk.apply(OrderAnswered{order, ActionKind::place_order, BrokerAnswer::taken, ""});
  return order;
}

port::ConnectionChanged connected() { return {"paper", port::ConnectionState::connected, ""}; }

std::vector<std::string> cancelled(const std::vector<Effect>& effects) {
  std::vector<std::string> ids;
  for (const Effect& effect : effects)
    if (const auto* cancel = std::get_if<CancelAtBroker>(&effect)) ids.push_back(cancel->client_id);
  return ids;
}

TEST_CASE("it takes every working order of ours back, with a permit for exactly that") {
  TestEngine desk;
  const std::string first = working(desk, one);
  const std::string second = working(desk, two);
  desk.apply(desk.report(second, port::OrderStatus::partially_filled, 4_qty));
  const std::vector<Effect> effects = desk.apply(stop(desk, true));
  CHECK(cancelled(effects) == std::vector{first, second});
  const auto& permit = std::get<CancelAtBroker>(effects[0]).permit;
  CHECK(permit.approval() == one);
  CHECK(permit.action() == digest_of_taking_back(desk.entry(one)));
  CHECK(permit.action() != desk.approval(one).digest);
  CHECK(desk.entry(one).cancelling);
  // Nothing is asked for twice.
  CHECK(desk.apply(desk.report(first, port::OrderStatus::working)).empty());
  CHECK(desk.apply(OrderAnswered{first, ActionKind::cancel_order, BrokerAnswer::refused, "No."})
            .empty());
  desk.apply(desk.report(first, port::OrderStatus::cancelled));
  CHECK(desk.entry(one).phase == OrderPhase::cancelled);
  // Told once more, it asks once more for what still works.
  CHECK(cancelled(desk.apply(stop(desk, true))) == std::vector{second});
}

TEST_CASE(
    "without being told to it leaves orders where they are, and turned off it takes nothing") {
  TestEngine desk;
  working(desk, one);
  CHECK(desk.apply(stop(desk, false)).empty());
  CHECK(desk.apply(connected()).empty());
  CHECK_FALSE(desk.gate.take_back(desk.entry(one), desk.state()).ok());
  desk.apply(stop(desk, true));
  desk.apply(KillSwitchTurned{{false, "terminal", "", desk.now}});
  CHECK(desk.apply(connected()).empty());
  CHECK_FALSE(desk.gate.take_back(desk.entry(one), desk.state()).ok());
}

TEST_CASE("what turns out to work later is taken back then, after a restart too") {
  TestEngine desk;
  const std::string order = desk.send(one);
  CHECK(desk.apply(stop(desk, true)).empty());  // on its way: nobody knows
  CHECK_FALSE(desk.gate.take_back(desk.entry(one), desk.state()).ok());
  SUBCASE("the broker answers") {
    CHECK(cancelled(desk.apply(OrderAnswered{order, ActionKind::place_order, BrokerAnswer::taken,
                                             ""})) == std::vector{order});
  }
  SUBCASE("the broker reports") {
    CHECK(cancelled(desk.apply(desk.report(order, port::OrderStatus::working))) ==
          std::vector{order});
  }
  SUBCASE("it was unknown, and the broker's lists have it") {
    desk.apply(DeskStarted{"0.1.0", "paper"});
    CHECK(desk.entry(one).phase == OrderPhase::unknown);
    OrdersReconciled event;
    event.record.account = number;
    event.record.unknown = {order};
    port::LiveOrder& live = event.record.live.emplace_back();
    live.order = desk.entry(one).order;
    live.status = port::OrderStatus::working;
    CHECK(cancelled(desk.apply(event)) == std::vector{order});
  }
}

TEST_CASE("a cancellation that a crash lost is sent again when the broker is there again") {
  TestEngine desk;
  const std::string order = working(desk, one);
  desk.apply(stop(desk, true));
  const Result<State> again = state_from(canonical(desk.state()));
  REQUIRE(again.ok());
  desk.engine.restore(*again);
  CHECK(desk.apply(DeskStarted{"0.1.0", "paper"}).empty());
  CHECK(desk.state().gate.kill_switch.on);
  CHECK(cancelled(desk.apply(connected())) == std::vector{order});
  // And again whenever the session was lost.
  CHECK(cancelled(desk.apply(connected())) == std::vector{order});
}

}  // namespace
}  // namespace pitwall::desk
