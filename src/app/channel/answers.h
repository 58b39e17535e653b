// What people tap and type, taken to where it belongs: /status is answered here, decisions go to
// the gate. Belongs to the loop's thread.
#pragma once

#include <functional>
#include <string>

#include "app/channel/channels.h"

namespace pitwall::app {

class Answers {
 public:
  Answers(Channels& channels, std::function<port::Message()> status)
      : channels_(channels), status_(std::move(status)) {}

  void take(port::ChannelEvent event, std::function<void()> taken);

  // A tap, /approve, /deny or /kill. Whoever takes it returns true, calls `taken` once it is
  // durable and answers the person. Where nobody is set, or false comes back, the person is told
  // that nothing waits.
  using Decide =
      std::function<bool(const port::ChannelEvent& event, const std::function<void()>& taken)>;
  void on_decision(Decide decide) { decide_ = std::move(decide); }

 private:
  void nothing_waits(const port::ButtonTapped& tap);
  void nothing_waits(const port::CommandTyped& command);

  Channels& channels_;
  std::function<port::Message()> status_;
  Decide decide_;
};

}  // namespace pitwall::app
