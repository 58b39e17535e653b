#include "app/channel/notices.h"

#include <doctest/doctest.h>

#include <map>

namespace pitwall::app {
namespace {

using port::ConnectionState;

// A desk's timers, moved by hand, and what was said.
class Hands final : public port::Timers {
 public:
  void after(Duration delay, std::function<void()> callback) override {
    due_.emplace(now_ + delay, std::move(callback));
  }
  void pass(Duration length) {
    now_ = now_ + length;
    while (!due_.empty() && due_.begin()->first <= now_) due_.extract(due_.begin()).mapped()();
  }
  // What is said by `length` after this state.
  std::string said(ConnectionState state, Duration length = {}, std::string broker = "IBKR") {
    words_.clear();
    notices.take(port::ConnectionChanged{std::move(broker), state, "why"});
    pass(length);
    return words_;
  }
  Notices notices{"IBKR",
                  *this,
                  {[this](port::Severity severity, const std::string& title, const std::string&) {
                     words_ += fmt::format("{} {};", port::name_of(severity), title);
                   },
                   [this] { words_ += "well;"; }}};

 private:
  Duration now_;
  std::multimap<Duration, std::function<void()>> due_;
  std::string words_;
};

constexpr Duration a_minute = minutes(1);

TEST_CASE("a session that stays lost is said once, and that it is back") {
  Hands hands;
  CHECK(hands.said(ConnectionState::connecting) == "");
  CHECK(hands.said(ConnectionState::connected) == "well;");
  CHECK(hands.said(ConnectionState::disconnected, seconds(20)) == "");
  CHECK(hands.said(ConnectionState::connecting, seconds(20)) ==
        "attention There is no connection to IBKR;");
  for (int again = 0; again < 3; ++again) {
    CHECK(hands.said(ConnectionState::disconnected, a_minute) == "");
    CHECK(hands.said(ConnectionState::connecting, a_minute) == "");
  }
  CHECK(hands.said(ConnectionState::connected) == "well;");
  CHECK(hands.said(ConnectionState::disconnected, a_minute) ==
        "attention There is no connection to IBKR;");
}

TEST_CASE("an interruption that is over before anybody could look is no news") {
  Hands hands;
  CHECK(hands.said(ConnectionState::disconnected, seconds(20)) == "");
  CHECK(hands.said(ConnectionState::connected, a_minute) == "well;");
  CHECK(hands.said(ConnectionState::disconnected, seconds(5)) == "");
  CHECK(hands.said(ConnectionState::maintenance, a_minute) == "");
  CHECK(hands.said(ConnectionState::disconnected, seconds(5)) == "");
  hands.notices.stop();
  hands.pass(a_minute);
  CHECK(hands.said(ConnectionState::connecting) == "");
}

TEST_CASE("what only the person can mend is said at once, and alone") {
  Hands hands;
  CHECK(hands.said(ConnectionState::disconnected) == "");
  CHECK(hands.said(ConnectionState::needs_login, a_minute) == "urgent IBKR needs you to log in;");
  CHECK(hands.said(ConnectionState::needs_login, a_minute) == "");
  CHECK(hands.said(ConnectionState::refused) == "urgent IBKR cannot be used as it is set up;");
  CHECK(hands.said(ConnectionState::competing) == "attention Another login has taken IBKR away;");
}

TEST_CASE("a desk that starts without its broker says so; of other brokers it says nothing") {
  Hands hands;
  CHECK(hands.said(ConnectionState::needs_login, a_minute, "other") == "");
  CHECK(hands.said(ConnectionState::disconnected, a_minute) != "");
}

TEST_CASE("the status says what the desk runs on, and why it has stopped") {
  StatusFacts facts{"0.1.0", hours(3) + milliseconds(5), "the paper market", {}, ""};
  facts.connections.push_back({"IBKR", ConnectionState::connected, "DU1"});
  CHECK(status_message(facts).text ==
        "Pitwall 0.1.0, up for 3h.\nRunning on the paper market.\nIBKR: connected (DU1)\n"
        "Nothing waits for your answer.");
  facts.waiting = {"7F3K: BUY 1 SPY"};
  facts.kill_switch = "by terminal";
  CHECK(status_message(facts).text.find("\n7F3K: BUY 1 SPY") != std::string::npos);
  CHECK(status_message(facts).text.find("The kill switch is on: by terminal") != std::string::npos);
  facts.halted = "The disk is full.";
  CHECK(status_message(facts).severity == port::Severity::urgent);
  CHECK(status_message(facts).text.find("disk is full") != std::string::npos);
  CHECK(port::check(halted_notice("x")).ok());
  CHECK(port::check(start_message(facts)).ok());
}

}  // namespace
}  // namespace pitwall::app
