// Carries messages from the outbox to one channel. What was given to `send` is durable when that
// returns and goes out once, also over restarts: it is known by its key, and what has been
// delivered is only ever changed in place. Where an answer was lost on the way nobody can know, and
// the message is sent again: at least once, rather than perhaps never.
//
// One message is on its way at a time. After a fault the whole channel waits, so that order holds:
// a second at first, twice as long each time, or as long as the channel says. Belongs to the event
// loop's thread; everything it is given outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "port/channel.h"
#include "port/clock.h"
#include "port/outbox.h"
#include "port/timers.h"

namespace pitwall::outbox {

// How often a channel is written to: `burst` at once, then one each `every`.
struct Pace {
  int burst = 3;
  Duration every = seconds(1);
};

struct CourierOptions {
  Pace pace{};
  Duration first_pause = seconds(1);  // after a fault, doubled each time
  Duration longest_pause = minutes(5);
  Duration answer_deadline = minutes(3);  // for the channel to say how an attempt ended
  Duration keeps = days(2);               // a message is worth sending for so long
  std::size_t most_waiting = 1000;        // messages; more are refused
  Duration remembers = days(30);          // keys of what was delivered
};

class Courier {
 public:
  Courier(port::Channel& channel, port::Outbox& outbox, const port::Clock& clock,
          port::Timers& timers, CourierOptions options);
  ~Courier();

  // Begins with what waits from before.
  void start();
  void stop();

  // `key` names the message within the channel, for good: a second one of the same key is taken for
  // the same message, and false is returned. Code::too_large when too many wait. `lives` is how
  // long it is worth sending; zero: as the options say.
  Result<bool> send(std::string key, port::Message message, Duration lives = {});
  // What stands in the chat becomes this message, or what still waits does.
  Result<void> change(std::string_view key, port::Message message, Duration lives = {});

  Result<std::int64_t> waiting() const;
  // Why nothing goes out just now; empty where all is well.
  const std::string& trouble() const;

  // Told of messages that nobody will get, with the reason in words.
  void on_given_up(
      std::function<void(const port::OutboxEntry& entry, const std::string& why)> told);
  // Told of each delivery, with the message's key and its handle.
  void on_delivered(std::function<void(const std::string& key, const std::string& handle)> told);

 private:
  class Round;
  std::shared_ptr<Round> round_;
};

}  // namespace pitwall::outbox
