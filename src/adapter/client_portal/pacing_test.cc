#include "adapter/client_portal/pacing.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace pitwall;
using namespace pitwall::client_portal;

namespace {

// A small generator of its own, so that each run asks the same.
struct Numbers {
  std::uint64_t state = 1;
  std::uint64_t below(std::uint64_t limit) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % limit;
  }
};

// The most of these instants in any window of that length.
std::size_t most_in_a_window(std::vector<Duration> times, Duration window) {
  std::ranges::sort(times);
  std::size_t most = 0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] >= window) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

constexpr std::string_view paths[] = {
    "/portfolio/DU1/summary",
    "/iserver/account/orders?force=true",
    "/iserver/account/trades?days=1",
    "/iserver/marketdata/history?conid=1",
    "/iserver/marketdata/snapshot?conids=1",
    "/iserver/scanner/run",
    "/iserver/scanner/params",
    "/pa/performance",
    "/portfolio/accounts",
    "/tickle",
};

}  // namespace

TEST_CASE("instants that are given out break no rule, in whatever order they were asked for") {
  PaceBook book;
  Numbers numbers;
  std::vector<std::vector<Duration>> by_rule(rule_count);
  Duration now;
  for (int call = 0; call < 1'000; ++call) {
    now = now + milliseconds(static_cast<std::int64_t>(numbers.below(40)));
    const std::vector<Rule> rules = rules_of("GET", paths[numbers.below(std::size(paths))]);
    const Duration at = book.earliest(rules, now);
    CHECK(at >= now);
    if (at - now > seconds(30)) continue;
    book.give(rules, at);
    if (numbers.below(10) == 0) {  // some do not go out after all
      book.take_back(rules, at);
      continue;
    }
    for (const Rule rule : rules) by_rule[static_cast<std::size_t>(rule)].push_back(at);
  }
  for (std::size_t index = 0; index < rule_count; ++index) {
    const RuleTerms terms = terms_of(static_cast<Rule>(index));
    CAPTURE(index);
    CHECK(most_in_a_window(by_rule[index], terms.window) <= terms.count);
  }
}

TEST_CASE("orders and the session do not wait behind what is asked in bulk") {
  PaceBook book;
  const std::vector<Rule> bulk = rules_of("GET", "/portfolio/DU1/summary");
  for (int call = 0; call < 200; ++call) book.give(bulk, book.earliest(bulk, Duration{}));
  const std::vector<Rule> order = rules_of("POST", "/iserver/account/DU1/orders");
  CHECK(book.earliest(order, Duration{}) < seconds(2));
}

TEST_CASE("a request counts for its own rule and for those above it") {
  const std::vector<Rule> history = rules_of("GET", "/iserver/marketdata/history?conid=1");
  CHECK(std::ranges::find(history, Rule::history) != history.end());
  CHECK(std::ranges::find(history, Rule::history_burst) != history.end());
  CHECK(std::ranges::find(history, Rule::everything) != history.end());
  const std::vector<Rule> tickle = rules_of("POST", "/tickle");
  CHECK(tickle == std::vector<Rule>{Rule::everything, Rule::tickle});
}

TEST_CASE("what happened long ago binds nobody and is forgotten") {
  PaceBook book;
  const std::vector<Rule> rules = rules_of("GET", "/iserver/scanner/params");
  book.give(rules, Duration{});
  CHECK(book.earliest(rules, seconds(1)) > minutes(15));
  book.forget_before(minutes(16));
  CHECK(book.earliest(rules, minutes(16)) == minutes(16));
}

TEST_CASE("wherever a request is judged between its sending and its answer, no rule is broken") {
  Numbers random;
  const std::vector<Rule> rules[]{rules_of("GET", "/portfolio/DU1/summary"),
                                  rules_of("GET", "/iserver/account/orders"),
                                  rules_of("POST", "/tickle")};
  const Rule limits[]{Rule::everything, Rule::live_orders, Rule::tickle};
  for (int run = 0; run < 20; ++run) {
    PaceGate gate;
    struct Out {
      std::size_t kind;
      Duration judged, answered;
    };
    std::vector<Out> out;
    std::vector<std::pair<std::size_t, Duration>> judged;
    Duration now;
    while (judged.size() < 400) {
      now = now + milliseconds(static_cast<std::int64_t>(random.below(40)));
      std::erase_if(out, [&](const Out& one) {
        if (one.answered > now) return false;
        gate.answered(rules[one.kind], now);
        return true;
      });
      const std::size_t kind = random.below(10) == 0 ? 1 + random.below(2) : 0;
      const std::optional<Duration> wait = gate.wait(rules[kind], now);
      if (!wait || *wait > Duration{}) continue;
      gate.sent(rules[kind]);
      // Mostly quick, and now and then stuck somewhere for seconds.
      const auto travel =
          static_cast<std::int64_t>(random.below(random.below(8) == 0 ? 3'000 : 60));
      const auto back = static_cast<std::int64_t>(random.below(60));
      judged.emplace_back(kind, now + milliseconds(travel));
      out.push_back({kind, now + milliseconds(travel), now + milliseconds(travel + back)});
    }
    for (std::size_t limit = 0; limit < std::size(limits); ++limit) {
      std::vector<Duration> times;
      for (const auto& [kind, at] : judged)
        if (limit == 0 || kind == limit) times.push_back(at);
      std::ranges::sort(times);
      const RuleTerms terms = terms_of(limits[limit]);
      for (std::size_t i = terms.count; i < times.size(); ++i)
        REQUIRE(times[i] - times[i - terms.count] >= terms.window);
    }
  }
}
