// A channel that does not get through is itself worth an alert, told on the others: one that is
// away for a while, that only the person can mend, or whose outbox has no room left. Belongs to the
// loop's thread; all parts outlive it.
#pragma once

#include <map>
#include <string>

#include "desk/engine/desk.h"
#include "net/loop.h"
#include "port/channel.h"
#include "port/clock.h"

namespace pitwall::app {

class ChannelAlerts {
 public:
  // A service that is back before then was never missed.
  static constexpr Duration patience = minutes(5);

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    desk::Desk& desk;
  };
  explicit ChannelAlerts(Parts parts) : parts_(parts) {}

  void take(const port::ChannelChanged& changed);
  // A message found no room, or there is room again.
  void full(const std::string& channel);
  void has_room(const std::string& channel);
  void stop() { waiting_.clear(); }

 private:
  void raise(const std::string& alert, const std::string& channel, std::string summary,
             std::string detail);
  void end(const std::string& alert, const std::string& channel);

  Parts parts_;
  std::map<std::string, net::Timer> waiting_;  // by channel: away, and not told yet
};

}  // namespace pitwall::app
