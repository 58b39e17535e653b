#include "desk/alert/policy.h"

#include <doctest/doctest.h>

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::desk {
namespace {

Alert about(AlertLabels labels) {
  Alert alert;
  alert.labels = make_labels(std::move(labels)).value();
  return alert;
}

Matcher matcher(std::string_view text) { return Matcher::parse(text).value(); }

AlertRoute route(std::string name, std::string_view match, bool goes_on = false) {
  AlertRoute route;
  route.name = std::move(name);
  route.match = {matcher(match)};
  route.goes_on = goes_on;
  return route;
}

TEST_CASE("the first route that matches, and on while they go on") {
  AlertPolicy policy;
  policy.routes = {route("log", "alert =~ *", true), route("broker", "broker != "),
                   route("rest", "alert = x")};
  REQUIRE(check(policy).ok());
  const auto names = [&](AlertLabels labels) {
    std::string all;
    for (const AlertRoute* one : routes_of(policy, about(std::move(labels))))
      all += one->name + " ";
    return all;
  };
  CHECK(names({{"alert", "x"}, {"broker", "ibkr"}}) == "log broker ");
  CHECK(names({{"alert", "x"}}) == "log rest ");
  CHECK(names({{"alert", "y"}}) == "log ");
  policy.routes.erase(policy.routes.begin());
  CHECK(names({{"alert", "y"}}) == "default ");
}

TEST_CASE("groups are told apart by the labels that they are grouped by") {
  AlertRoute one;
  const AlertLabels labels = {{"alert", "x"}, {"broker", "ibkr"}};
  CHECK(group_labels(one, labels) == AlertLabels{{"alert", "x"}});
  one.group_by = {"*"};
  CHECK(group_labels(one, labels) == labels);
  one.group_by = {};
  CHECK(group_labels(one, labels).empty());
}

TEST_CASE("an alert that is source and target alike is held back by no other such") {
  AlertPolicy policy;
  policy.inhibit = {{{matcher("alert =~ a|b")}, {matcher("alert =~ a|c")}, {}}};
  const auto held = [&](std::string alert, std::string by) {
    const std::vector<Alert> firing = {about({{"alert", std::move(by)}})};
    return is_inhibited(policy, about({{"alert", std::move(alert)}}), sources_of(policy, firing));
  };
  CHECK_FALSE(held("a", "a"));
  CHECK(held("a", "b"));
  CHECK(held("c", "a"));
  CHECK_FALSE(held("b", "a"));
}

TEST_CASE("the next digest is today's, or tomorrow's, on the clock of the zone") {
  AlertPolicy policy;
  CHECK_FALSE(next_digest(policy, Time{}));
  policy.zone = "America/New_York";
  policy.digest_at = {TimeOfDay{9 * 60}, TimeOfDay{17 * 60}};
  const auto next = [&](std::string_view time) {
    return next_digest(policy, Time::parse(time).value())->text();
  };
  CHECK(next("2020-12-15T13:59:59Z") == "2020-12-15T14:00:00Z");
  CHECK(next("2020-12-15T14:00:00Z") == "2020-12-15T22:00:00Z");
  CHECK(next("2020-12-15T22:00:00Z") == "2020-12-16T14:00:00Z");
}

TEST_CASE("a policy reads back as it was written") {
  AlertPolicy policy;
  policy.routes = {route("broker", "broker =~ ib*", true)};
  policy.routes[0].group_by = {};
  policy.quiet_hours.windows = {{{Weekday::monday}, TimeOfDay{22 * 60}, TimeOfDay{7 * 60}}};
  policy.digest_at = {TimeOfDay{17 * 60}};
  policy.escalation = {{minutes(10), AlertSeverity::critical, {"phone"}}};
  policy.inhibit = {{{matcher("alert = a")}, {matcher("alert = b")}, {"broker"}}};
  const Result<AlertPolicy> again = from_json<AlertPolicy>(parse_json(to_json(policy)).value());
  REQUIRE(again.ok());
  CHECK(to_json(*again) == to_json(policy));
}

TEST_CASE("a policy that contradicts itself is refused") {
  const auto refused = [](auto change) {
    AlertPolicy policy;
    change(policy);
    return !check(policy).ok();
  };
  CHECK_FALSE(refused([](AlertPolicy&) {}));
  CHECK(refused([](AlertPolicy& p) { p.routes = {route("a", "severity = info")}; }));
  CHECK(refused([](AlertPolicy& p) { p.routes = {route("a", "x = 1"), route("a", "y = 1")}; }));
  CHECK(refused([](AlertPolicy& p) { p.routes = {route("default", "x = 1")}; }));
  CHECK(refused([](AlertPolicy& p) { p.otherwise.match = {matcher("x = 1")}; }));
  CHECK(refused([](AlertPolicy& p) { p.otherwise.group_by = {"severity"}; }));
  CHECK(refused([](AlertPolicy& p) { p.otherwise.group_wait = -seconds(1); }));
  CHECK(refused([](AlertPolicy& p) { p.otherwise.group_interval = Duration{}; }));
  CHECK(refused([](AlertPolicy& p) { p.otherwise.repeat_interval = seconds(1); }));
  CHECK(refused([](AlertPolicy& p) { p.zone = "Mars/Olympus"; }));
  CHECK(refused([](AlertPolicy& p) {
    p.escalation = {Escalation{minutes(2), {}, {}}, Escalation{minutes(1), {}, {}}};
  }));
  CHECK(refused([](AlertPolicy& p) { p.inhibit = {InhibitRule{}}; }));
}

}  // namespace
}  // namespace pitwall::desk
