// A session over HTTP and its streams. Each stream is a channel: what goes over it has a number and
// is kept for a while, so that a client that lost its connection gets the rest on another.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "net/http_server.h"
#include "net/sse.h"
#include "serve/mcp/session.h"

namespace pitwall::serve {

class Channel {
 public:
  static constexpr std::size_t max_kept = 256;  // events for a resumption
  static constexpr std::size_t max_kept_bytes = 1 << 20;
  static constexpr std::size_t max_queued = 4 << 20;  // bytes a reader may be behind

  Channel(net::Loop& loop, std::uint32_t number) : loop_(loop), number_(number) {}

  // A stream to the client, which begins with what it has not seen after event `after`. `primed`:
  // an event without a message goes first, so that there is an id to resume from at once.
  net::StreamedResponse attach(std::uint64_t after, bool primed);
  void write(std::string_view message);
  void finish();  // nothing will follow; what was said can still be fetched
  // Ends the connection, not the channel: the client comes back after `retry`.
  void pause(Duration retry);
  bool finished() const { return finished_; }
  bool keeps_up() const;
  bool attached() const { return body_ && body_->open(); }
  std::uint32_t number() const { return number_; }
  Duration finished_at() const { return finished_at_; }

 private:
  struct Event {
    std::uint64_t number;
    std::string text;  // as it goes over the wire
  };
  std::string id(std::uint64_t event) const { return fmt::format("{}-{}", number_, event); }

  net::Loop& loop_;
  std::uint32_t number_;
  std::uint64_t last_ = 0;
  std::deque<Event> kept_;
  std::size_t kept_bytes_ = 0;
  std::shared_ptr<net::BodyStream> body_;
  bool finished_ = false;
  Duration finished_at_;
};

class HttpSession final : public Session {
 public:
  static constexpr std::size_t max_channels = 320;
  static constexpr Duration kept_after_end = minutes(2);

  HttpSession(net::Loop& loop, Subscriptions& subscriptions, std::string session_id,
              std::string_view caller);

  const std::string id;
  const std::string owner;  // who signed in; nobody else may use the session
  Duration used;            // when the client was last heard of

  // The stream for what belongs to no request.
  Channel& own() { return *own_; }
  std::shared_ptr<Channel> open_channel();
  // The channel of an event's id, and the event's number; nothing where it is gone.
  std::shared_ptr<Channel> find(std::string_view event_id, std::uint64_t& event);
  // Clients of 2025-11-25 know events that carry no message.
  bool primes() const { return version == legacy_versions_with_priming; }

  void push(std::string text) override { own_->write(text); }
  bool keeps_up() const override { return own_->attached() && own_->keeps_up(); }
  void close();

 private:
  static constexpr std::string_view legacy_versions_with_priming = "2025-11-25";
  std::shared_ptr<Channel> own_;
  std::map<std::uint32_t, std::shared_ptr<Channel>> channels_;
  std::uint32_t last_channel_ = 0;
};

}  // namespace pitwall::serve
