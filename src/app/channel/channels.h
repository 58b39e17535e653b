// The channels that are on. What the desk says goes to all of them, each by its own courier; what
// people answer comes back through one sink. Belongs to the loop's thread; all parts outlive it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapter/outbox/courier.h"
#include "app/channel/config.h"
#include "base/log_line.h"
#include "net/loop.h"
#include "port/channel.h"

namespace pitwall::app {

constexpr std::array<std::string_view, 5> channel_names{"telegram", "slack", "ntfy", "email",
                                                        "webhook"};

// One channel, as the configuration wants it. Code::not_found where no channel is called so, or it
// is off; other errors say what is wrong with its settings.
Result<std::unique_ptr<port::Channel>> make_channel(const ChannelsConfig& config,
                                                    std::string_view name, net::Loop& loop,
                                                    const port::Clock& clock);
std::vector<std::string> channels_on(const ChannelsConfig& config);

class Channels {
 public:
  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    port::Timers& timers;
    port::Outbox& outbox;
    std::function<void(LogLevel, std::string)> log;
  };
  static Result<std::unique_ptr<Channels>> open(const ChannelsConfig& config, Parts parts);
  // Over channels that were made already.
  static std::unique_ptr<Channels> over(std::vector<std::unique_ptr<port::Channel>> channels,
                                        const ChannelsConfig& config, Parts parts);
  ~Channels();

  // Told of what becomes of the channels themselves, besides the log; set before `start`.
  struct Listener {
    std::function<void(const port::ChannelChanged&)> changed;
    std::function<void(const std::string& channel)> full;      // a message found no room
    std::function<void(const std::string& channel)> has_room;  // the next one did
  };
  void listen(Listener listener) { listener_ = std::move(listener); }
  // `answers` gets what people tap and type; states of channels are logged here.
  void start(port::Channel::Sink answers);
  void stop();

  // To every channel, unless it is less than the configuration's least. `key` names the message for
  // good. A channel that has no room is logged.
  void tell(const std::string& key, const port::Message& message, Duration lives = {});
  // To those of these names, "all" for every one, with its buttons where answers come back. What is
  // less than the configuration's least is left out here, too.
  void tell_on(const std::vector<std::string>& names, const std::string& key,
               const port::Message& message);
  // A question with buttons, for so long as its answer counts: with them, and with a line on how to
  // answer in writing, where answers come back; without them where it is only read. Ask again under
  // another key after a restart, for a service may have forgotten what was tapped meanwhile
  // (Telegram: after 150 seconds).
  void ask(const std::string& key, const port::Message& question, const std::string& in_writing,
           Duration lives);
  // The question becomes another one, with new buttons, where it stands or still waits.
  void ask_anew(const std::string& key, const port::Message& question,
                const std::string& in_writing);
  // The question becomes its outcome, without buttons, where it stands or still waits. False where
  // no channel knows the key.
  bool settle(const std::string& key, const port::Message& outcome);
  // To the channel that `sender` wrote on.
  void reply(const port::Sender& sender, const std::string& key, const port::Message& message);
  void acknowledge(const port::ButtonTapped& tap, std::string words);

  // The courier of one channel, and the channel; nullptr where it is off. For what is asked on one
  // channel only, and changed there to its outcome.
  outbox::Courier* courier(std::string_view name);
  port::Channel* channel(std::string_view name);
  std::vector<std::string> names() const;

 private:
  struct Line {
    std::unique_ptr<port::Channel> channel;
    std::unique_ptr<outbox::Courier> courier;
  };
  Channels(const ChannelsConfig& config, Parts parts) : config_(config), parts_(std::move(parts)) {}
  void add(std::unique_ptr<port::Channel> channel);
  Line* find(std::string_view name);
  void put(Line& line, const std::string& key, const port::Message& message, Duration lives);
  bool change(const std::string& key, const port::Message& message);
  void take(port::ChannelEvent event, std::function<void()> taken);

  ChannelsConfig config_;
  Parts parts_;
  std::vector<Line> lines_;
  port::Channel::Sink answers_;
  Listener listener_;
};

}  // namespace pitwall::app
