#include "net/http_server.h"

#include <exception>
#include <set>

#include "base/check.h"

namespace pitwall::net {

namespace {

constexpr std::size_t first_buffer = 4 * 1024;  // grows as a header or body needs it
constexpr std::size_t body_buffer = 64 * 1024;
// After a refusal the rest of what the client sends is read and thrown away, so that it gets to see
// the answer instead of a reset connection; but not for long.
constexpr std::size_t linger_bytes = 1024 * 1024;
constexpr Duration linger_deadline = seconds(1);
// When accept() itself fails (no more file descriptors), trying at once would spin.
constexpr Duration accept_pause = milliseconds(100);

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
  } else {
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", status, reason_phrase(status));
  }
}

void append_length(std::string& out, std::size_t length) {
  fmt::format_int digits(length);
  out.append("Content-Length: ").append(digits.data(), digits.size()).append("\r\n");
}

}  // namespace

BodyStream::BodyStream(Loop& loop, std::size_t max_queued_bytes)
    : max_queued_(max_queued_bytes), written_(loop), sent_(loop) {}

bool BodyStream::write(std::string_view bytes) {
  if (state_ != State::open) return false;
  if (queue_.size() + bytes.size() > max_queued_) {
    give_up();
    return false;
  }
  queue_.append(bytes);
  written_.notify();
  return true;
}

Awaitable<bool> BodyStream::room() {
  while (state_ == State::open && queue_.size() > max_queued_ / 2) co_await sent_.wait();
  co_return state_ == State::open;
}

void BodyStream::finish() {
  if (state_ != State::open) return;
  state_ = State::finished;
  on_gone_ = nullptr;
  written_.notify();
}

void BodyStream::give_up() {
  if (state_ == State::gone) return;
  bool tell = state_ == State::open;
  state_ = State::gone;
  queue_.clear();
  written_.notify();
  sent_.notify();
  auto callback = std::move(on_gone_);
  on_gone_ = nullptr;
  if (tell && callback) callback();
}

StreamedResponse event_stream(std::shared_ptr<BodyStream> body) {
  StreamedResponse stream;
  stream.head.headers.add("Content-Type", "text/event-stream");
  stream.head.headers.add("Cache-Control", "no-cache");
  stream.head.headers.add("X-Accel-Buffering", "no");
  stream.body = std::move(body);
  stream.keep_alive_text = ": \n\n";
  return stream;
}

class HttpConnection;

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
  State(Loop& on, Handler chosen, HttpServerOptions with)
      : loop(on), handler(std::move(chosen)), options(std::move(with)), left(on) {}

  Loop& loop;
  Handler handler;
  HttpServerOptions options;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::set<HttpConnection*> connections;
  bool stopping = false;  // no new connections; those there are end with their answer
  bool closed = false;    // the handler is not asked any more
  Notice left;            // a connection ended

  void report(std::string_view what) const {
    if (options.on_error) options.on_error(what);
  }
  void stop_listening() {
    stopping = true;
    for (auto& listener : listeners) listener->close();
  }
  void close_all();
  Result<void> listen(Result<std::unique_ptr<Listener>> listener,
                      std::shared_ptr<TlsServerContext> tls);
  static Awaitable<void> accept_all(std::shared_ptr<State> state, Listener* listener,
                                    std::shared_ptr<TlsServerContext> tls);
  static Awaitable<void> turn_away(std::unique_ptr<Stream> stream);
};

// One connection from its first byte to its last. Its task holds it; everything else looks.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(std::shared_ptr<HttpServer::State> server, std::unique_ptr<Stream> stream,
                 std::shared_ptr<TlsServerContext> tls)
      : server_(std::move(server)),
        stream_(std::move(stream)),
        tls_(std::move(tls)),
        parser_(server_->options.limits),
        watch_ended_(server_->loop),
        input_(first_buffer) {
    server_->connections.insert(this);
  }
  ~HttpConnection() {
    disconnect_->connection_ = nullptr;
    server_->connections.erase(this);
    server_->left.notify();
  }

  static Awaitable<void> run(std::shared_ptr<HttpConnection> self) {
    if (self->tls_) co_await self->secure();
    if (self->stream_) co_await self->serve();
    if (self->stream_) {
      co_await self->stream_->finish();
      self->stream_->close();
    }
    self->client_gone();
  }

  // Ends a connection that waits for a request, or a stream without end; lets answers finish.
  void wind_down();
  void close_now();

 private:
  Awaitable<void> secure();
  Awaitable<void> serve();
  Awaitable<bool> read_request();
  Awaitable<bool> answer_now(Response& response);
  Awaitable<bool> answer_later(Reply reply);
  Awaitable<bool> stream_out(StreamedResponse stream);
  Awaitable<bool> pump(StreamedResponse& stream, bool chunked);
  Awaitable<void> hand_over(WebSocketUpgrade upgrade);
  Awaitable<void> refuse(int status, std::string message);
  static Awaitable<void> watch(std::shared_ptr<HttpConnection> self);
  Awaitable<void> stop_watch();

  Reply ask_handler();
  Response sorry(std::string_view what);
  void start_watch();
  void client_gone();
  void write_head(const Response& response);
  bool may_go_on(const Response& response);
  std::span<char> input_room();
  std::string_view input() const { return {input_.data() + taken_, filled_ - taken_}; }

  std::shared_ptr<HttpServer::State> server_;
  std::unique_ptr<Stream> stream_;
  std::shared_ptr<TlsServerContext> tls_;
  RequestParser parser_;
  std::shared_ptr<Disconnect> disconnect_ = std::make_shared<Disconnect>();
  Notice watch_ended_;
  std::vector<char> input_;
  std::size_t taken_ = 0;   // of input_, by the parser
  std::size_t filled_ = 0;  // of input_, by the stream
  std::string head_;
  std::shared_ptr<BodyStream> body_;    // while one is being sent
  std::weak_ptr<WebSocket> websocket_;  // after an upgrade
  bool idle_ = true;
  bool watching_ = false;
  bool watch_runs_ = false;
  bool peer_finished_ = false;
};

Awaitable<void> HttpConnection::secure() {
  // A failed handshake leaves no stream, and the connection ends.
  auto secured =
      co_await tls_accept(server_->loop, std::move(stream_), tls_, server_->options.tls_deadline);
  if (secured) stream_ = std::move(*secured);
}

Awaitable<void> HttpConnection::serve() {
  stream_->set_write_limit(server_->options.write_deadline);
  while (true) {
    bool whole = co_await read_request();
    if (!whole) co_return;
    Reply reply = ask_handler();
    bool again = false;
    if (auto* response = std::get_if<Response>(&reply.what_)) {
      again = co_await answer_now(*response);
    } else {
      again = co_await answer_later(std::move(reply));
    }
    disconnect_->connection_ = nullptr;
    if (!again) co_return;
    disconnect_->callback_ = nullptr;
    parser_.reset();
  }
}

std::span<char> HttpConnection::input_room() {
  if (taken_ == filled_) {
    taken_ = filled_ = 0;
  } else if (taken_ > 0) {
    std::memmove(input_.data(), input_.data() + taken_, filled_ - taken_);
    filled_ -= taken_;
    taken_ = 0;
  }
  // The parser wants a header in one piece; one byte more than the limit shows that it is over.
  std::size_t most =
      std::max<std::size_t>(body_buffer, server_->options.limits.header_bytes + std::size_t{1});
  if (filled_ == input_.size() && input_.size() < most) {
    input_.resize(std::min(most, input_.size() * 2));
  }
  return std::span<char>(input_).subspan(filled_);
}

// False: nothing more will come, or it was refused; the connection ends.
Awaitable<bool> HttpConnection::read_request() {
  const HttpServerOptions& options = server_->options;
  enum class Stage { idle, head, body } stage = Stage::idle;
  bool told_to_go_on = false;
  stream_->set_read_deadline(options.idle_deadline);
  while (true) {
    if (taken_ < filled_) taken_ += parser_.feed(input());
    if (parser_.failed()) {
      HttpFailure failure = parser_.failure();
      co_await refuse(failure.status, std::move(failure.message));
      co_return false;
    }
    if (parser_.complete()) co_return true;
    if (stage == Stage::idle && parser_.begun()) {
      stage = Stage::head;
      stream_->set_read_deadline(options.header_deadline);
    }
    if (stage == Stage::head && parser_.has_head()) {
      stage = Stage::body;
      stream_->set_read_deadline(options.body_deadline);
      if (input_.size() < body_buffer) input_.resize(body_buffer);
    }
    if (!told_to_go_on && parser_.expects_continue()) {
      told_to_go_on = true;
      auto written = co_await stream_->write("HTTP/1.1 100 Continue\r\n\r\n");
      if (!written) co_return false;
    }
    idle_ = stage == Stage::idle;
    if (idle_ && server_->stopping) co_return false;
    auto count = co_await stream_->read_some(input_room());
    idle_ = false;
    if (!count && count.error().code == Code::deadline_exceeded && stage != Stage::idle) {
      co_await refuse(408, "The request did not arrive in time.");
      co_return false;
    }
    if (!count || *count == 0) co_return false;
    filled_ += *count;
  }
}

Reply HttpConnection::ask_handler() {
  if (server_->closed) return Response::text(503, "Shutting down.\n");
  // Whoever kept the last request's share goes on looking at that one.
  if (disconnect_.use_count() > 1) disconnect_ = std::make_shared<Disconnect>();
  disconnect_->callback_ = nullptr;
  disconnect_->connection_ = this;
  Request& request = parser_.request();
  request.peer = stream_->peer();
  request.local = stream_->local();
  try {
    return server_->handler(request, disconnect_);
  } catch (const std::exception& failure) {
    return sorry(failure.what());
  }
}

Response HttpConnection::sorry(std::string_view what) {
  server_->report(what);
  return Response::text(500, "Something went wrong inside; the log says what.\n");
}

bool HttpConnection::may_go_on(const Response& response) {
  return parser_.keep_alive() && !server_->stopping && !peer_finished_ &&
         !response.headers.has_token("Connection", "close");
}

void HttpConnection::write_head(const Response& response) {
  head_.clear();
  append_status_line(head_, response.status);
  head_.append(response.headers.wire());
  if (!server_->options.server_name.empty()) {
    head_.append("Server: ").append(server_->options.server_name).append("\r\n");
  }
}

Awaitable<bool> HttpConnection::answer_now(Response& response) {
  bool again = may_go_on(response);
  write_head(response);
  if (!has_no_body(response.status)) append_length(head_, response.body.size());
  if (!again && !response.headers.contains("Connection")) head_.append("Connection: close\r\n");
  if (again && parser_.request().minor_version == 0) head_.append("Connection: keep-alive\r\n");
  head_.append("\r\n");
  bool silent = has_no_body(response.status) || parser_.request().method == "HEAD";
  std::string_view body = silent ? std::string_view{} : std::string_view(response.body);
  auto written = co_await stream_->write(head_, body);
  co_return again&& written.ok();
}

Awaitable<bool> HttpConnection::answer_later(Reply reply) {
  start_watch();
  while (std::holds_alternative<Awaitable<Reply>>(reply.what_)) {
    Awaitable<Reply> task = std::move(std::get<Awaitable<Reply>>(reply.what_));
    std::optional<std::string> thrown;
    try {
      Reply next = co_await std::move(task);
      reply = std::move(next);
    } catch (const std::exception& failure) {
      thrown = failure.what();
    }
    if (thrown) reply = sorry(*thrown);
  }
  bool again = false;
  if (auto* stream = std::get_if<StreamedResponse>(&reply.what_)) {
    again = co_await stream_out(std::move(*stream));
    co_await stop_watch();
    co_return again && !peer_finished_;
  }
  co_await stop_watch();
  if (auto* response = std::get_if<Response>(&reply.what_)) {
    again = co_await answer_now(*response);
  } else {
    co_await hand_over(std::move(std::get<WebSocketUpgrade>(reply.what_)));
  }
  co_return again;
}

Awaitable<bool> HttpConnection::stream_out(StreamedResponse stream) {
  bool chunked = parser_.request().minor_version >= 1;
  bool again = chunked && may_go_on(stream.head);
  write_head(stream.head);
  if (chunked) head_.append("Transfer-Encoding: chunked\r\n");
  if (!again) head_.append("Connection: close\r\n");
  head_.append("\r\n");
  body_ = stream.body;
  if (parser_.request().method == "HEAD") {
    auto written = co_await stream_->write(head_);
    body_->give_up();
    body_.reset();
    co_return again&& written.ok();
  }
  if (!stream.head.body.empty()) body_->queue_.insert(0, stream.head.body);
  bool whole = co_await pump(stream, chunked);
  body_->give_up();
  body_.reset();
  co_return again&& whole;
}

// Sends what is queued, as it comes; true when the body has ended as its writer wished.
Awaitable<bool> HttpConnection::pump(StreamedResponse& stream, bool chunked) {
  BodyStream& body = *stream.body;
  std::string sending;
  Timer quiet;
  bool too_quiet = false;
  while (body.state_ != BodyStream::State::gone) {
    sending.clear();
    sending.swap(body.queue_);
    body.sent_.notify();
    bool last = body.state_ == BodyStream::State::finished;
    if (sending.empty() && too_quiet) sending = stream.keep_alive_text;
    too_quiet = false;
    if (chunked && !sending.empty()) {
      fmt::format_to(std::back_inserter(head_), "{:x}\r\n", sending.size());
      sending.append("\r\n");
    }
    if (chunked && last) sending.append("0\r\n\r\n");
    if (!head_.empty() || !sending.empty()) {
      auto written = co_await stream_->write(head_, sending);
      if (!written) co_return false;
    }
    head_.clear();
    if (last) co_return true;
    if (!stream.keep_alive_text.empty()) {
      quiet = server_->loop.after(stream.keep_alive_every, [&too_quiet, &body] {
        too_quiet = true;
        body.written_.notify();
      });
    }
    if (body.queue_.empty() && body.state_ == BodyStream::State::open) {
      co_await body.written_.wait();
    }
  }
  co_return false;
}

Awaitable<void> HttpConnection::hand_over(WebSocketUpgrade upgrade) {
  const Request& request = parser_.request();
  if (!is_websocket_request(request)) {
    co_await refuse(426, "This address speaks WebSocket (version 13) only.");
    co_return;
  }
  Response response;
  response.status = 101;
  response.headers.add("Upgrade", "websocket");
  response.headers.add("Connection", "Upgrade");
  response.headers.add("Sec-WebSocket-Accept",
                       websocket_accept(request.headers.get("Sec-WebSocket-Key")));
  if (!upgrade.protocol.empty()) {
    response.headers.add("Sec-WebSocket-Protocol", upgrade.protocol);
  }
  write_head(response);
  head_.append("\r\n");
  auto written = co_await stream_->write(head_);
  if (!written) co_return;
  auto socket = WebSocket::over(server_->loop, std::move(stream_), WebSocket::Side::server,
                                upgrade.options, input());
  websocket_ = socket;
  try {
    co_await upgrade.session(socket);
  } catch (const std::exception& failure) {
    server_->report(failure.what());
  }
  co_await socket->finish_closing();
}

Awaitable<void> HttpConnection::refuse(int status, std::string message) {
  Response response = Response::text(status, message + "\n");
  response.headers.add("Connection", "close");
  if (status == 426) response.headers.add("Upgrade", "websocket");
  write_head(response);
  append_length(head_, response.body.size());
  head_.append("\r\n");
  auto written = co_await stream_->write(head_, response.body);
  if (!written) co_return;
  co_await stream_->finish();
  stream_->set_read_deadline(linger_deadline);
  taken_ = filled_ = 0;
  for (std::size_t wasted = 0; wasted < linger_bytes;) {
    auto count = co_await stream_->read_some(input_);
    if (!count || *count == 0) co_return;
    wasted += *count;
  }
}

// While a handler works, somebody must notice that the client has gone: this reads ahead.
void HttpConnection::start_watch() {
  watching_ = true;
  watch_runs_ = true;
  stream_->set_read_deadline(no_deadline);
  server_->loop.spawn("http watch", watch(shared_from_this()));
}

Awaitable<void> HttpConnection::watch(std::shared_ptr<HttpConnection> self) {
  while (self->watching_) {
    std::span<char> room = self->input_room();
    // Pipelined requests wait their turn; the next read comes when they have been answered.
    if (room.empty()) break;
    auto count = co_await self->stream_->read_some(room);
    if (count && *count > 0) {
      self->filled_ += *count;
      continue;
    }
    bool stopped = !count && count.error().code == Code::cancelled && !self->watching_;
    if (!stopped) {
      self->peer_finished_ = true;
      self->client_gone();
    }
    break;
  }
  self->watch_runs_ = false;
  self->watch_ended_.notify();
}

Awaitable<void> HttpConnection::stop_watch() {
  watching_ = false;
  if (watch_runs_) stream_->cancel();
  while (watch_runs_) co_await watch_ended_.wait();
}

void HttpConnection::client_gone() {
  if (body_) body_->give_up();
  if (disconnect_->happened_) return;
  disconnect_->happened_ = true;
  auto callback = std::move(disconnect_->callback_);
  disconnect_->callback_ = nullptr;
  if (callback) callback();
}

void Disconnect::hang_up() {
  if (connection_) connection_->close_now();
}

void HttpConnection::wind_down() {
  if (auto socket = websocket_.lock()) socket->close(close_code::going_away, "shutting down");
  if (body_) body_->finish();
  if (idle_ && stream_) stream_->cancel();
}

void HttpConnection::close_now() {
  if (auto socket = websocket_.lock()) socket->abort();
  if (stream_) stream_->close();
}

void HttpServer::State::close_all() {
  for (HttpConnection* connection : connections) connection->close_now();
}

Result<void> HttpServer::State::listen(Result<std::unique_ptr<Listener>> listener,
                                       std::shared_ptr<TlsServerContext> tls) {
  if (!listener) return std::move(listener).error();
  listeners.push_back(std::move(*listener));
  loop.spawn("http accept", accept_all(shared_from_this(), listeners.back().get(), std::move(tls)));
  return {};
}

Awaitable<void> HttpServer::State::accept_all(std::shared_ptr<State> state, Listener* listener,
                                              std::shared_ptr<TlsServerContext> tls) {
  while (!state->stopping) {
    auto stream = co_await listener->accept();
    if (state->stopping) co_return;
    if (!stream) {
      state->report(stream.error().message);
      co_await state->loop.sleep(accept_pause);
    } else if (state->connections.size() >= state->options.max_connections) {
      state->loop.spawn("http turn away", turn_away(std::move(*stream)));
    } else {
      auto connection = std::make_shared<HttpConnection>(state, std::move(*stream), tls);
      state->loop.spawn("http connection", HttpConnection::run(std::move(connection)));
    }
  }
}

Awaitable<void> HttpServer::State::turn_away(std::unique_ptr<Stream> stream) {
  stream->set_write_limit(seconds(1));
  auto written = co_await stream->write(
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
      "Content-Length: 53\r\nContent-Type: text/plain\r\n\r\n"
      "There are too many connections (max_connections).   \n");
  if (written) co_await stream->finish();
  stream->close();
}

HttpServer::HttpServer(Loop& loop, Handler handler, HttpServerOptions options)
    : state_(std::make_shared<State>(loop, std::move(handler), std::move(options))) {}

HttpServer::~HttpServer() {
  state_->stop_listening();
  state_->closed = true;
  state_->close_all();
}

Result<void> HttpServer::listen_tcp(const std::string& address, std::uint16_t port) {
  return state_->listen(Listener::tcp(state_->loop, address, port), nullptr);
}

Result<void> HttpServer::listen_tls(const std::string& address, std::uint16_t port,
                                    std::shared_ptr<TlsServerContext> context) {
  return state_->listen(Listener::tcp(state_->loop, address, port), std::move(context));
}

Result<void> HttpServer::listen_unix(const std::string& path) {
  return state_->listen(Listener::unix_socket(state_->loop, path), nullptr);
}

void HttpServer::serve(std::unique_ptr<Stream> stream) {
  auto connection = std::make_shared<HttpConnection>(state_, std::move(stream), nullptr);
  state_->loop.spawn("http connection", HttpConnection::run(std::move(connection)));
}

std::uint16_t HttpServer::port() const {
  for (const auto& listener : state_->listeners) {
    if (listener->port() != 0) return listener->port();
  }
  return 0;
}

std::size_t HttpServer::connections() const { return state_->connections.size(); }

Awaitable<void> HttpServer::shut_down(Duration grace) {
  auto state = state_;
  state->stop_listening();
  for (HttpConnection* connection : state->connections) connection->wind_down();
  bool late = false;
  Timer limit = state->loop.after(grace, [&late, &state = *state] {
    late = true;
    state.left.notify();
  });
  while (!state->connections.empty() && !late) co_await state->left.wait();
  state->close_all();
}

}  // namespace pitwall::net
