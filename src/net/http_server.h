// An HTTP/1.1 server on the loop's thread. A handler looks at the request and gives a Reply: an
// answer at once (the fast way: no task, one system call), one that comes later, a stream that is
// written to as things happen, or the connection itself as a WebSocket. Every connection has
// deadlines and every size a limit; what goes wrong before a handler is asked is answered here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "net/http.h"
#include "net/http_parser.h"
#include "net/loop.h"
#include "net/stream.h"
#include "net/tls.h"
#include "net/websocket.h"

namespace pitwall::net {

// The body of an answer that goes on: server-sent events, a long export. The handler makes it,
// keeps a reference and writes when it likes; the connection sends. Bounded: a reader who does not
// keep up is cut off, and the writer told, rather than memory filled.
class BodyStream {
 public:
  static constexpr std::size_t default_max_queued = 1024 * 1024;
  explicit BodyStream(Loop& loop, std::size_t max_queued_bytes = default_max_queued);

  // Queues bytes. False when nobody will read them: the client is gone, too slow, or finish() was
  // called.
  bool write(std::string_view bytes);
  // For a writer that can wait: until at most half of the queue is left. False as above.
  Awaitable<bool> room();
  void finish();  // what is queued is still sent
  bool open() const { return state_ == State::open; }
  std::size_t queued() const { return queue_.size(); }
  // Called once if the client goes away, or is cut off, before finish(). Set it before returning
  // the reply.
  void on_gone(std::function<void()> callback) { on_gone_ = std::move(callback); }

 private:
  friend class HttpConnection;
  enum class State { open, finished, gone };
  void give_up();

  std::size_t max_queued_;
  std::string queue_;
  State state_ = State::open;
  std::function<void()> on_gone_;
  Notice written_;
  Notice sent_;
};

struct StreamedResponse {
  Response head;  // its body, where there is one, goes first
  std::shared_ptr<BodyStream> body;
  // Sent whenever nothing else was for `keep_alive_every`, so that proxies and a vanished client
  // are noticed; ": \n\n" is a comment to a reader of events. Nothing when empty.
  std::string keep_alive_text;
  Duration keep_alive_every = seconds(15);
};

// 200, text/event-stream, no caching, no proxy buffering, keep-alive comments.
StreamedResponse event_stream(std::shared_ptr<BodyStream> body);

struct WebSocketUpgrade {
  // Runs on the connection; when it returns, the socket is closed. It may hand out shares in the
  // socket: others send on it too.
  std::function<Awaitable<void>(std::shared_ptr<WebSocket>)> session;
  WebSocketOptions options{};
  std::string protocol{};  // the subprotocol agreed to, if any
};

// Set when the client of a request that is being worked on has gone away. The work is not
// interrupted: what may stop half-way is for the handler to say.
class HttpConnection;
class Disconnect {
 public:
  bool happened() const { return happened_; }
  void on_disconnect(std::function<void()> callback) { callback_ = std::move(callback); }
  // The request has been answered, or its client has gone.
  bool over() const { return connection_ == nullptr; }
  // Closes the connection while its request is under way: who asked may no longer be answered.
  void hang_up();

 private:
  friend class HttpConnection;
  HttpConnection* connection_ = nullptr;  // while the request is under way
  bool happened_ = false;
  std::function<void()> callback_;
};

class Reply {
 public:
  Reply(Response now) : what_(std::move(now)) {}
  Reply(Awaitable<Reply> later) : what_(std::move(later)) {}
  Reply(StreamedResponse stream) : what_(std::move(stream)) {}
  Reply(WebSocketUpgrade upgrade) : what_(std::move(upgrade)) {}

 private:
  friend class HttpConnection;
  std::variant<Response, Awaitable<Reply>, StreamedResponse, WebSocketUpgrade> what_;
};

struct HttpServerOptions {
  HttpLimits limits;
  Duration tls_deadline = seconds(10);     // for the TLS handshake, where there is one
  Duration header_deadline = seconds(10);  // from a request's first byte to the end of its header
  Duration body_deadline = seconds(60);    // from the end of the header to the end of the body
  Duration idle_deadline = seconds(75);    // between requests
  Duration write_deadline = seconds(30);   // for the client to take what was sent
  std::size_t max_connections = 4096;      // more get 503 and are closed
  std::string server_name;                 // the Server header; none when empty
  // What went wrong inside: an exception in a handler, a failing accept. Never a client's fault.
  std::function<void(std::string_view what)> on_error;
};

class HttpServer {
 public:
  // The request lives until the reply has been sent, and may be moved from. `disconnect` may be
  // kept. The handler is called on the loop's thread; an exception becomes a 500.
  using Handler = std::function<Reply(Request&, const std::shared_ptr<Disconnect>&)>;

  HttpServer(Loop& loop, Handler handler, HttpServerOptions options);
  HttpServer(Loop& loop, Handler handler) : HttpServer(loop, std::move(handler), {}) {}
  // Closes everything at once; the handler is not called again.
  ~HttpServer();

  Result<void> listen_tcp(const std::string& address, std::uint16_t port);
  Result<void> listen_tls(const std::string& address, std::uint16_t port,
                          std::shared_ptr<TlsServerContext> context);
  Result<void> listen_unix(const std::string& path);
  void serve(std::unique_ptr<Stream> stream);  // a connection that exists already

  std::uint16_t port() const;  // of the first TCP listener; 0 without one
  std::size_t connections() const;
  // Stops listening, closes idle connections, lets answers under way finish for up to `grace`.
  Awaitable<void> shut_down(Duration grace);

 private:
  friend class HttpConnection;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pitwall::net
