// Whatever happens, in whatever order: nobody is told the same twice too soon, nobody waits too
// long, every beginning that was told has an end that is told, and a restart changes nothing.
#include <map>
#include <set>

#include "base/dice.h"
#include "base/thorough.h"
#include "desk/alert/test_alerting.h"

namespace pitwall::desk {
namespace {
using namespace testing;

struct Options {
  bool quiet = false;  // quiet hours, digests and escalation as well
  bool clock_goes_back = false;
  bool restarts = false;
};

Matcher matcher(std::string_view text) { return Matcher::parse(text).value(); }

AlertPolicy drawn_policy(Dice& dice, const Options& options) {
  AlertPolicy policy;
  policy.otherwise.group_by = {};
  policy.otherwise.group_wait = seconds(20);
  policy.otherwise.group_interval = seconds(90);
  policy.otherwise.repeat_interval = minutes(20);
  AlertRoute route = policy.otherwise;
  route.name = "x";
  route.match = {matcher("x = 1|2")};
  if (dice.chance(2)) route.match = {matcher("x =~ 1|2")};
  route.goes_on = dice.chance(2);
  route.group_by = {"x"};
  policy.routes.push_back(route);
  if (dice.chance(2))
    policy.inhibit = {{{matcher("alert = a0")}, {matcher("alert =~ a1|a2")}, {"x"}}};
  if (!options.quiet) return policy;
  policy.quiet_hours.windows = {{{}, TimeOfDay{15 * 60}, TimeOfDay{16 * 60}}};
  if (dice.chance(2)) policy.digest_at = {TimeOfDay{14 * 60 + 45}, TimeOfDay{15 * 60 + 30}};
  policy.escalation = {{minutes(5), AlertSeverity::warning, {"room"}},
                       {minutes(9), AlertSeverity::info, {"phone"}}};
  return policy;
}

class Walk {
 public:
  Walk(std::uint64_t seed, Options options)
      : dice_(seed), options_(options), desk_(drawn_policy(dice_, options)) {}

  void step() {
    move_on(seconds(static_cast<std::int64_t>(dice_.below(120))));
    if (options_.clock_goes_back && dice_.chance(20))
      desk_.now = desk_.now - seconds(static_cast<std::int64_t>(dice_.below(100'000)));
    act();
  }

  // Every alert ends, and the last of them is told.
  void finish() {
    while (!desk_.state.silences.empty()) {
      const SilenceEnded event{desk_.state.silences[0].id, "test", desk_.now};
      REQUIRE(take(desk_.state, event).ok());
    }
    for (const Alert& alert : std::vector(desk_.state.alerts))
      if (alert.fires()) desk_.end(alert.labels);
    move_on(days(2));
    for (const auto& [group, alerts] : known_) CHECK(alerts.empty());
    CHECK(desk_.state.alerts.empty());
    CHECK(desk_.state.held.empty());
  }

  const std::vector<AlertNotification>& said() const { return said_; }

 private:
  AlertLabels drawn_labels() {
    AlertLabels labels = {{"alert", fmt::format("a{}", dice_.below(4))}};
    if (!dice_.chance(3)) labels.push_back({"x", fmt::format("{}", dice_.below(3))});
    return labels;
  }

  void act() {
    const AlertLabels labels = drawn_labels();
    const auto severity = static_cast<AlertSeverity>(dice_.below(3));
    const std::uint64_t number = dice_.below(4) + 1;
    const auto draw = dice_.below(10);
    if (draw < 5) {
      AlertRaised event = desk_.raised(labels, severity);
      event.summary = fmt::format("{}", fingerprint_of(make_labels(labels).value()).text());
      if (dice_.chance(4)) event.timeout = minutes(1);
      REQUIRE(take(desk_.state, event).ok());
    } else if (draw < 8) {
      (void)take(desk_.state, AlertEnded{labels, desk_.now}).ok();
    } else if (draw == 8) {
      Silence silence;
      silence.id = id_of(number);
      silence.matchers = {matcher(fmt::format("alert =~ a{}*", dice_.below(4)))};
      silence.from = desk_.now;
      silence.until = desk_.now + minutes(static_cast<std::int64_t>(dice_.below(20) + 1));
      (void)take(desk_.state, SilenceAdded{silence, desk_.now}).ok();
    } else if (options_.quiet && !desk_.state.groups.empty()) {
      const AlertGroup& group = desk_.state.groups[dice_.below(desk_.state.groups.size())];
      (void)take(desk_.state, AlertsAcknowledged{group.id, "test", desk_.now}).ok();
    }
    note_muted();
  }

  void move_on(Duration span) {
    const Time end = desk_.now + span;
    for (;;) {
      if (options_.restarts) desk_.state = written_and_read(desk_.state);
      const std::optional<Time> next = next_due(desk_.state);
      if (!next || *next > end) break;
      REQUIRE(desk_.now <= *next);
      desk_.now = *next;
      for (const AlertNotification& one : take(desk_.state, AlertsDue{desk_.now})) hear(one);
      REQUIRE((!next_due(desk_.state) || *next_due(desk_.state) > desk_.now));
      if (!options_.quiet && !options_.clock_goes_back) check_nobody_waits();
      note_muted();
    }
    desk_.now = end;
  }

  void hear(const AlertNotification& n) {
    said_.push_back(n);
    CHECK_FALSE((n.firing.empty() && n.ended.empty()));
    if (n.reason == NotificationReason::digest) {
      for (const Alert& alert : n.ended)
        for (auto& [group, alerts] : known_) alerts.erase(alert.fingerprint);
      return;
    }
    std::set<std::pair<Digest, AlertSeverity>> firing;
    for (const Alert& alert : n.firing) firing.emplace(alert.fingerprint, alert.severity);
    const auto last = last_.find(n.group);
    // The same once more is a repeat (or an escalation), and comes after the interval.
    if (last != last_.end() && last->second.firing == firing && n.ended.empty() &&
        n.reason != NotificationReason::escalation && !options_.quiet) {
      CHECK(n.reason == NotificationReason::repeat);
      CHECK(desk_.now - last->second.at >= minutes(20));
    }
    if (options_.clock_goes_back) last_.clear();
    last_[n.group] = {desk_.now, firing};
    for (const Alert& alert : n.firing) known_[n.group].insert(alert.fingerprint);
    for (const Alert& alert : n.ended) known_[n.group].erase(alert.fingerprint);
  }

  // Since when each alert fires unheard, by group.
  void note_muted() {
    std::map<std::pair<Digest, Digest>, Time> waiting;
    for (const AlertGroup& group : desk_.state.groups)
      for (const Digest& member : group.members) {
        const Alert* alert = desk_.state.find(member);
        if (!alert->fires() || desk_.state.is_muted(*alert, desk_.now)) continue;
        if (known_[group.id].contains(member)) continue;
        const auto before = waiting_.find({group.id, member});
        waiting[{group.id, member}] = before == waiting_.end() ? desk_.now : before->second;
      }
    waiting_ = std::move(waiting);
  }

  void check_nobody_waits() {
    note_muted();
    for (const auto& [key, since] : waiting_) CHECK(desk_.now - since <= seconds(20) + seconds(90));
  }

  struct Last {
    Time at;
    std::set<std::pair<Digest, AlertSeverity>> firing;
  };

  Dice dice_;
  Options options_;
  TestAlerting desk_;
  std::vector<AlertNotification> said_;
  std::map<Digest, std::set<Digest>> known_;  // told as firing, by group
  std::map<Digest, Last> last_;
  std::map<std::pair<Digest, Digest>, Time> waiting_;
};

std::vector<std::string> history(std::uint64_t seed, Options options) {
  CAPTURE(seed);
  CAPTURE(options.quiet);
  CAPTURE(options.clock_goes_back);
  Walk walk(seed, options);
  for (int i = 0; i < 120; ++i) walk.step();
  walk.finish();
  std::vector<std::string> all;
  for (const AlertNotification& one : walk.said()) all.push_back(to_json(one));
  return all;
}

TEST_CASE("nobody is told too soon, too late or half") {
  for (std::uint64_t seed = 1; seed <= (thorough ? 200 : 30); ++seed)
    CHECK(history(seed, {}).size() > 10);
}

TEST_CASE("nor when the clock goes back, or in quiet hours") {
  for (std::uint64_t seed = 1; seed <= (thorough ? 60 : 12); ++seed) {
    history(seed, {.clock_goes_back = true});
    history(seed, {.quiet = true});
    history(seed, {.quiet = true, .clock_goes_back = true});
  }
}

TEST_CASE("a restart at any point says the same") {
  for (std::uint64_t seed = 1; seed <= (thorough ? 10 : 2); ++seed)
    CHECK(history(seed, {.quiet = true}) == history(seed, {.quiet = true, .restarts = true}));
}

}  // namespace
}  // namespace pitwall::desk
