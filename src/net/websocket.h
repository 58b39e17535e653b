// WebSocket (RFC 6455) over any Stream, both ends. Receiving is a coroutine, sending never waits:
// messages go to a bounded queue, and what happens to a reader who does not keep up is the sender's
// choice. Pings are answered, and sent, by the socket itself. No compression is offered. Belongs to
// the loop's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"
#include "net/loop.h"
#include "net/stream.h"

namespace pitwall::net {

enum class SlowReader {
  close,        // with 1013 (try again later): a reader must not miss anything
  drop_oldest,  // a reader of quotes wants the newest
};

struct WebSocketOptions {
  std::size_t max_message = 1024 * 1024;  // bytes received in one message, else 1009
  std::size_t max_queued_bytes = 4 * 1024 * 1024;
  SlowReader slow_reader = SlowReader::close;
  Duration ping_every = seconds(20);        // without a sign of life for this long, ask
  Duration silence_deadline = seconds(60);  // without one for this long, the peer is gone
  Duration write_deadline = seconds(30);
};

namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t too_large = 1009;
inline constexpr std::uint16_t try_again_later = 1013;
}  // namespace close_code

struct WebSocketMessage {
  bool binary = false;
  std::string data;  // valid UTF-8 unless binary
};

class WebSocket : public std::enable_shared_from_this<WebSocket> {
 public:
  enum class Side { server, client };
  // After the handshake; `early` are bytes already read behind it.
  static std::shared_ptr<WebSocket> over(Loop& loop, std::unique_ptr<Stream> stream, Side side,
                                         WebSocketOptions options, std::string_view early);
  ~WebSocket();

  // The next message, or Code::cancelled after a close from either side (see closed_with), or what
  // went wrong with the connection.
  Awaitable<Result<WebSocketMessage>> receive();

  // False when the message will not be sent: closed, or closed because the reader is too slow.
  bool send_text(std::string text);
  bool send_binary(std::string bytes);
  void close(std::uint16_t code, std::string_view reason);
  void abort();  // without a goodbye
  // Waits until the queue has been handed to the stream, or the socket is closed.
  Awaitable<void> sent();

  bool open() const;
  std::size_t queued_bytes() const;
  std::size_t dropped() const;  // messages that drop_oldest threw away
  // The peer's code and reason once its close frame came; 1005 where it gave none.
  std::optional<std::uint16_t> closed_with() const;
  const std::string& close_reason() const;
  const std::string& peer() const;

 private:
  friend class HttpConnection;
  struct State;
  WebSocket();
  bool send(WebSocketMessage message);
  void flush();
  void ping_later();
  static Awaitable<void> write_all(std::shared_ptr<WebSocket> self);
  // Says goodbye if nobody has, and waits shortly for the peer to do so too.
  Awaitable<void> finish_closing();
  std::unique_ptr<State> state_;
};

// The pieces of the handshake. A request is answered with 101 and this key's accept value.
bool is_websocket_request(const Request& request);
std::string websocket_accept(std::string_view key);

class TlsClientContext;

// Client side, from an address: "wss://localhost:5000/v1/api/ws". `tls` for wss only.
Awaitable<Result<std::shared_ptr<WebSocket>>> websocket_open(Loop& loop, std::string url,
                                                             Headers extra,
                                                             WebSocketOptions options,
                                                             std::shared_ptr<TlsClientContext> tls,
                                                             Duration deadline);

// Client side: asks over `stream` for `target` at `host`, and checks the answer. `extra` fields go
// with the request (Origin, Cookie, Sec-WebSocket-Protocol).
Awaitable<Result<std::shared_ptr<WebSocket>>> websocket_connect(
    Loop& loop, std::unique_ptr<Stream> stream, std::string host, std::string target, Headers extra,
    WebSocketOptions options, Duration deadline);

}  // namespace pitwall::net
