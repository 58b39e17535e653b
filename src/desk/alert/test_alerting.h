// One desk's alerts on a clock of the test's own: what is raised, and what is said of it.
#pragma once

#include <doctest/doctest.h>

#include "base/json_in.h"
#include "base/json_out.h"
#include "desk/alert/due.h"

namespace pitwall::desk::testing {

inline Alerting written_and_read(const Alerting& state) {
  const Result<Json> json = parse_json(to_json(state));
  REQUIRE(json.ok());
  Result<Alerting> again = from_json<Alerting>(*json);
  REQUIRE_MESSAGE(again.ok(), again.error().message);
  return *again;
}

inline Id id_of(std::uint64_t number) { return {number, number}; }

// Alertmanager's own rhythm, which these tests count by.
inline AlertPolicy slowly(AlertPolicy policy = {}) {
  policy.otherwise.group_by = {"alert"};
  policy.otherwise.group_wait = seconds(30);
  policy.otherwise.group_interval = minutes(5);
  return policy;
}

struct TestAlerting {
  Alerting state;
  Time now = Time::parse("2020-12-15T14:30:00Z").value();  // a Tuesday
  std::vector<AlertNotification> said;

  explicit TestAlerting(AlertPolicy policy = slowly()) {
    const Result<void> set = take(state, AlertPolicySet{std::move(policy), "test", now});
    REQUIRE_MESSAGE(set.ok(), set.error().message);
  }

  AlertRaised raised(AlertLabels labels, AlertSeverity severity = AlertSeverity::warning) const {
    AlertRaised event;
    event.labels = std::move(labels);
    event.severity = severity;
    event.summary = event.labels[0].value;
    event.origin = "test";
    event.now = now;
    return event;
  }
  void raise(AlertLabels labels, AlertSeverity severity = AlertSeverity::warning) {
    REQUIRE(take(state, raised(std::move(labels), severity)).ok());
  }
  void end(AlertLabels labels) { REQUIRE(take(state, AlertEnded{std::move(labels), now}).ok()); }
  void silence(std::uint64_t id, std::string_view matcher, Duration span) {
    Silence silence;
    silence.id = id_of(id);
    silence.matchers = {Matcher::parse(matcher).value()};
    silence.from = now;
    silence.until = now + span;
    REQUIRE(take(state, SilenceAdded{silence, now}).ok());
  }
  void acknowledge(const Digest& group) {
    REQUIRE(take(state, AlertsAcknowledged{group, "test", now}).ok());
  }

  // Goes on for so long, looking whenever something is due; what was said meanwhile.
  std::vector<AlertNotification> pass(Duration span) {
    const Time end = now + span;
    std::vector<AlertNotification> meanwhile;
    for (;;) {
      const std::optional<Time> next = next_due(state);
      if (!next || *next > end) break;
      REQUIRE(now <= *next);
      now = *next;
      for (AlertNotification& one : take(state, AlertsDue{now})) meanwhile.push_back(one);
      REQUIRE((!next_due(state) || *next_due(state) > now));
    }
    now = end;
    said.insert(said.end(), meanwhile.begin(), meanwhile.end());
    return meanwhile;
  }
};

// "first warning [a b] ended [c] -> all"
inline std::string gist(const AlertNotification& n) {
  const auto names = [](const std::vector<Alert>& alerts) {
    std::vector<std::string> all;
    for (const Alert& alert : alerts) all.push_back(alert.summary);
    std::ranges::sort(all);
    return fmt::format("{}", fmt::join(all, " "));
  };
  return fmt::format("{} {} [{}] ended [{}] -> {}", name_of(n.reason), name_of(n.severity),
                     names(n.firing), names(n.ended), fmt::join(n.channels, ","));
}

// One line for each.
inline std::string gists(const std::vector<AlertNotification>& notifications) {
  std::string all;
  for (const AlertNotification& one : notifications) all += gist(one) + "\n";
  return all;
}

}  // namespace pitwall::desk::testing
