#include "desk/alert/alerting.h"

#include "desk/alert/test_alerting.h"

namespace pitwall::desk {
namespace {
using namespace testing;

const AlertLabels a = {{"alert", "a"}};
const AlertLabels b = {{"alert", "b"}};

// All alerts in one group.
AlertPolicy together() {
  AlertPolicy policy = slowly();
  policy.otherwise.group_by = {};
  return policy;
}

TEST_CASE("an alert is told after the group's wait, repeated, and told as over") {
  TestAlerting desk;
  desk.raise(a);
  CHECK(desk.pass(seconds(29)).empty());
  CHECK(gists(desk.pass(seconds(1))) == "first warning [a] ended [] -> all\n");
  CHECK(desk.pass(hours(4) - seconds(1)).empty());
  CHECK(gists(desk.pass(minutes(5))) == "repeat warning [a] ended [] -> all\n");
  desk.end(a);
  CHECK(gists(desk.pass(minutes(5))) == "resolved warning [] ended [a] -> all\n");
  CHECK(desk.pass(days(2)).empty());
  take(desk.state, AlertsDue{desk.now});
  CHECK(desk.state.alerts.empty());
  CHECK(desk.state.groups.empty());
}

TEST_CASE("raised twice it is one alert, with the latest words") {
  TestAlerting desk;
  desk.raise(a);
  const Time first = desk.now;
  desk.pass(seconds(10));
  AlertRaised again = desk.raised(a);
  again.summary = "worded anew";
  REQUIRE(take(desk.state, again).ok());
  CHECK(desk.state.alerts.size() == 1);
  const auto told = desk.pass(seconds(20));
  REQUIRE(told.size() == 1);
  CHECK(told[0].firing[0].starts == first);
  CHECK(told[0].firing[0].summary == "worded anew");
}

TEST_CASE("alerts of a group are told together, later ones at its next look") {
  TestAlerting desk(together());
  desk.raise(a);
  desk.pass(seconds(20));
  desk.raise(b);
  CHECK(gists(desk.pass(seconds(10))) == "first warning [a b] ended [] -> all\n");
  desk.raise({{"alert", "c"}});
  CHECK(desk.pass(minutes(4)).empty());
  CHECK(gists(desk.pass(minutes(1))) == "changed warning [a b c] ended [] -> all\n");
  desk.end(b);
  CHECK(gists(desk.pass(minutes(5))) == "changed warning [a c] ended [b] -> all\n");
}

TEST_CASE("what came and went before anybody was told is not told") {
  TestAlerting desk;
  desk.raise(a);
  desk.end(a);
  CHECK(desk.pass(hours(1)).empty());
}

TEST_CASE("an alert that becomes worse is told again, on the channels of what it is now") {
  AlertPolicy policy = slowly();
  policy.otherwise.channels = {{"mail"}, {"mail"}, {"phone"}};
  TestAlerting desk(policy);
  desk.raise(a, AlertSeverity::info);
  CHECK(gists(desk.pass(minutes(1))) == "first info [a] ended [] -> mail\n");
  desk.raise(a, AlertSeverity::critical);
  CHECK(gists(desk.pass(minutes(5))) == "changed critical [a] ended [] -> phone\n");
  desk.raise(a, AlertSeverity::info);
  CHECK(desk.pass(minutes(10)).empty());
  desk.end(a);
  // Both heard that it fires.
  CHECK(gists(desk.pass(minutes(5))) == "resolved info [] ended [a] -> mail,phone\n");
}

TEST_CASE("an alert whose source says no more ends after its timeout") {
  TestAlerting desk;
  AlertRaised event = desk.raised(a);
  event.timeout = minutes(2);
  REQUIRE(take(desk.state, event).ok());
  desk.pass(seconds(90));
  event.now = desk.now;
  REQUIRE(take(desk.state, event).ok());
  CHECK(desk.pass(minutes(2) - seconds(1)).empty());
  const auto told = desk.pass(minutes(5));
  REQUIRE(gists(told) == "resolved warning [] ended [a] -> all\n");
  CHECK(told[0].ended[0].ended == event.now + minutes(2));
}

TEST_CASE("a desk that was away gives every source its time anew") {
  TestAlerting desk;
  AlertRaised event = desk.raised(a);
  event.timeout = minutes(2);
  REQUIRE(take(desk.state, event).ok());
  desk.pass(minutes(1));
  desk.now += hours(24);  // nobody looked meanwhile
  CHECK(gists(take(desk.state, AlertsDue{desk.now})) == "repeat warning [a] ended [] -> all\n");
  CHECK(desk.state.alerts[0].fires());
  desk.pass(minutes(6));
  CHECK(desk.state.alerts.empty());
}

TEST_CASE("a clock that is set back makes nobody wait longer, and repeats nothing") {
  TestAlerting desk;
  desk.raise(a);
  desk.pass(minutes(1));
  desk.now = desk.now - hours(10);
  CHECK(take(desk.state, AlertsDue{desk.now}).empty());
  CHECK(desk.pass(hours(4) - minutes(5)).empty());
  CHECK(gists(desk.pass(minutes(5))) == "repeat warning [a] ended [] -> all\n");
  desk.now = desk.now - hours(10);
  desk.raise(b);
  CHECK(gists(desk.pass(seconds(30))) == "first warning [b] ended [] -> all\n");
}

TEST_CASE("what is silenced is not told, and its end is to whoever was told of it") {
  TestAlerting desk(together());
  desk.raise(a);
  desk.pass(minutes(1));
  desk.silence(1, "alert =~ *", hours(1));
  desk.raise(b);
  CHECK(desk.pass(minutes(10)).empty());
  desk.end(a);
  CHECK(gists(desk.pass(minutes(10))) == "resolved warning [] ended [a] -> all\n");
  CHECK(gists(desk.pass(hours(1))) == "first warning [b] ended [] -> all\n");
  CHECK(desk.state.silences.empty());
}

TEST_CASE("a silence by hand ends by hand; one of every week holds in its windows") {
  TestAlerting desk;
  Silence silence;
  silence.id = id_of(1);
  silence.matchers = {Matcher::parse("alert = a").value()};
  silence.from = desk.now;
  silence.windows = {{{}, TimeOfDay{14 * 60}, TimeOfDay{15 * 60}}};
  REQUIRE(take(desk.state, SilenceAdded{silence, desk.now}).ok());
  CHECK_FALSE(take(desk.state, SilenceAdded{silence, desk.now}).ok());
  desk.raise(a);
  CHECK(desk.pass(minutes(30)).empty());
  CHECK(gists(desk.pass(minutes(5))) == "first warning [a] ended [] -> all\n");
  REQUIRE(take(desk.state, SilenceEnded{silence.id, "test", desk.now}).ok());
  CHECK_FALSE(take(desk.state, SilenceEnded{silence.id, "test", desk.now}).ok());
  silence.matchers.clear();
  CHECK_FALSE(take(desk.state, SilenceAdded{silence, desk.now}).ok());
}

TEST_CASE("an alert holds back those that follow from it") {
  AlertPolicy policy = slowly();
  policy.inhibit = {{{Matcher::parse("alert = gateway_down").value()},
                     {Matcher::parse("alert = stale").value()},
                     {"broker"}}};
  TestAlerting desk(policy);
  desk.raise({{"alert", "gateway_down"}, {"broker", "ibkr"}}, AlertSeverity::critical);
  desk.raise({{"alert", "stale"}, {"broker", "ibkr"}});
  desk.raise({{"alert", "stale"}, {"broker", "paper"}});
  auto told = desk.pass(minutes(1));
  REQUIRE(told.size() == 2);
  CHECK(told[0].firing.size() + told[1].firing.size() == 2);
  desk.end({{"alert", "gateway_down"}, {"broker", "ibkr"}});
  told = desk.pass(minutes(5));
  REQUIRE(told.size() == 2);
  CHECK(told[0].firing.size() + told[1].firing.size() == 2);
}

TEST_CASE("an acknowledged group is quiet until something new fires in it") {
  AlertPolicy policy = together();
  policy.escalation = {{minutes(10), AlertSeverity::warning, {"phone"}}};
  TestAlerting desk(policy);
  desk.raise(a);
  const auto told = desk.pass(minutes(1));
  REQUIRE(told.size() == 1);
  desk.acknowledge(told[0].group);
  CHECK(desk.pass(days(2)).empty());
  desk.raise(b);
  CHECK(gists(desk.pass(minutes(5))) == "changed warning [a b] ended [] -> all\n");
  CHECK(gists(desk.pass(minutes(10))) == "escalation critical [a b] ended [] -> all,phone\n");
  desk.acknowledge(told[0].group);
  desk.end(b);
  CHECK(gists(desk.pass(minutes(5))) == "changed critical [a] ended [b] -> all,phone\n");
  CHECK(desk.pass(days(1)).empty());
  desk.end(a);
  desk.pass(minutes(5));
  CHECK_FALSE(take(desk.state, AlertsAcknowledged{told[0].group, "test", desk.now}).ok());
}

TEST_CASE("what nobody acknowledges is escalated step by step, and after a sleep at once") {
  AlertPolicy policy = slowly();
  policy.otherwise.channels = {{"mail"}, {"mail"}, {"bot"}};
  policy.escalation = {{minutes(10), AlertSeverity::info, {"room"}},
                       {minutes(20), AlertSeverity::info, {"phone"}}};
  TestAlerting desk(policy);
  desk.raise(a, AlertSeverity::info);
  CHECK(gists(desk.pass(minutes(35))) ==
        "first info [a] ended [] -> mail\n"
        "escalation warning [a] ended [] -> mail,room\n"
        "escalation critical [a] ended [] -> bot,phone\n");
  desk.end(a);
  CHECK(gists(desk.pass(minutes(5))) == "resolved critical [] ended [a] -> bot,mail,phone,room\n");
  desk.raise(b, AlertSeverity::info);
  desk.pass(minutes(1));
  desk.now += hours(10);
  CHECK(gist(take(desk.state, AlertsDue{desk.now}).back()) ==
        "escalation critical [b] ended [] -> bot,phone,room");
  CHECK(desk.pass(hours(3)).empty());
}

TEST_CASE("a step that is for what is worse raises nothing, and is past") {
  AlertPolicy policy = slowly();
  policy.escalation = {{minutes(10), AlertSeverity::critical, {"phone"}},
                       {minutes(20), AlertSeverity::info, {"room"}}};
  TestAlerting desk(policy);
  desk.raise(a, AlertSeverity::info);
  CHECK(gists(desk.pass(minutes(30))) ==
        "first info [a] ended [] -> all\n"
        "escalation warning [a] ended [] -> all,room\n");
}

TEST_CASE("what is held back for one group is not lost where another tells the same alert") {
  AlertPolicy policy = slowly();
  policy.quiet_hours.windows = {{{}, TimeOfDay{14 * 60}, TimeOfDay{16 * 60}}};
  AlertRoute by_kind = slowly().otherwise;
  by_kind.name = "kind";
  by_kind.goes_on = true;
  by_kind.channels = {{"mail"}, {"mail"}, {"mail"}};
  AlertRoute all = by_kind;
  all.name = "all";
  all.group_by = {};
  all.channels = {{"bot"}, {"bot"}, {"bot"}};
  policy.routes = {by_kind, all};
  TestAlerting desk(policy);
  desk.raise(a);
  desk.raise(b, AlertSeverity::critical);
  // The group of all is critical and tells of a; a's own group is not.
  desk.pass(minutes(1));
  REQUIRE(desk.said.size() == 2);
  CHECK(gists(desk.pass(hours(2))) == "digest warning [a] ended [] -> mail\n");
  desk.end(a);
  const auto told = desk.pass(minutes(5));
  CHECK(told.size() == 2);
  for (const AlertNotification& one : told) CHECK(one.ended.size() == 1);
}

TEST_CASE("quiet hours hold back what is not urgent, and end with one digest") {
  AlertPolicy policy = slowly();
  policy.quiet_hours.windows = {{{}, TimeOfDay{15 * 60}, TimeOfDay{7 * 60}}};
  policy.escalation = {{minutes(10), AlertSeverity::warning, {"phone"}}};
  TestAlerting desk(policy);
  desk.raise({{"alert", "before"}}, AlertSeverity::info);
  CHECK(desk.pass(minutes(30)).size() == 1);
  desk.raise(a, AlertSeverity::info);
  desk.raise(b);
  desk.raise({{"alert", "urgent"}}, AlertSeverity::critical);
  CHECK(gists(desk.pass(minutes(5))) == "first critical [urgent] ended [] -> all\n");
  desk.end(a);
  desk.end({{"alert", "before"}});
  desk.raise({{"alert", "c"}});
  const auto night = desk.pass(hours(15));
  desk.end({{"alert", "urgent"}});
  for (const AlertNotification& one : night) CHECK(one.severity == AlertSeverity::critical);
  // Until 07:05. That something urgent is over is as urgent.
  const auto morning = desk.pass(minutes(60));
  CHECK(gist(morning.front()) == "resolved critical [] ended [urgent] -> all,phone");
  CHECK(gist(morning.back()) == "digest warning [b c] ended [a before] -> all");
  // What is told by now escalates from now on.
  CHECK(gists(desk.pass(minutes(10))) ==
        "escalation critical [b] ended [] -> all,phone\n"
        "escalation critical [c] ended [] -> all,phone\n");
  desk.end(b);
  CHECK(gists(desk.pass(minutes(5))) == "resolved critical [] ended [b] -> all,phone\n");
}

TEST_CASE("what is only info waits for the digest; what was silenced meanwhile is left out") {
  AlertPolicy policy = slowly();
  policy.digest_at = {TimeOfDay{17 * 60}};
  TestAlerting desk(policy);
  desk.raise(a, AlertSeverity::info);
  desk.raise(b, AlertSeverity::info);
  desk.raise({{"alert", "c"}}, AlertSeverity::info);
  CHECK(desk.pass(hours(2)).empty());
  desk.end({{"alert", "c"}});
  desk.silence(1, "alert = b", hours(2));
  CHECK(gists(desk.pass(minutes(30))) == "digest info [a] ended [c] -> all\n");
  CHECK(desk.pass(hours(22)).empty());
  desk.end(a);
  CHECK(gists(desk.pass(hours(2))) == "digest info [b] ended [a] -> all\n");
}

TEST_CASE("there is room for what is worse, and what finds none is counted") {
  TestAlerting desk;
  for (std::size_t i = 0; i < Alerting::max_infos; ++i)
    desk.raise({{"alert", fmt::format("a{}", i)}}, AlertSeverity::info);
  CHECK_FALSE(take(desk.state, desk.raised(a, AlertSeverity::info)).ok());
  desk.raise(a, AlertSeverity::critical);
  CHECK(desk.state.dropped == 1);
  const auto told = desk.pass(minutes(1));
  CHECK(told.front().dropped == 1);
  CHECK(told.back().dropped == 0);
}

TEST_CASE("under a new policy what was told stays told") {
  TestAlerting desk(together());
  desk.raise(a);
  desk.raise(b);
  CHECK(desk.pass(minutes(1)).size() == 1);
  AlertPolicy policy = slowly();  // each by itself
  policy.routes.resize(1);
  policy.routes[0].name = "b";
  policy.routes[0].match = {Matcher::parse("alert = b").value()};
  REQUIRE(take(desk.state, AlertPolicySet{policy, "test", desk.now}).ok());
  CHECK(desk.pass(hours(3)).empty());
  desk.end(b);
  const auto told = desk.pass(minutes(10));
  CHECK(gists(told) == "resolved warning [] ended [b] -> all\n");
  CHECK(told[0].route == "b");
}

TEST_CASE("what makes no sense is refused and changes nothing") {
  TestAlerting desk;
  const std::string before = to_json(desk.state);
  AlertRaised event = desk.raised(a);
  event.summary = "two\nlines";
  CHECK_FALSE(take(desk.state, event).ok());
  event = desk.raised(a);
  event.detail = std::string(Alert::max_detail + 1, 'x');
  CHECK_FALSE(take(desk.state, event).ok());
  event = desk.raised(a);
  event.timeout = Duration{};
  CHECK_FALSE(take(desk.state, event).ok());
  CHECK_FALSE(take(desk.state, desk.raised({{"severity", "x"}})).ok());
  CHECK_FALSE(take(desk.state, AlertEnded{a, desk.now}).ok());
  CHECK_FALSE(take(desk.state, AlertsAcknowledged{{}, "test", desk.now}).ok());
  CHECK(to_json(desk.state) == before);
}

}  // namespace
}  // namespace pitwall::desk
