#include "desk/health/board.h"
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

desk::ProbeSpec probe(std::string name, std::vector<std::string> depends_on = {}) {
  desk::ProbeSpec spec;
  spec.name = std::move(name);
  spec.depends_on = std::move(depends_on);
  return spec;
}

TEST_CASE("what is up, what is down, and what is down as announced are told apart") {
  TestDesk desk;
  const Time now = desk.clock.now();
  desk::ProbeSpec backup = probe("backup");
  backup.schedule.maintenance_once = {{now, now + hours(1), "the new disk"}};
  desk::HealthBoard board =
      desk::HealthBoard::make({probe("gateway"), probe("quotes", {"gateway"}), backup}, now)
          .value();
  desk.context.health = &board;
  CHECK(at_path(desk.get("get_health", "{}"), "unknown") == "2");
  const Time later = now + minutes(3);  // the time to come up in is over
  for (int i = 0; i < 3; ++i) {
    board.take({"gateway", true, "fine"}, later + seconds(i));
    board.take({"quotes", false, "none for 5m"}, later + seconds(i));
  }

  const Json out = desk.get("get_health", "{}");
  CHECK(at_path(out, "up") == "1");
  CHECK(at_path(out, "down") == "1");
  CHECK(at_path(out, "maintenance") == "1");
  CHECK(at_path(out, "alerting") == "1");
  CHECK(at_path(out, "probes.0.status") == R"("up")");
  CHECK(at_path(out, "probes.0.uptime_percent") == "100");
  CHECK(at_path(out, "probes.1.status") == R"("down")");
  CHECK(at_path(out, "probes.1.depends_on") == R"(["gateway"])");
  CHECK(at_path(out, "probes.1.words") == R"("none for 5m")");
  CHECK(at_path(out, "probes.1.every") == R"("1m")");
  CHECK(at_path(out, "probes.2.planned") == R"("maintenance")");
  CHECK(at_path(out, "probes.2.why") == R"("the new disk")");
  CHECK(contains(desk.text, "1 up, 1 down, 1 in maintenance:\ngateway: up since "));
  CHECK(contains(desk.text, ", uptime 100.00 %: fine.\nquotes: down since "));
  CHECK(contains(desk.text, "Z: none for 5m.\n"));
  CHECK(contains(desk.text, "in maintenance (the new disk)"));

  const Json page = desk.get("get_health", R"({"limit":2})");
  CHECK(at_path(page, "probes.2") == "absent");
  CHECK(at_path(page, "maintenance") == "1");
  CHECK(at_path(page, "next_cursor") == R"("p2")");
}

TEST_CASE("a desk without the watch says that it probes nothing") {
  TestDesk desk;
  CHECK(contains(desk.fault("get_health", "{}"), "runs without the watch"));
}

}  // namespace
}  // namespace pitwall::tool
