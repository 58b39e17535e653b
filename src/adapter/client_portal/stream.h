// The gateway's WebSocket: opened, greeted, listened to. What it sends is taken apart into a topic
// and its body; who subscribes to what is not decided here. Belongs to the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/json.h"
#include "net/tls.h"
#include "net/websocket.h"

namespace pitwall::client_portal {

// "smd+265598" has the topic "smd" and the rest "265598".
struct Frame {
  std::string topic;
  std::string rest;
  Json body;
};
Result<Frame> frame_of(std::string_view text);

struct StreamOptions {
  std::string address;  // "https://127.0.0.1:5000"
  net::TlsClientOptions tls;
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial;
};

// What the gateway says once its session is there; before that it hears nothing.
struct Greeting {
  std::string username;
  std::optional<bool> paper;
};

class Stream : public std::enable_shared_from_this<Stream> {
 public:
  // Liveness is a heartbeat of this age at most: pings are answered by the gateway alone, with
  // nothing behind it.
  static constexpr Duration heartbeat_limit = seconds(30);

  Stream(net::Loop& loop, StreamOptions options) : loop_(loop), options_(std::move(options)) {}
  ~Stream() { close(); }

  // `key` is the session's, for the cookie.
  net::Awaitable<Result<Greeting>> open(std::string key);
  bool send(std::string text);
  void close();
  bool is_open() const { return socket_ && socket_->open(); }
  // Why it must be given up, in words for a person; empty while it is well.
  std::string complaint() const;

  // Frames after the greeting, in order; the last call is `on_end`.
  std::function<void(const Frame&)> on_frame;
  std::function<void()> on_end;

 private:
  net::Awaitable<Result<std::shared_ptr<net::WebSocket>>> connect(std::string key);
  net::Awaitable<Result<Greeting>> greeting();
  static net::Awaitable<void> listen(std::shared_ptr<Stream> self);

  net::Loop& loop_;
  StreamOptions options_;
  std::shared_ptr<net::TlsClientContext> tls_;
  std::shared_ptr<net::WebSocket> socket_;
  Duration last_heartbeat_;
  bool closed_ = false;
};

}  // namespace pitwall::client_portal
