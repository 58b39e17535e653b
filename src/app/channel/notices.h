// What the desk tells a person of itself, made from its events: its broker's session as an alert,
// and what somebody reads who asks. One for each desk; belongs to the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "desk/journal/event.h"
#include "port/channel.h"
#include "port/timers.h"

namespace pitwall::app {

class Notices {
 public:
  // A connection that is gone may be back before anybody could look: it is not said before this.
  static constexpr Duration patience = seconds(30);

  struct Say {
    // Trouble: one line, and more of it. Said again only as another trouble.
    std::function<void(port::Severity severity, std::string title, std::string detail)> trouble;
    // The session stands, whether or not there was any trouble.
    std::function<void()> well;
  };
  // `broker` is the one this run uses; what is said of others is not news.
  Notices(std::string broker, port::Timers& timers, Say say)
      : broker_(std::move(broker)), timers_(timers), say_(std::move(say)) {}

  // A broker's session that is lost or needs the person is said once for each trouble, however
  // often it is tried again. The broker's own pauses are not news.
  void take(const desk::Event& event);
  // What was not said yet is not said any more: the desk itself ends.
  void stop() { waiting_.reset(); }

 private:
  void say_trouble(const port::ConnectionChanged& changed);

  std::string broker_;
  port::Timers& timers_;
  Say say_;
  std::optional<port::ConnectionState> said_;  // the trouble that the person knows of
  std::shared_ptr<bool> waiting_;              // a lost connection that was not said yet
};

port::Message halted_notice(const std::string& why);

// What somebody gets to read who writes /status.
struct StatusFacts {
  std::string version;
  Duration uptime;
  std::string market;  // what the desk runs on
  std::vector<port::ConnectionChanged> connections;
  std::string halted;                  // why the desk takes nothing up; empty while all is well
  std::string kill_switch{};           // who turned it on, and why; empty while it is off
  std::vector<std::string> waiting{};  // approvals, each with the code to answer it by
};
port::Message status_message(const StatusFacts& facts);
port::Message start_message(const StatusFacts& facts);

}  // namespace pitwall::app
