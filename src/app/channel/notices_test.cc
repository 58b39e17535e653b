#include "app/channel/notices.h"

#include <doctest/doctest.h>

namespace pitwall::app {
namespace {

using port::ConnectionState;

std::string said(Notices& notices, ConnectionState state, std::string broker = "IBKR") {
  const auto notice = notices.of(port::ConnectionChanged{std::move(broker), state, "why"});
  return notice ? fmt::format("{} {}", port::name_of(notice->severity), notice->title) : "";
}

TEST_CASE("a session that is lost is said once, and that it is back") {
  Notices notices("IBKR");
  CHECK(said(notices, ConnectionState::connecting) == "");
  CHECK(said(notices, ConnectionState::connected) == "");
  CHECK(said(notices, ConnectionState::disconnected) == "attention The connection to IBKR is lost");
  CHECK(said(notices, ConnectionState::disconnected) == "");
  CHECK(said(notices, ConnectionState::connecting) == "");
  CHECK(said(notices, ConnectionState::connected) == "info IBKR is connected again");
  CHECK(said(notices, ConnectionState::connected) == "");
}

TEST_CASE("what only the person can mend is urgent, from the start") {
  Notices notices("IBKR");
  CHECK(said(notices, ConnectionState::needs_login) == "urgent IBKR needs you to log in");
  CHECK(said(notices, ConnectionState::refused) == "urgent IBKR cannot be used as it is set up");
  CHECK(said(notices, ConnectionState::competing) == "attention Another login has taken IBKR away");
}

TEST_CASE("the broker's own pauses, other brokers and a first try are no news") {
  Notices notices("IBKR");
  CHECK(said(notices, ConnectionState::disconnected) == "");
  CHECK(said(notices, ConnectionState::connected) == "");
  CHECK(said(notices, ConnectionState::maintenance) == "");
  CHECK(said(notices, ConnectionState::connected) == "");
  CHECK(said(notices, ConnectionState::needs_login, "other") == "");
}

TEST_CASE("the status says what the desk runs on, and why it has stopped") {
  StatusFacts facts{"0.1.0", hours(3) + milliseconds(5), "the paper market", {}, ""};
  facts.connections.push_back({"IBKR", ConnectionState::connected, "DU1"});
  CHECK(status_message(facts).text ==
        "Pitwall 0.1.0, up for 3h.\nRunning on the paper market.\nIBKR: connected (DU1)");
  facts.halted = "The disk is full.";
  CHECK(status_message(facts).severity == port::Severity::urgent);
  CHECK(status_message(facts).text.find("disk is full") != std::string::npos);
  CHECK(port::check(halted_notice("x")).ok());
  CHECK(port::check(start_message(facts)).ok());
}

}  // namespace
}  // namespace pitwall::app
