// The tools that look through what the watch has seen: list_events and get_system_metrics.
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

class MemoryWatchLog final : public port::WatchLog {
 public:
  Result<void> put(const std::vector<port::LoggedEvent>& events, std::uint64_t) override {
    seen.insert(seen.end(), events.begin(), events.end());
    return {};
  }
  Result<std::uint64_t> last() override { return seen.empty() ? 0 : seen.back().sequence; }
  Result<std::vector<port::LoggedEvent>> events(const port::LoggedEventQuery& query) override {
    std::vector<port::LoggedEvent> found;
    for (auto event = seen.rbegin(); event != seen.rend() && found.size() < query.limit; ++event) {
      const bool kind =
          query.kinds.empty() || std::ranges::find(query.kinds, event->kind) != query.kinds.end();
      if (kind && query.from <= event->time && event->time < query.until &&
          (query.subject.empty() || query.subject == event->subject) &&
          (!query.symbol || query.symbol == event->symbol) && query.least <= event->severity &&
          (!query.before || event->sequence < *query.before))
        found.push_back(*event);
    }
    return found;
  }
  Result<void> put(const std::vector<port::Sample>& given) override {
    measured.insert(measured.end(), given.begin(), given.end());
    return {};
  }
  Result<std::vector<port::Sample>> latest() override {
    std::map<std::string, port::Sample> by_name;
    for (const port::Sample& sample : measured) by_name[sample.measure] = sample;
    std::vector<port::Sample> all;
    for (const auto& [name, sample] : by_name) all.push_back(sample);
    return all;
  }
  Result<std::vector<port::SampleSpan>> samples(std::string_view measure, Time from, Time until,
                                                Duration step) override {
    std::map<Time, port::SampleSpan> spans;
    for (const port::Sample& sample : measured) {
      if (sample.measure != measure || sample.time < from || sample.time >= until) continue;
      const Time begin = from + step * ((sample.time - from) / step);
      port::SampleSpan& span =
          spans.try_emplace(begin, port::SampleSpan{begin, sample.value, 0, sample.value, 0})
              .first->second;
      span.least = std::min(span.least, sample.value);
      span.most = std::max(span.most, sample.value);
      const auto count = static_cast<double>(span.count++);
      span.average = (span.average * count + sample.value) / (count + 1);
    }
    std::vector<port::SampleSpan> all;
    for (const auto& [begin, span] : spans) all.push_back(span);
    return all;
  }
  Result<void> forget(Time, Time) override { return {}; }

  std::vector<port::LoggedEvent> seen;
  std::vector<port::Sample> measured;
};

struct LoggingDesk : TestDesk {
  LoggingDesk() { context.watch_log = &log; }
  void see(std::string kind, port::Severity severity, std::string subject,
           std::optional<market::Symbol> symbol) {
    const std::uint64_t sequence = log.seen.size() + 10;
    port::LoggedEvent event{sequence,           clock.now(), std::move(kind), severity,
                            std::move(subject), symbol,      "seen",          "{}"};
    REQUIRE(log.put({event}, sequence).ok());
    clock.time += minutes(1);
  }
  void measure(std::string name, double value) {
    REQUIRE(log.put({port::Sample{std::move(name), clock.now(), value}}).ok());
  }
  // The subjects of what is answered, newest first.
  std::string subjects(std::string_view arguments) {
    std::string all;
    const Json out = get("list_events", arguments);
    for (const Json& event : out.find("events")->items())
      all += std::string(event.string_or("subject", "")) + " ";
    return all;
  }
  MemoryWatchLog log;
};

TEST_CASE("events come newest first, by kind, subject, instrument, severity and time") {
  LoggingDesk desk;
  desk.see("trigger_fired", port::Severity::urgent, "a", "SPY"_sym);
  desk.see("trigger_fired", port::Severity::info, "b", "AAPL"_sym);
  desk.see("probe_changed", port::Severity::attention, "gateway", {});
  CHECK(desk.subjects("{}") == "gateway b a ");
  CHECK(contains(desk.text, "3 events, newest first:\n2020-12-15T15:02:00Z probe_changed: seen"));
  CHECK(desk.subjects(R"({"kinds":["trigger_fired","trigger_blinded"]})") == "b a ");
  CHECK(desk.subjects(R"({"subject":"gateway"})") == "gateway ");
  CHECK(desk.subjects(R"({"symbol":"SPY"})") == "a ");
  CHECK(desk.subjects(R"({"severity":"attention"})") == "gateway a ");
  CHECK(desk.subjects(R"({"from":"2020-12-15T15:01:00Z","until":"2020-12-15T15:02:00Z"})") == "b ");
  CHECK(desk.subjects(R"({"kinds":["order_placed"]})").empty());
  CHECK(desk.text == "The watch has seen nothing of the kind.");
}

TEST_CASE("a page of events says where the next begins, and the last one does not") {
  LoggingDesk desk;
  for (int i = 0; i < 5; ++i)
    desk.see("trigger_fired", port::Severity::info, std::string(1, static_cast<char>('a' + i)), {});
  CHECK(desk.subjects(R"({"limit":2})") == "e d ");
  const Json first = desk.get("list_events", R"({"limit":2})");
  CHECK(at_path(first, "next_cursor") == R"("e13")");
  CHECK(desk.subjects(R"({"limit":2,"cursor":"e13"})") == "c b ");
  const Json last = desk.get("list_events", R"({"limit":2,"cursor":"e11"})");
  CHECK(at_path(last, "events.0.subject") == R"("a")");
  CHECK(at_path(last, "next_cursor") == "absent");
  CHECK(contains(desk.fault("list_events", R"({"cursor":"p1"})"), "is no cursor"));
}

TEST_CASE("the latest of each measure, and the course of one in bounded steps") {
  LoggingDesk desk;
  desk.measure("load", 1);
  desk.clock.time += seconds(10);
  desk.measure("load", 3);
  desk.measure("memory_available_share", 0.5);
  const Json latest = desk.get("get_system_metrics", "{}");
  CHECK(at_path(latest, "latest.0.measure") == R"("load")");
  CHECK(at_path(latest, "latest.0.value") == "3");
  CHECK(at_path(latest, "latest.1.value") == "0.5");
  CHECK(at_path(latest, "course") == "absent");
  CHECK(contains(desk.text, "2 measures:\nload: 3 at 2020-12-15T15:00:10Z"));

  const Json hour = desk.get("get_system_metrics", R"({"measure":"load"})");
  CHECK(at_path(hour, "course.step") == R"("30s")");
  CHECK(at_path(hour, "course.from") == R"("2020-12-15T14:00:30Z")");
  CHECK(at_path(hour, "course.until") == R"("2020-12-15T15:00:30Z")");
  CHECK(at_path(hour, "course.steps.0.least") == "1");
  CHECK(at_path(hour, "course.steps.0.average") == "2");
  CHECK(at_path(hour, "course.steps.0.most") == "3");
  CHECK(at_path(hour, "course.steps.1") == "absent");
  CHECK(contains(desk.text, "load is 3 at 2020-12-15T15:00:10Z"));
  CHECK(at_path(desk.get("get_system_metrics", R"({"measure":"load","span":"1m","steps":500})"),
                "course.step") == R"("1s")");
}

TEST_CASE("no course has more steps than were asked for, and each holds its samples") {
  LoggingDesk desk;
  for (int i = 0; i < 3'000; ++i) {
    desk.clock.time += seconds(7);
    desk.measure("load", i);
  }
  for (const std::string_view span : {"1m", "61m", "100m", "5h50m", "30d"})
    for (const int steps : {1, 7, 120, 500}) {
      const Json out =
          desk.get("get_system_metrics",
                   fmt::format(R"({{"measure":"load","span":"{}","steps":{}}})", span, steps));
      CHECK(out.find("course")->find("steps")->items().size() <= static_cast<std::size_t>(steps));
    }
}

TEST_CASE("what was not measured is an error that helps") {
  LoggingDesk desk;
  desk.measure("load", 1);
  desk.clock.time += hours(2);
  CHECK(contains(desk.fault("get_system_metrics", R"({"measure":"laod"})"), "\"load\""));
  CHECK(contains(desk.fault("get_system_metrics", R"({"measure":"load"})"),
                 "its latest is of 2020-12-15T15:00:00Z"));
  CHECK(contains(desk.fault("get_system_metrics", R"({"measure":"load","span":"31d"})"), "30d"));
}

TEST_CASE("a desk without the watch says that it keeps and measures nothing") {
  TestDesk desk;
  CHECK(contains(desk.fault("list_events", "{}"), "runs without the watch"));
  CHECK(contains(desk.fault("get_system_metrics", "{}"), "runs without the watch"));
}

}  // namespace
}  // namespace pitwall::tool
