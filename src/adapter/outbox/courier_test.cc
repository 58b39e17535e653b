#include "adapter/outbox/courier.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

namespace pitwall::outbox {
namespace {

using port::Attempt;
using port::Message;
using port::OutboxEntry;
using port::Severity;

// Time that a test moves.
class Hands final : public port::Clock, public port::Timers {
 public:
  Time now() const override { return now_; }
  void after(Duration delay, std::function<void()> callback) override {
    due_.emplace(now_ + delay, std::move(callback));
  }
  void pass(Duration length) {
    const Time end = now_ + length;
    while (!due_.empty() && due_.begin()->first <= end) {
      auto first = due_.extract(due_.begin());
      now_ = std::max(now_, first.key());
      first.mapped()();
    }
    now_ = end;
  }

 private:
  Time now_ = Time::parse("2026-11-20T15:00:00Z").value();
  std::multimap<Time, std::function<void()>> due_;
};

// The outbox in memory, by the port's words. It outlives the couriers, as the file does.
class MemoryOutbox final : public port::Outbox {
 public:
  Result<bool> put(const OutboxEntry& entry, std::size_t most) override {
    if (broken) return *broken;
    if (find(entry.channel, entry.key)) return false;
    if (std::cmp_greater_equal(waiting(entry.channel).value(), most))
      return error(Code::too_large, "full");
    rows.push_back({entry, true});
    return true;
  }
  Result<void> change(std::string_view channel, std::string_view key, const Message& message,
                      Time expires) override {
    Row* row = find(channel, key);
    if (!row) return error(Code::not_found, "unknown");
    row->entry.message = message;
    row->entry.expires = expires;
    ++row->entry.revision;
    row->waits = true;
    return {};
  }
  Result<std::optional<OutboxEntry>> next(std::string_view channel) override {
    if (broken) return *broken;
    const Row* best = nullptr;
    for (const Row& row : rows)
      if (row.waits && row.entry.channel == channel &&
          (!best || row.entry.message.severity > best->entry.message.severity))
        best = &row;
    return best ? std::optional(best->entry) : std::nullopt;
  }
  Result<std::int64_t> waiting(std::string_view channel) override {
    return std::ranges::count_if(
        rows, [&](const Row& row) { return row.waits && row.entry.channel == channel; });
  }
  Result<void> delivered(const OutboxEntry& entry, std::string_view handle) override {
    if (broken) return *broken;
    Row& row = *find(entry.channel, entry.key);
    row.entry.shown = entry.revision;
    row.waits = row.entry.revision != entry.revision;
    if (!handle.empty()) row.entry.handle = handle;
    return {};
  }
  Result<void> failed(const OutboxEntry& entry, std::string_view words) override {
    Row& row = *find(entry.channel, entry.key);
    ++row.entry.attempts;
    row.entry.words = words;
    return {};
  }
  Result<void> given_up(const OutboxEntry& entry, std::string_view) override {
    Row& row = *find(entry.channel, entry.key);
    if (row.entry.revision == entry.revision) row.waits = false;
    return {};
  }
  Result<void> forget(Time before) override {
    std::erase_if(rows, [&](const Row& row) { return !row.waits && row.entry.created < before; });
    return {};
  }

  struct Row {
    OutboxEntry entry;
    bool waits = false;
  };
  Row* find(std::string_view channel, std::string_view key) {
    for (Row& row : rows)
      if (row.entry.channel == channel && row.entry.key == key) return &row;
    return nullptr;
  }
  std::vector<Row> rows;
  std::optional<Error> broken;
};

// A service and what it shows: handles from 1, edits in place.
class TestChannel final : public port::Channel {
 public:
  explicit TestChannel(Hands& hands) : hands_(hands) {}
  std::string_view name() const override { return "test"; }
  bool takes_answers() const override { return true; }
  void start(Sink) override {}
  void stop() override {}
  void acknowledge(std::string, std::string) override {}
  void send(std::string key, Message message, port::Attempted reply) override {
    sent_at.push_back(hands_.now());
    const Attempt attempt = answer ? answer() : Attempt{};
    if (silent) return;
    if (attempt.outcome != Attempt::Outcome::delivered) return reply(attempt);
    shown.push_back({key, message.title});
    reply({.handle = std::to_string(shown.size())});
  }
  void edit(std::string handle, Message message, port::Attempted reply) override {
    ++edits;
    const Attempt attempt = answer ? answer() : Attempt{};
    if (attempt.outcome == Attempt::Outcome::delivered)
      shown.at(std::stoul(handle) - 1).second = message.title;
    reply(attempt);
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> all;
    for (const auto& [key, title] : shown) all.push_back(title);
    return all;
  }

  std::function<Attempt()> answer;
  bool silent = false;
  int edits = 0;
  std::vector<std::pair<std::string, std::string>> shown;  // key and title
  std::vector<Time> sent_at;

 private:
  Hands& hands_;
};

struct Post {
  explicit Post(CourierOptions wanted = {}) : options(std::move(wanted)) { restart(); }
  void restart() {
    courier = std::make_unique<Courier>(channel, outbox, hands, hands, options);
    courier->on_given_up(
        [this](const OutboxEntry& entry, const std::string& why) { lost[entry.key] = why; });
    courier->start();
  }
  Result<bool> send(const std::string& key, Severity severity = Severity::info,
                    Duration lives = {}) {
    return courier->send(key, {severity, "title of " + key, "", {}}, lives);
  }
  Hands hands;
  MemoryOutbox outbox;
  TestChannel channel{hands};
  CourierOptions options;
  std::map<std::string, std::string> lost;
  std::unique_ptr<Courier> courier;
};

Attempt later(Duration wait = {}) {
  return {.outcome = Attempt::Outcome::later, .wait = wait, .words = "Nobody answers."};
}

TEST_CASE("a message goes out once, however often it is said") {
  Post post;
  CHECK(post.send("a").value());
  CHECK_FALSE(post.send("a").value());
  post.hands.pass(minutes(10));
  post.restart();
  CHECK_FALSE(post.send("a").value());
  post.hands.pass(minutes(10));
  CHECK(post.channel.titles() == std::vector<std::string>{"title of a"});
  CHECK(post.courier->waiting().value() == 0);
}

TEST_CASE("what waits at the end of one run goes out in the next") {
  Post post;
  post.channel.answer = [] { return later(); };
  CHECK(post.send("a").value());
  post.hands.pass(seconds(30));
  post.courier.reset();
  post.hands.pass(minutes(10));
  CHECK(post.channel.shown.empty());
  post.channel.answer = nullptr;
  post.restart();
  CHECK(post.channel.titles() == std::vector<std::string>{"title of a"});
}

TEST_CASE("after a fault it waits, longer each time, and at least as long as the channel says") {
  Post post;
  post.channel.answer = [] { return later(); };
  CHECK(post.send("a").value());
  post.hands.pass(minutes(10));
  std::vector<Duration> pauses;
  for (std::size_t i = 1; i < post.channel.sent_at.size(); ++i)
    pauses.push_back(post.channel.sent_at[i] - post.channel.sent_at[i - 1]);
  REQUIRE(pauses.size() >= 9);
  CHECK(pauses[0] == seconds(1));
  CHECK(pauses[3] == seconds(8));
  CHECK(pauses[8] == seconds(256));
  CHECK(post.courier->trouble() == "Nobody answers.");
  post.channel.answer = [] { return later(hours(1)); };
  post.hands.pass(minutes(6));
  const std::size_t before = post.channel.sent_at.size();
  post.hands.pass(minutes(50));
  CHECK(post.channel.sent_at.size() == before);
  post.channel.answer = nullptr;
  post.hands.pass(hours(1));
  CHECK(post.channel.shown.size() == 1);
  CHECK(post.courier->trouble().empty());
}

TEST_CASE("the urgent goes first, the rest in order, at the channel's pace") {
  Post post({.pace = {.burst = 2, .every = seconds(3)}});
  post.channel.answer = [] { return later(); };
  CHECK(post.send("first").value());
  CHECK(post.send("second").value());
  CHECK(post.send("third").value());
  CHECK(post.send("help", Severity::urgent).value());
  post.channel.answer = nullptr;
  const Time began = post.hands.now();
  post.hands.pass(minutes(1));
  CHECK(post.channel.titles() == std::vector<std::string>{"title of help", "title of first",
                                                          "title of second", "title of third"});
  CHECK(post.channel.sent_at.back() - began >= seconds(8));
}

TEST_CASE("a change before delivery is what is sent, one after it is an edit") {
  Post post;
  post.channel.answer = [] { return later(); };
  CHECK(post.send("a").value());
  CHECK(post.courier->change("a", {Severity::info, "changed", "", {}}).ok());
  post.channel.answer = nullptr;
  post.hands.pass(minutes(1));
  CHECK(post.channel.titles() == std::vector<std::string>{"changed"});
  CHECK(post.channel.edits == 0);
  post.channel.answer = [] { return later(); };
  CHECK(post.courier->change("a", {Severity::info, "outcome", "", {}}).ok());
  post.courier.reset();
  post.channel.answer = nullptr;
  post.restart();
  post.hands.pass(minutes(1));
  CHECK(post.channel.titles() == std::vector<std::string>{"outcome"});
  CHECK(post.courier->change("b", {Severity::info, "x", "", {}}).error().code == Code::not_found);
}

TEST_CASE("a change while the first version is on its way is not lost") {
  Post post;
  post.channel.answer = [&] {
    if (post.channel.edits == 0)
      CHECK(post.courier->change("a", {Severity::info, "outcome", "", {}}).ok());
    return Attempt{};
  };
  CHECK(post.send("a").value());
  post.hands.pass(minutes(1));
  CHECK(post.channel.titles() == std::vector<std::string>{"outcome"});
  CHECK(post.channel.edits == 1);
}

TEST_CASE("what is refused for good is given up, and the next goes on") {
  Post post;
  bool refused = false;
  post.channel.answer = [&] {
    if (std::exchange(refused, true)) return Attempt{};
    return Attempt{.outcome = Attempt::Outcome::never, .words = "It is too rude."};
  };
  CHECK(post.send("a").value());
  CHECK(post.send("b").value());
  post.hands.pass(minutes(1));
  CHECK(post.lost.at("a") == "It is too rude.");
  CHECK(post.channel.titles() == std::vector<std::string>{"title of b"});
}

TEST_CASE("what is worth nothing any more is not sent") {
  Post post;
  post.channel.answer = [] { return later(); };
  CHECK(post.send("approval", Severity::urgent, seconds(60)).value());
  CHECK(post.send("notice").value());
  post.hands.pass(minutes(20));
  CHECK(post.lost.contains("approval"));
  post.channel.answer = nullptr;
  post.hands.pass(minutes(10));
  CHECK(post.channel.titles() == std::vector<std::string>{"title of notice"});
}

TEST_CASE("too many are refused, and those that wait stay") {
  Post post({.most_waiting = 2});
  post.channel.answer = [] { return later(); };
  CHECK(post.send("a").value());
  CHECK(post.send("b").value());
  CHECK(post.send("c").error().code == Code::too_large);
  CHECK(post.courier->waiting().value() == 2);
}

TEST_CASE("keys are let go after their time, and what waits is not") {
  Post post({.longest_pause = hours(1), .keeps = days(90), .remembers = days(30)});
  CHECK(post.send("old").value());
  post.channel.answer = [] { return later(); };
  CHECK(post.send("waits").value());
  post.hands.pass(days(40));
  CHECK_FALSE(post.send("waits").value());
  CHECK(post.outbox.rows.size() == 1);
  CHECK(post.send("old").value());
}

TEST_CASE("a channel that never says how it ended holds nobody up for ever") {
  Post post;
  post.channel.silent = true;
  CHECK(post.send("a").value());
  post.hands.pass(minutes(2));
  CHECK(post.channel.sent_at.size() == 1);
  post.channel.silent = false;
  post.hands.pass(minutes(2));
  CHECK(post.channel.shown.size() == 1);
}

TEST_CASE("a full disk sends nothing twice in a hurry, and ends") {
  Post post;
  post.channel.answer = [&] {
    post.outbox.broken = error(Code::unavailable, "The disk is full.");
    return Attempt{};
  };
  CHECK(post.send("a").value());
  post.channel.answer = nullptr;
  post.hands.pass(minutes(4));
  CHECK(post.channel.shown.size() == 1);
  CHECK(post.courier->trouble() == "The disk is full.");
  CHECK_FALSE(post.send("b").ok());
  post.outbox.broken.reset();
  post.hands.pass(minutes(20));
  CHECK(post.send("b").value());
  post.hands.pass(minutes(1));
  CHECK(post.courier->trouble().empty());
  CHECK(post.channel.titles().back() == "title of b");
}

TEST_CASE("seeded: faults, restarts and changes in any order lose nothing and double nothing") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Post post({.pace = {.burst = 5, .every = milliseconds(100)}});
    post.channel.answer = [&] { return random() % 3 == 0 ? later() : Attempt{}; };
    std::map<std::string, std::string> wanted;
    for (int step = 0; step < 60; ++step) {
      const std::string key = "k" + std::to_string(random() % 12);
      switch (random() % 4) {
        case 0:
          if (post.send(key).value()) wanted[key] = "title of " + key;
          break;
        case 1:
          if (wanted.contains(key)) {
            wanted[key] = "v" + std::to_string(step);
            REQUIRE(post.courier->change(key, {Severity::info, wanted[key], "", {}}).ok());
          }
          break;
        case 2:
          post.hands.pass(milliseconds(random() % 5000));
          break;
        default:
          post.restart();
      }
    }
    post.channel.answer = nullptr;
    post.hands.pass(hours(1));
    std::map<std::string, std::string> shown(post.channel.shown.begin(), post.channel.shown.end());
    CHECK(shown == wanted);
    CHECK(post.channel.shown.size() == wanted.size());
    CHECK(post.courier->waiting().value() == 0);
  }
}

}  // namespace
}  // namespace pitwall::outbox
