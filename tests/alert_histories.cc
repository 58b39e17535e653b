// Reads histories of alerts as JSON on its standard input, plays each on an Alerting of its own and
// in virtual time, and writes what would have been said. For alertmanager_test.mjs.
#include <cstdio>
#include <iostream>
#include <iterator>

#include "base/json_in.h"
#include "base/json_out.h"
#include "desk/alert/due.h"

namespace pitwall::desk {
namespace {

// One of them happens.
struct Step {
  std::optional<AlertRaised> raised = {};
  std::optional<AlertEnded> ended = {};
  std::optional<SilenceAdded> silenced = {};
  std::optional<SilenceEnded> unsilenced = {};
};
void describe(Step& step, Visitor& v) {
  v("raised", "An alert is raised.", "", step.raised);
  v("ended", "An alert ends.", "", step.ended);
  v("silenced", "A silence begins.", "", step.silenced);
  v("unsilenced", "A silence is ended.", "", step.unsilenced);
}

struct History {
  std::vector<Step> steps;
};
void describe(History& history, Visitor& v) { v("steps", "In order.", "", history.steps); }

struct Histories {
  AlertPolicySet policy;
  std::vector<History> histories;
  Time until;
};
void describe(Histories& histories, Visitor& v) {
  v("policy", "In force from the beginning.", "", histories.policy);
  v("histories", "Played one by one.", "", histories.histories);
  v("until", "The end of each.", "2020-12-15T14:31:00Z", histories.until);
}

struct Said {
  std::vector<AlertNotification> notifications = {};
};
void describe(Said& said, Visitor& v) { v("notifications", "In order.", "", said.notifications); }

struct Answer {
  std::vector<Said> histories;
};
void describe(Answer& answer, Visitor& v) { v("histories", "As they came.", "", answer.histories); }

void pass(Alerting& state, Time until, Said& said) {
  for (;;) {
    const std::optional<Time> next = next_due(state);
    if (!next || *next > until) return;
    for (AlertNotification& one : take(state, AlertsDue{*next}))
      said.notifications.push_back(std::move(one));
  }
}

template <class Event>
Result<void> happen(Alerting& state, const std::optional<Event>& event, Said& said) {
  if (!event) return {};
  pass(state, event->now, said);
  return take(state, *event);
}

Result<Said> play(const Histories& all, const History& history) {
  Alerting state;
  Said said;
  PITWALL_TRY_VOID(take(state, all.policy));
  for (const Step& step : history.steps) {
    PITWALL_TRY_VOID(happen(state, step.raised, said));
    PITWALL_TRY_VOID(happen(state, step.ended, said));
    PITWALL_TRY_VOID(happen(state, step.silenced, said));
    PITWALL_TRY_VOID(happen(state, step.unsilenced, said));
  }
  pass(state, all.until, said);
  return said;
}

Result<Answer> answer_to(std::string_view text) {
  PITWALL_TRY(const Json json, parse_json(text));
  PITWALL_TRY(const Histories all, from_json<Histories>(json));
  Answer answer;
  for (const History& history : all.histories) {
    PITWALL_TRY(Said said, play(all, history));
    answer.histories.push_back(std::move(said));
  }
  return answer;
}

}  // namespace
}  // namespace pitwall::desk

int main() {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  const auto answer = pitwall::desk::answer_to(text);
  if (!answer) {
    std::cerr << answer.error().message << '\n';
    return 1;
  }
  std::cout << pitwall::to_json(*answer) << '\n';
}
