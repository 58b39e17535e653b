// What the desk tells a person by itself, made from its events. Pure: one of these for each desk.
#pragma once

#include <optional>
#include <string>

#include "desk/journal/event.h"
#include "port/channel.h"

namespace pitwall::app {

class Notices {
 public:
  // `broker` is the one this run uses; what is said of others is not news.
  explicit Notices(std::string broker) : broker_(std::move(broker)) {}

  // A broker's session that was lost or needs the person, once for each change, and that it is well
  // again where something was said before. The broker's own pauses are not news.
  std::optional<port::Message> of(const desk::Event& event);

 private:
  std::string broker_;
  port::ConnectionState state_ = port::ConnectionState::connecting;
  bool was_connected_ = false;
  bool said_ = false;
};

port::Message halted_notice(const std::string& why);

// What somebody gets to read who writes /status.
struct StatusFacts {
  std::string version;
  Duration uptime;
  std::string market;  // what the desk runs on
  std::vector<port::ConnectionChanged> connections;
  std::string halted;  // why the desk takes nothing up; empty while all is well
};
port::Message status_message(const StatusFacts& facts);
port::Message start_message(const StatusFacts& facts);

}  // namespace pitwall::app
