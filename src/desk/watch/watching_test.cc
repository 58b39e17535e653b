#include "desk/watch/watching.h"

#include <doctest/doctest.h>

#include "desk/engine/test_gate.h"

namespace pitwall::desk::testing {
namespace {

Trigger above(std::string name) {
  Trigger trigger;
  trigger.name = std::move(name);
  trigger.symbols = {"AAPL"_sym, "TSLA"_sym};
  trigger.condition = "price > 200";
  trigger.by = "test";
  return trigger;
}

TriggerFired firing(std::string name, market::Symbol symbol, Time now) {
  TriggerFired fired;
  fired.trigger = std::move(name);
  fired.symbol = symbol;
  fired.condition = "price > 200";
  fired.price = 200.01_px;
  fired.figures = {{"price", 200.01}, {"rsi(14, 5m)", std::nullopt}};
  fired.bars = {{now, 199_px, 201_px, 198_px, 200_px, 10_qty}};
  fired.now = now;
  return fired;
}

const WatchedTrigger& only_trigger(const TestEngine& desk) {
  REQUIRE(desk.engine.state().watching.triggers.size() == 1);
  return desk.engine.state().watching.triggers[0];
}

TEST_CASE("what a trigger went through is kept for as long as it stays as it is") {
  TestEngine desk;
  desk.apply(TriggerPut{above("a"), morning});
  desk.only<TellFiring>(firing("a", "AAPL"_sym, morning + seconds(1)));
  desk.apply(Blindness{"a", "TSLA"_sym, morning + seconds(2), "its quote is stale"});
  desk.apply(Blindness{"a", "TSLA"_sym, morning + seconds(3), "it has stopped ticking"});
  CHECK(only_trigger(desk).fired == 1);
  CHECK(only_trigger(desk).fired_at() == morning + seconds(1));
  CHECK(only_trigger(desk).before().fired_on == std::vector{"AAPL"_sym});
  REQUIRE(only_trigger(desk).on.size() == 2);
  CHECK(only_trigger(desk).on[1].blind == "it has stopped ticking");
  CHECK(only_trigger(desk).on[1].blind_since == morning + seconds(2));
  CHECK(only_trigger(desk).is_blind());

  desk.apply(Blindness{"a", "TSLA"_sym, morning + seconds(4), ""});
  CHECK_FALSE(only_trigger(desk).is_blind());
  CHECK_FALSE(only_trigger(desk).on[1].blind_since);

  desk.apply(TriggerPut{above("a"), morning + seconds(5)});
  CHECK(only_trigger(desk).fired == 1);
  CHECK(only_trigger(desk).since == morning);

  Trigger other = above("a");
  other.condition = "price > 210";
  desk.apply(TriggerPut{other, morning + seconds(6)});
  CHECK(only_trigger(desk).fired == 0);
  CHECK(only_trigger(desk).on.empty());
  CHECK(only_trigger(desk).since == morning + seconds(6));

  desk.apply(TriggerRemoved{"a", "test", morning + seconds(7)});
  CHECK(desk.engine.state().watching.triggers.empty());
}

TEST_CASE("a firing does what its trigger says, each under its own number") {
  TestEngine desk;
  desk.apply(TriggerPut{above("a"), morning});
  CHECK(desk.only<TellFiring>(firing("a", "AAPL"_sym, morning)).number == 1);
  TriggerFired stored = firing("a", "AAPL"_sym, morning);
  stored.action = TriggerAction::store;
  CHECK(desk.apply(stored).empty());
  TriggerFired starts = firing("a", "AAPL"_sym, morning);
  starts.action = TriggerAction::workflow;
  starts.workflow = "morning";
  const auto start = desk.only<StartWorkflow>(starts);
  CHECK(start.number == 3);
  CHECK(start.firing.workflow == "morning");
  CHECK(only_trigger(desk).fired == 3);
}

TEST_CASE("events of what is not there change nothing but the count of firings") {
  TestEngine desk;
  desk.apply(TriggerPut{above("a"), morning});
  desk.apply(firing("b", "AAPL"_sym, morning));
  desk.apply(firing("a", "MSFT"_sym, morning));  // not one of its instruments
  desk.apply(Blindness{"b", "AAPL"_sym, morning, "gone"});
  desk.apply(Blindness{"a", "MSFT"_sym, morning, "gone"});
  desk.apply(TriggerRemoved{"b", "test", morning});
  CHECK(only_trigger(desk).fired == 1);
  CHECK(only_trigger(desk).on.empty());
  CHECK(desk.engine.state().watching.firings == 2);
}

TEST_CASE("a trigger is over by its date or by its count") {
  WatchedTrigger trigger{above("a"), morning, 0, {}};
  CHECK_FALSE(trigger.is_over(morning));
  trigger.trigger.expires = morning + hours(1);
  CHECK_FALSE(trigger.is_over(morning));
  CHECK(trigger.is_over(morning + hours(1)));
  trigger.trigger.times = 2;
  trigger.fired = 2;
  CHECK(trigger.is_over(morning));
}

TEST_CASE("alerts are taken up by the desk, told when they are due, and kept in its snapshot") {
  TestEngine desk;
  AlertRaised raised;
  raised.labels = {{"alert", "probe_down"}, {"probe", "gateway"}};
  raised.severity = AlertSeverity::critical;
  raised.summary = "gateway is down";
  raised.origin = "health";
  raised.now = morning;
  CHECK(desk.apply(raised).empty());
  const auto told = desk.only<TellAlerts>(AlertsDue{morning});
  CHECK(told.notification.number == 1);
  REQUIRE(told.notification.firing.size() == 1);
  CHECK(told.notification.firing[0].summary == "gateway is down");
  CHECK(desk.apply(AlertsDue{morning + seconds(1)}).empty());
  desk.apply(AlertsAcknowledged{told.notification.group, "telegram", morning + seconds(2)});
  desk.apply(TriggerPut{above("a"), morning});
  desk.apply(firing("a", "AAPL"_sym, morning));

  const State& state = desk.engine.state();
  const Result<State> again = state_from(canonical(state));
  REQUIRE_MESSAGE(again.ok(), again.error().message);
  CHECK(canonical(*again) == canonical(state));
  CHECK(again->alerting.groups.at(0).acknowledged_by == "telegram");
  CHECK(again->watching.find("a")->fired == 1);
}

TEST_CASE("a snapshot from before there was a watch is read") {
  const TestEngine desk;
  std::string text = canonical(desk.engine.state());
  const std::size_t from = text.find(",\"watching\"");
  REQUIRE(from != std::string::npos);
  text.erase(from, text.size() - from);
  text += "}";
  const Result<State> old = state_from(text);
  REQUIRE_MESSAGE(old.ok(), old.error().message);
  CHECK(old->watching.triggers.empty());
}

}  // namespace
}  // namespace pitwall::desk::testing
