#include "adapter/outbox/courier.h"

namespace pitwall::outbox {

// Shared with the callbacks that it waits for, which find it gone where it is.
class Courier::Round : public std::enable_shared_from_this<Round> {
 public:
  Round(port::Channel& channel, port::Outbox& outbox, const port::Clock& clock,
        port::Timers& timers, CourierOptions options)
      : channel_(channel),
        outbox_(outbox),
        clock_(clock),
        timers_(timers),
        options_(std::move(options)) {}

  void start() {
    running_ = true;
    forget();
    go_on();
  }
  void stop() { running_ = false; }

  Result<bool> send(std::string key, port::Message message, Duration lives);
  Result<void> change(std::string_view key, const port::Message& message, Duration lives);
  Result<std::int64_t> waiting() const { return outbox_.waiting(channel_.name()); }

  std::string trouble;
  std::function<void(const port::OutboxEntry&, const std::string&)> told_given_up;
  std::function<void(const std::string&, const std::string&)> told_delivered;

 private:
  // Once a day. What cannot be forgotten now is forgotten later.
  void forget() {
    if (forgot_ && clock_.now() - *forgot_ < days(1)) return;
    forgot_ = clock_.now();
    static_cast<void>(outbox_.forget(*forgot_ - options_.remembers).ok());
  }
  void go_on();
  bool may_send();
  void wake_in(Duration pause);
  void attempt(const port::OutboxEntry& entry);
  void ended(const port::OutboxEntry& entry, const port::Attempt& attempt);
  void settle(const port::OutboxEntry& entry, const port::Attempt& attempt);
  void give_up(const port::OutboxEntry& entry, const std::string& why);
  void rest(Duration at_least);
  Time expiry(Duration lives) const {
    return clock_.now() + (lives > Duration{} ? lives : options_.keeps);
  }

  port::Channel& channel_;
  port::Outbox& outbox_;
  const port::Clock& clock_;
  port::Timers& timers_;
  CourierOptions options_;
  bool running_ = false;
  bool under_way_ = false;     // one message is with the channel
  std::uint64_t attempt_ = 0;  // its number: a late word about an earlier one is no news
  std::uint64_t wake_ = 0;     // the timer that counts
  bool resting_ = false;
  Duration pause_;     // the last one after a fault
  double credit_ = 0;  // messages that may go out at once
  std::optional<Time> credited_;
  std::optional<Time> forgot_;  // when old keys were let go
};

Result<bool> Courier::Round::send(std::string key, port::Message message, Duration lives) {
  port::OutboxEntry entry;
  entry.channel = channel_.name();
  entry.key = std::move(key);
  entry.message = std::move(message);
  entry.created = clock_.now();
  entry.expires = expiry(lives);
  forget();
  PITWALL_TRY(const bool fresh, outbox_.put(entry, options_.most_waiting));
  if (fresh) go_on();
  return fresh;
}

Result<void> Courier::Round::change(std::string_view key, const port::Message& message,
                                    Duration lives) {
  PITWALL_TRY_VOID(outbox_.change(channel_.name(), key, message, expiry(lives)));
  go_on();
  return {};
}

// The next message, if it may go out now.
void Courier::Round::go_on() {
  while (running_ && !under_way_ && !resting_) {
    const Result<std::optional<port::OutboxEntry>> next = outbox_.next(channel_.name());
    if (!next) {
      trouble = next.error().message;
      return rest({});
    }
    if (!*next) return;
    if ((*next)->expires <= clock_.now()) {
      give_up(**next, "It could not be delivered while it was worth anything.");
      continue;
    }
    if (!may_send()) return;
    attempt(**next);
  }
}

// One message's worth of the channel's pace, or a timer for when there is one.
bool Courier::Round::may_send() {
  const Time now = clock_.now();
  const double burst = options_.pace.burst;
  if (!credited_ || now < *credited_) {  // the first, or the clock was set back
    credit_ = credited_ ? credit_ : burst;
  } else {
    const double gained = (now - *credited_).to_seconds() / options_.pace.every.to_seconds();
    credit_ = std::min(burst, credit_ + gained);
  }
  credited_ = now;
  if (credit_ >= 1) {
    credit_ -= 1;
    return true;
  }
  const double missing = (1 - credit_) * options_.pace.every.to_seconds();
  wake_in(nanoseconds(static_cast<std::int64_t>(missing * 1e9) + 1));
  return false;
}

void Courier::Round::wake_in(Duration pause) {
  const std::uint64_t mine = ++wake_;
  resting_ = true;
  timers_.after(pause, [weak = weak_from_this(), mine] {
    const std::shared_ptr<Round> self = weak.lock();
    if (!self || self->wake_ != mine) return;
    self->resting_ = false;
    self->go_on();
  });
}

void Courier::Round::rest(Duration at_least) {
  pause_ = std::clamp(pause_ * 2, options_.first_pause, options_.longest_pause);
  wake_in(std::max(pause_, at_least));
}

void Courier::Round::attempt(const port::OutboxEntry& entry) {
  under_way_ = true;
  const std::uint64_t mine = ++attempt_;
  const auto reply = [weak = weak_from_this(), mine, entry](port::Attempt attempt) {
    const std::shared_ptr<Round> self = weak.lock();
    if (!self || !self->running_ || !self->under_way_ || self->attempt_ != mine) return;
    self->under_way_ = false;
    self->ended(entry, attempt);
    self->go_on();
  };
  timers_.after(options_.answer_deadline, [reply, name = std::string(channel_.name())] {
    reply({.outcome = port::Attempt::Outcome::later,
           .words = fmt::format("The channel {} did not say how it ended.", name)});
  });
  if (entry.handle.empty())
    channel_.send(entry.key, entry.message, reply);
  else
    channel_.edit(entry.handle, entry.message, reply);
}

void Courier::Round::ended(const port::OutboxEntry& entry, const port::Attempt& attempt) {
  switch (attempt.outcome) {
    case port::Attempt::Outcome::delivered:
      return settle(entry, attempt);
    case port::Attempt::Outcome::never:
      pause_ = {};
      return give_up(entry, attempt.words);
    case port::Attempt::Outcome::later:
      break;
  }
  trouble = attempt.words;
  if (const Result<void> noted = outbox_.failed(entry, attempt.words); !noted)
    trouble = noted.error().message;
  rest(attempt.wait);
}

void Courier::Round::settle(const port::OutboxEntry& entry, const port::Attempt& attempt) {
  const Result<void> noted = outbox_.delivered(entry, attempt.handle);
  if (!noted) {
    // Delivered and not written down: better a pause than the same message over and over.
    trouble = noted.error().message;
    return rest(options_.longest_pause);
  }
  trouble.clear();
  pause_ = {};
  if (told_delivered)
    told_delivered(entry.key, attempt.handle.empty() ? entry.handle : attempt.handle);
}

void Courier::Round::give_up(const port::OutboxEntry& entry, const std::string& why) {
  if (const Result<void> noted = outbox_.given_up(entry, why); !noted) {
    trouble = noted.error().message;
    return rest({});
  }
  if (told_given_up) told_given_up(entry, why);
}

Courier::Courier(port::Channel& channel, port::Outbox& outbox, const port::Clock& clock,
                 port::Timers& timers, CourierOptions options)
    : round_(std::make_shared<Round>(channel, outbox, clock, timers, std::move(options))) {}

Courier::~Courier() { stop(); }

void Courier::start() { round_->start(); }
void Courier::stop() { round_->stop(); }

Result<bool> Courier::send(std::string key, port::Message message, Duration lives) {
  return round_->send(std::move(key), std::move(message), lives);
}

Result<void> Courier::change(std::string_view key, port::Message message, Duration lives) {
  return round_->change(key, message, lives);
}

Result<std::int64_t> Courier::waiting() const { return round_->waiting(); }
const std::string& Courier::trouble() const { return round_->trouble; }

void Courier::on_given_up(
    std::function<void(const port::OutboxEntry& entry, const std::string& why)> told) {
  round_->told_given_up = std::move(told);
}

void Courier::on_delivered(
    std::function<void(const std::string& key, const std::string& handle)> told) {
  round_->told_delivered = std::move(told);
}

}  // namespace pitwall::outbox
