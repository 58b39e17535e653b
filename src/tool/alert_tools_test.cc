#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

struct AlertingDesk : TestDesk {
  void raise(std::string_view alert, std::string_view instrument,
             desk::AlertSeverity severity = desk::AlertSeverity::warning) {
    desk::AlertRaised event;
    event.labels = {{"alert", std::string(alert)}, {"instrument", std::string(instrument)}};
    event.severity = severity;
    event.summary = fmt::format("{} of {}", alert, instrument);
    event.origin = "health";
    event.now = clock.now();
    desk.submit(event);
  }
  void end(std::string_view alert, std::string_view instrument) {
    desk.submit(desk::AlertEnded{
        {{"alert", std::string(alert)}, {"instrument", std::string(instrument)}}, clock.now()});
  }
  // Says what there is to say.
  void tell() { desk.submit(desk::AlertsDue{clock.now()}); }
  std::string group() {
    const Json out = get("list_alerts", "{}");
    return at_path(out, "alerts.0.groups.0.group");
  }
};

TEST_CASE("what fires comes worst first, then oldest, and what has ended where it is asked for") {
  AlertingDesk desk;
  desk.raise("stale", "AAPL");
  desk.clock.time += seconds(1);
  desk.raise("stale", "MSFT");
  desk.raise("down", "gateway", desk::AlertSeverity::critical);
  desk.end("stale", "MSFT");
  const Json firing = desk.get("list_alerts", "{}");
  CHECK(at_path(firing, "firing") == "2");
  CHECK(at_path(firing, "alerts.0.summary") == R"("down of gateway")");
  CHECK(at_path(firing, "alerts.0.labels.0.name") == R"("alert")");
  CHECK(at_path(firing, "alerts.1.summary") == R"("stale of AAPL")");
  CHECK(at_path(firing, "alerts.1.muted") == "[]");
  CHECK(at_path(firing, "alerts.2") == "absent");
  CHECK(contains(desk.text,
                 "2 alerts firing.\ncritical since 2020-12-15T15:00:01Z: down of "
                 "gateway (alert=down, instrument=gateway)."));
  const Json all = desk.get("list_alerts", R"({"ended":true})");
  CHECK(at_path(all, "alerts.2.ended") == R"("2020-12-15T15:00:01Z")");
  const Json page = desk.get("list_alerts", R"({"limit":1})");
  CHECK(at_path(page, "alerts.1") == "absent");
  CHECK(at_path(page, "next_cursor") == R"("p1")");
}

TEST_CASE("a group that was told is acknowledged, once") {
  AlertingDesk desk;
  desk.raise("stale", "AAPL");
  const std::string arguments = fmt::format(R"({{"group":{}}})", desk.group());
  CHECK(contains(desk.fault("acknowledge_alert", arguments), "nothing to acknowledge"));
  desk.tell();
  CHECK(at_path(desk.get("acknowledge_alert", arguments), "acknowledged_by") == R"("test")");
  CHECK(at_path(desk.get("list_alerts", "{}"), "alerts.0.groups.0.acknowledged_by") == R"("test")");
  CHECK(contains(desk.text, "acknowledged by test"));
  const std::uint64_t events = desk.desk.sequence();
  CHECK(at_path(desk.get("acknowledge_alert", arguments), "alerts") == "1");
  CHECK(desk.desk.sequence() == events);
  CHECK(contains(desk.fault("acknowledge_alert",
                            R"({"group":"00000000000000000000000000000000000000000000000000000000)"
                            R"(00000000"})"),
                 "list_alerts shows all"));
}

TEST_CASE("a silence mutes what it matches, says so, and ends by its id") {
  AlertingDesk desk;
  desk.raise("stale", "AAPL");
  desk.raise("stale", "MSFT");
  const Json made = desk.get("silence", R"({"match":["alert = stale","instrument =~ A*"],
      "lasts":"2h","comment":"earnings"})");
  CHECK(at_path(made, "matching") == "1");
  CHECK(at_path(made, "silence.until") == R"("2020-12-15T17:00:00Z")");
  CHECK(at_path(made, "silence.by") == R"("test")");
  const std::string id(made.find("silence")->string_or("id", ""));
  const Json listed = desk.get("list_alerts", "{}");
  const bool aapl_first = contains(at_path(listed, "alerts.0.summary"), "AAPL");
  const std::string muted = aapl_first ? "alerts.0.muted" : "alerts.1.muted";
  const std::string heard = aapl_first ? "alerts.1.muted" : "alerts.0.muted";
  CHECK(at_path(listed, muted) == fmt::format(R"(["silenced by {}"])", id));
  CHECK(at_path(listed, heard) == "[]");
  CHECK(at_path(listed, "silences.0.comment") == R"("earnings")");
  CHECK(contains(desk.text,
                 "1 silence:\nalert = stale, instrument =~ A* until "
                 "2020-12-15T17:00:00Z, by \"test\": \"earnings\""));

  const std::string end = fmt::format(R"({{"end":"{}"}})", id);
  const Json ended = desk.get("silence", end);
  CHECK(at_path(ended, "ended") == "true");
  CHECK(at_path(ended, "silence.active") == "false");
  CHECK(at_path(desk.get("list_alerts", "{}"), "silences") == "[]");
  CHECK(contains(desk.fault("silence", end), "There is no such silence"));
}

TEST_CASE("a silence that would silence everything, or for too long, is refused") {
  AlertingDesk desk;
  CHECK(contains(desk.fault("silence", R"({"lasts":"1h"})"), "1 to 16 matchers"));
  for (const std::string_view lasts : {R"(,"lasts":"30s")", R"(,"lasts":"8d")", ""})
    CHECK(contains(desk.fault("silence", fmt::format(R"({{"match":["alert = a"]{}}})", lasts)),
                   "lasts is 1m to 7d"));
  CHECK(contains(desk.fault("silence", R"({"match":["alert"],"lasts":"1h"})"), "match"));
  CHECK(contains(desk.fault("silence", R"({"match":["alert = a"],"lasts":"1h","comment":"a\nb"})"),
                 "one line"));
  CHECK(contains(desk.fault("silence", fmt::format(R"({{"match":["alert = a"],"end":"{}"}})",
                                                   desk.random.id().text())),
                 "Either"));
  CHECK(desk.desk.state().alerting.silences.empty());
}

TEST_CASE("an alert that another explains says which") {
  AlertingDesk desk;
  desk::AlertPolicy policy;
  policy.inhibit = {{{desk::Matcher::parse("alert = down").value()},
                     {desk::Matcher::parse("alert = stale").value()},
                     {}}};
  desk.desk.submit(desk::AlertPolicySet{policy, "test", desk.clock.now()});
  desk.raise("stale", "AAPL");
  desk.raise("down", "gateway", desk::AlertSeverity::critical);
  CHECK(at_path(desk.get("list_alerts", "{}"), "alerts.1.muted") ==
        R"(["held back while alert=down, instrument=gateway fires"])");
}

}  // namespace
}  // namespace pitwall::tool
