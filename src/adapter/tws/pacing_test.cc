// A thousand calls at once never break a rule of the broker's.
#include <doctest/doctest.h>

#include <set>

#include "adapter/tws/history_pace.h"
#include "adapter/tws/outbox.h"

namespace pitwall::tws {
namespace {

// The most that lie within any window of that length, both ends not included.
std::size_t most_within(const std::vector<Duration>& times, Duration window) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] >= window) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

}  // namespace

TEST_CASE("a thousand messages at once: never too many in a second, orders first") {
  Outbox outbox;
  for (int i = 0; i < 900; ++i)
    REQUIRE(outbox.put(i % 2 ? Urgency::market_data : Urgency::question, "asks"));
  for (int i = 0; i < 100; ++i) REQUIRE(outbox.put(Urgency::order, "order"));
  std::vector<Duration> sent;
  std::vector<std::string> payloads;
  Duration now = seconds(1000);
  while (const std::optional<Duration> wait = outbox.wait(now)) {
    now = now + *wait;
    sent.push_back(now);
    payloads.push_back(outbox.take(now));
  }
  CHECK(sent.size() == 1000);
  CHECK(most_within(sent, seconds(1)) == Outbox::messages_per_second);
  CHECK(std::all_of(payloads.begin(), payloads.begin() + 100,
                    [](const std::string& payload) { return payload == "order"; }));
  CHECK(sent.back() - sent.front() == seconds(24));
}

TEST_CASE("what has not been sent is taken back, what has been is not") {
  Outbox outbox;
  const auto first = outbox.put(Urgency::order, "first").value();
  const auto second = outbox.put(Urgency::order, "second").value();
  CHECK(outbox.take(Duration{}) == "first");
  CHECK_FALSE(outbox.take_back(first));
  CHECK(outbox.take_back(second));
  CHECK_FALSE(outbox.wait(Duration{}).has_value());
}

TEST_CASE("the outbox has an end") {
  Outbox outbox;
  for (std::size_t i = 0; i < Outbox::longest; ++i) REQUIRE(outbox.put(Urgency::question, "asks"));
  CHECK_FALSE(outbox.put(Urgency::question, "one more").has_value());
  CHECK(outbox.put(Urgency::order, "an order still goes").has_value());
}

TEST_CASE("a thousand requests of history at once break none of the four rules") {
  struct Call {
    HistoryAsk ask;
    Duration at;
  };
  std::vector<HistoryAsk> waiting;
  for (int i = 0; i < 1000; ++i) {
    HistoryAsk ask;
    ask.contract = fmt::format("{}", i % 7);
    ask.twice = i % 5 == 0;
    if (ask.twice) ask.contract += " BID_ASK";
    ask.whole = fmt::format("{} {}", ask.contract, i % 90);
    ask.small_bars = i % 3 != 0;
    waiting.push_back(ask);
  }
  HistoryPace pace;
  std::vector<Call> calls;
  std::multiset<Duration> ends;  // each takes four seconds
  Duration now = seconds(5);
  while (!waiting.empty()) {
    while (!ends.empty() && *ends.begin() <= now) {
      ends.erase(ends.begin());
      pace.done();
    }
    // Straight to the next instant at which anything can change.
    Duration next = ends.empty() ? Duration{} : *ends.begin() - now;
    bool went = false;
    for (auto ask = waiting.begin(); ask != waiting.end() && !pace.full();) {
      const Duration wait = pace.wait(*ask, now);
      if (wait > Duration{}) {
        next = next == Duration{} ? wait : std::min(next, wait);
        ++ask;
        continue;
      }
      pace.take(*ask, now);
      ends.insert(now + seconds(4));
      calls.push_back({*ask, now});
      ask = waiting.erase(ask);
      went = true;
    }
    REQUIRE(ends.size() <= 50);
    if (!went) now = now + next;
  }
  std::vector<Duration> small;
  std::map<std::string, std::vector<Duration>> by_contract, same;
  for (const Call& call : calls) {
    const int weight = call.ask.twice ? 2 : 1;
    for (int i = 0; i < weight; ++i) {
      if (call.ask.small_bars) small.push_back(call.at);
      by_contract[call.ask.contract].push_back(call.at);
    }
    same[call.ask.whole].push_back(call.at);
  }
  CHECK(calls.size() == 1000);
  CHECK(most_within(small, minutes(10)) <= 60);
  CHECK(most_within(small, minutes(10)) >= 59);  // and no slower than the rule
  for (const auto& [contract, times] : by_contract) CHECK(most_within(times, seconds(2)) < 6);
  for (const auto& [whole, times] : same) CHECK(most_within(times, seconds(15)) == 1);
}

}  // namespace pitwall::tws
