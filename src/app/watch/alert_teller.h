// What fires, told to people: the desk's alerts when they are due, with buttons to acknowledge and
// to silence, and triggers at once. The desk decides what is said (desk/alert/due.h); this carries
// it out, and takes what people tap back to it. Belongs to the loop's thread; all parts outlive it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>

#include "desk/engine/desk.h"
#include "net/loop.h"
#include "port/channel.h"
#include "port/clock.h"

namespace pitwall::app {

class AlertTeller {
 public:
  // More firings than this within a minute are counted, and told as one when it is over: whoever
  // is told everything reads nothing. The same holds for silences, with which a program that runs
  // wild could fill the outbox.
  static constexpr std::size_t most_in_a_minute = 20;
  static constexpr std::size_t max_shown = 200;  // messages that become what became of them
  static constexpr Duration silence_of_a_tap = hours(1);

  // Where people read and tap.
  struct Phone {
    // To the channels of these names, "all" for every one.
    std::function<void(const std::vector<std::string>& names, const std::string& key,
                       const port::Message& message)>
        send;
    // What stands under the key becomes this, without buttons.
    std::function<void(const std::string& key, const port::Message& message)> settle;
    std::function<void(const port::ButtonTapped& tap, std::string words)> acknowledge;
  };
  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    port::Random& random;
    desk::Desk& desk;
    Phone phone;
    // From the change until its message was in the outbox.
    std::function<void(Duration)> latency;
    std::function<void(desk::NotificationReason)> notified;
  };
  explicit AlertTeller(Parts parts) : parts_(std::move(parts)) {}
  ~AlertTeller() { stop(); }

  void start() { look_soon(); }
  void stop();

  void on_event(const desk::Event& event);
  void on_effect(const desk::Effect& effect);
  // A tap on one of its buttons; anything else is false. `taken` is called once, when what was
  // tapped is durable.
  bool take(const port::ChannelEvent& event, const std::function<void()>& taken);

  std::uint64_t held_back() const { return held_back_; }  // firings that were only counted

 private:
  struct Shown {
    Digest group;
    std::string key;
    port::Message message;
  };

  void look_soon();
  void look();
  void tell(const desk::AlertNotification& notification);
  void tell(const desk::TellFiring& firing);
  void tell(const desk::StartWorkflow& start);
  bool fits(std::deque<Time>& told) const;
  void hold();
  void tell_held_firings();
  void tell_held_silences();
  bool is_muted(const desk::TriggerFired& firing) const;
  void tell_silence(const desk::Silence& silence);
  void acknowledge(const desk::AlertGroup& group, const port::ButtonTapped& tap,
                   const std::function<void()>& taken);
  void silence(std::vector<desk::Matcher> matchers, const std::string& what,
               const port::ButtonTapped& tap, const std::function<void()>& taken);
  void settle(const Digest& group, const std::string& words);

  Parts parts_;
  net::Timer timer_;
  net::Timer held_timer_;
  bool submitting_ = false;
  bool stopped_ = false;
  std::deque<Shown> shown_;                    // oldest first
  std::deque<Time> firings_;                   // told within the last minute
  std::deque<Time> silences_;                  // likewise
  std::map<std::string, std::uint64_t> held_;  // by trigger, since the last message of them
  std::uint64_t held_back_ = 0;
  std::uint64_t held_silences_ = 0;
  std::deque<Id> own_silences_;  // that a tap asked for: whoever tapped knows
  std::shared_ptr<AlertTeller*> self_ = std::make_shared<AlertTeller*>(this);
};

// What a person reads of a trigger that fired; `zone` is of its times.
port::Message message_of(const desk::TriggerFired& firing, const Zone& zone);

// What makes an alert of a firing, for silences to match: alert=trigger, trigger, instrument.
desk::AlertLabels labels_of_firing(const desk::TriggerFired& firing);

}  // namespace pitwall::app
