#include "net/websocket.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <wslay/wslay.h>

#include <deque>

#include "base/check.h"
#include "net/http_parser.h"
#include "net/tls.h"

namespace pitwall::net {

namespace {

// How long a peer may take to answer a close frame.
constexpr Duration close_deadline = seconds(2);
constexpr std::size_t read_size = 16 * 1024;
constexpr std::size_t batch_bytes = 64 * 1024;  // encoded at a time, for one write
constexpr std::uint16_t no_code_given = 1005;
constexpr std::uint16_t vanished = 1006;

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string base64(std::span<const unsigned char> bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                             static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace

struct WebSocket::State {
  State(Loop& on, std::unique_ptr<Stream> over, WebSocketOptions chosen)
      : loop(on), stream(std::move(over)), options(chosen), drained(on) {}
  ~State() { wslay_event_context_free(codec); }

  Loop& loop;
  std::unique_ptr<Stream> stream;
  WebSocketOptions options;
  wslay_event_context_ptr codec = nullptr;
  std::string_view undecoded;  // what the codec reads from, during decode()
  std::string encoded;         // what the codec writes to
  std::string sending;
  std::deque<WebSocketMessage> received;
  std::deque<WebSocketMessage> queue;
  std::size_t queued = 0;
  std::size_t dropped = 0;
  std::array<char, read_size> buffer;
  bool open = true;  // neither side has begun to close
  bool writing = false;
  Notice drained;
  std::optional<std::uint16_t> closed_with;
  std::string close_reason;
  std::optional<Error> failure;
  Timer ping;
  Duration last_heard;

  void decode(std::string_view bytes);
  void fail(Error why);
  void enqueue_waiting();

  static ssize_t on_recv(wslay_event_context_ptr codec, std::uint8_t* into, std::size_t size, int,
                         void* self);
  static ssize_t on_send(wslay_event_context_ptr, const std::uint8_t* bytes, std::size_t size, int,
                         void* self);
  static int on_mask(wslay_event_context_ptr, std::uint8_t* into, std::size_t size, void*);
  static void on_message(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message,
                         void* self);
};

ssize_t WebSocket::State::on_recv(wslay_event_context_ptr codec, std::uint8_t* into,
                                  std::size_t size, int, void* self) {
  auto& state = *static_cast<State*>(self);
  if (state.undecoded.empty()) {
    wslay_event_set_error(codec, WSLAY_ERR_WOULDBLOCK);
    return -1;
  }
  std::size_t count = state.undecoded.copy(reinterpret_cast<char*>(into), size);
  state.undecoded.remove_prefix(count);
  return static_cast<ssize_t>(count);
}

ssize_t WebSocket::State::on_send(wslay_event_context_ptr, const std::uint8_t* bytes,
                                  std::size_t size, int, void* self) {
  static_cast<State*>(self)->encoded.append(reinterpret_cast<const char*>(bytes), size);
  return static_cast<ssize_t>(size);
}

int WebSocket::State::on_mask(wslay_event_context_ptr, std::uint8_t* into, std::size_t size,
                              void*) {
  return RAND_bytes(into, static_cast<int>(size)) == 1 ? 0 : -1;
}

void WebSocket::State::on_message(wslay_event_context_ptr,
                                  const wslay_event_on_msg_recv_arg* message, void* self) {
  auto& state = *static_cast<State*>(self);
  std::string data(reinterpret_cast<const char*>(message->msg), message->msg_length);
  if (message->opcode == WSLAY_CONNECTION_CLOSE) {
    state.open = false;
    state.closed_with = message->status_code == 0 ? no_code_given : message->status_code;
    // The first two bytes are the code.
    state.close_reason = data.size() > 2 ? data.substr(2) : std::string();
  } else if (message->opcode == WSLAY_TEXT_FRAME || message->opcode == WSLAY_BINARY_FRAME) {
    state.received.push_back({message->opcode == WSLAY_BINARY_FRAME, std::move(data)});
  }
}

void WebSocket::State::decode(std::string_view bytes) {
  last_heard = loop.now();
  undecoded = bytes;
  int outcome = wslay_event_recv(codec);
  undecoded = {};
  PITWALL_CHECK(outcome != WSLAY_ERR_NOMEM, "out of memory for a WebSocket");
  // The codec reads no more once it has refused something, and has queued a close frame: with the
  // code that says why, or with none where the frame's own header was malformed.
  bool refused = outcome != 0 || !wslay_event_get_read_enabled(codec);
  if (refused && !closed_with && !failure) {
    open = false;
    failure = error(Code::invalid_argument,
                    "{} sent a WebSocket frame that is malformed or larger than the limit of {} "
                    "bytes (max_message).",
                    stream->peer(), options.max_message);
  }
}

void WebSocket::State::fail(Error why) {
  open = false;
  if (!failure) failure = std::move(why);
  if (!closed_with) closed_with = vanished;
  queue.clear();
  queued = 0;
  stream->close();
}

void WebSocket::State::enqueue_waiting() {
  std::size_t taken = 0;
  while (!queue.empty() && taken < batch_bytes) {
    WebSocketMessage& message = queue.front();
    wslay_event_msg frame{
        static_cast<std::uint8_t>(message.binary ? WSLAY_BINARY_FRAME : WSLAY_TEXT_FRAME),
        bytes_of(message.data), message.data.size()};
    wslay_event_queue_msg(codec, &frame);
    taken += message.data.size();
    queued -= message.data.size();
    queue.pop_front();
  }
}

WebSocket::WebSocket() = default;
WebSocket::~WebSocket() = default;

std::shared_ptr<WebSocket> WebSocket::over(Loop& loop, std::unique_ptr<Stream> stream, Side side,
                                           WebSocketOptions options, std::string_view early) {
  std::shared_ptr<WebSocket> socket(new WebSocket);
  socket->state_ = std::make_unique<State>(loop, std::move(stream), options);
  State& state = *socket->state_;
  wslay_event_callbacks callbacks{};
  callbacks.recv_callback = State::on_recv;
  callbacks.send_callback = State::on_send;
  callbacks.genmask_callback = State::on_mask;
  callbacks.on_msg_recv_callback = State::on_message;
  auto init =
      side == Side::server ? wslay_event_context_server_init : wslay_event_context_client_init;
  int outcome = init(&state.codec, &callbacks, &state);
  PITWALL_CHECK(outcome == 0, "out of memory for a WebSocket");
  wslay_event_config_set_max_recv_msg_length(state.codec, options.max_message);
  state.stream->set_write_limit(options.write_deadline);
  state.last_heard = loop.now();
  socket->ping_later();
  if (!early.empty()) {
    state.decode(early);
    socket->flush();
  }
  return socket;
}

void WebSocket::ping_later() {
  State& state = *state_;
  Duration quiet = state.loop.now() - state.last_heard;
  Duration wait = std::max(state.options.ping_every - quiet, milliseconds(1));
  state.ping = state.loop.after(wait, [weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self || !self->state_->open) return;
    State& now = *self->state_;
    if (now.loop.now() - now.last_heard >= now.options.ping_every) {
      wslay_event_msg frame{WSLAY_PING, nullptr, 0};
      wslay_event_queue_msg(now.codec, &frame);
      self->flush();
      now.last_heard = now.last_heard + now.options.ping_every;
    }
    self->ping_later();
  });
}

void WebSocket::flush() {
  bool idle = state_->queue.empty() && !wslay_event_want_write(state_->codec);
  if (state_->writing || idle) return;
  state_->writing = true;
  state_->loop.spawn("websocket writer", write_all(shared_from_this()));
}

Awaitable<void> WebSocket::write_all(std::shared_ptr<WebSocket> self) {
  State& state = *self->state_;
  while (true) {
    state.enqueue_waiting();
    wslay_event_send(state.codec);
    if (state.encoded.empty()) break;
    state.sending.clear();
    state.sending.swap(state.encoded);
    auto written = co_await state.stream->write(state.sending);
    if (!written) {
      state.fail(std::move(written).error());
      break;
    }
  }
  state.writing = false;
  state.drained.notify();
}

Awaitable<Result<WebSocketMessage>> WebSocket::receive() {
  auto self = shared_from_this();
  State& state = *state_;
  while (state.received.empty()) {
    if (state.failure) co_return *state.failure;
    if (state.closed_with) co_return error(Code::cancelled, "The WebSocket was closed.");
    state.stream->set_read_deadline(state.open ? state.options.silence_deadline : close_deadline);
    auto count = co_await state.stream->read_some(state.buffer);
    if (!count) {
      state.fail(std::move(count).error());
    } else if (*count == 0) {
      state.fail(error(Code::cancelled, "{} went away without closing the WebSocket.",
                       state.stream->peer()));
    } else {
      state.decode({state.buffer.data(), *count});
      flush();
    }
  }
  WebSocketMessage message = std::move(state.received.front());
  state.received.pop_front();
  co_return message;
}

bool WebSocket::send(WebSocketMessage message) {
  State& state = *state_;
  if (!state.open) return false;
  std::size_t size = message.data.size();
  bool too_much = state.queued + size > state.options.max_queued_bytes;
  if (too_much && state.options.slow_reader == SlowReader::drop_oldest) {
    while (!state.queue.empty() && state.queued + size > state.options.max_queued_bytes) {
      state.queued -= state.queue.front().data.size();
      state.queue.pop_front();
      ++state.dropped;
    }
  } else if (too_much) {
    state.queue.clear();
    state.queued = 0;
    close(close_code::try_again_later, "reading too slowly");
    return false;
  }
  state.queued += size;
  state.queue.push_back(std::move(message));
  flush();
  return true;
}

bool WebSocket::send_text(std::string text) { return send({false, std::move(text)}); }
bool WebSocket::send_binary(std::string bytes) { return send({true, std::move(bytes)}); }

void WebSocket::close(std::uint16_t code, std::string_view reason) {
  constexpr std::size_t max_reason = 123;  // what a control frame holds beside the code
  State& state = *state_;
  if (!state.open) return;
  state.enqueue_waiting();
  state.open = false;
  reason = reason.substr(0, max_reason);
  wslay_event_queue_close(state.codec, code, bytes_of(reason), reason.size());
  state.stream->set_read_deadline(close_deadline);
  flush();
}

void WebSocket::abort() { state_->fail(error(Code::cancelled, "The WebSocket was closed.")); }

Awaitable<void> WebSocket::sent() {
  auto self = shared_from_this();
  while (state_->writing) co_await state_->drained.wait();
}

Awaitable<void> WebSocket::finish_closing() {
  auto self = shared_from_this();
  close(close_code::normal, {});
  co_await sent();
  co_await state_->stream->finish();
  while (true) {
    state_->received.clear();
    auto message = co_await receive();
    if (!message) break;
  }
  abort();
}

bool WebSocket::open() const { return state_->open; }
std::size_t WebSocket::queued_bytes() const { return state_->queued; }
std::size_t WebSocket::dropped() const { return state_->dropped; }
std::optional<std::uint16_t> WebSocket::closed_with() const { return state_->closed_with; }
const std::string& WebSocket::close_reason() const { return state_->close_reason; }
const std::string& WebSocket::peer() const { return state_->stream->peer(); }

bool is_websocket_request(const Request& request) {
  constexpr std::size_t key_size = 24;  // 16 bytes in base 64
  return request.method == "GET" && request.minor_version >= 1 &&
         request.headers.has_token("Connection", "Upgrade") &&
         request.headers.has_token("Upgrade", "websocket") &&
         request.headers.get("Sec-WebSocket-Version") == "13" &&
         request.headers.get("Sec-WebSocket-Key").size() == key_size;
}

std::string websocket_accept(std::string_view key) {
  // The constant is the protocol's own (RFC 6455, 1.3).
  std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, 20> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64(digest);
}

namespace {

Result<void> check_answer(const Response& answer, std::string_view key, std::string_view host) {
  if (answer.status != 101) {
    return error(Code::unavailable, "{} answered {} {} instead of opening a WebSocket.", host,
                 answer.status, reason_phrase(answer.status));
  }
  if (!answer.headers.has_token("Upgrade", "websocket") ||
      answer.headers.get("Sec-WebSocket-Accept") != websocket_accept(key)) {
    return error(Code::unavailable, "{} answered the WebSocket handshake wrongly.", host);
  }
  return {};
}

}  // namespace

Awaitable<Result<std::shared_ptr<WebSocket>>> websocket_open(Loop& loop, std::string address,
                                                             Headers extra,
                                                             WebSocketOptions options,
                                                             std::shared_ptr<TlsClientContext> tls,
                                                             Duration deadline) {
  PITWALL_CO_TRY(Url url, parse_url(address));
  const Duration give_up = loop.now() + deadline;
  PITWALL_CO_TRY(auto stream, co_await connect_tcp(loop, url.host, url.port, deadline));
  if (url.secure()) {
    PITWALL_CHECK(tls != nullptr, "a wss address needs a TlsClientContext");
    Duration left = give_up - loop.now();
    PITWALL_CO_TRY(stream, co_await tls_connect(loop, std::move(stream), url.host, tls, left));
  }
  Duration left = give_up - loop.now();
  auto socket = co_await websocket_connect(loop, std::move(stream), url.authority(), url.target,
                                           std::move(extra), options, left);
  co_return socket;
}

Awaitable<Result<std::shared_ptr<WebSocket>>> websocket_connect(
    Loop& loop, std::unique_ptr<Stream> stream, std::string host, std::string target, Headers extra,
    WebSocketOptions options, Duration deadline) {
  std::array<unsigned char, 16> nonce{};
  RAND_bytes(nonce.data(), nonce.size());
  std::string key = base64(nonce);
  std::string request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\n{}\r\n",
      target, host, key, extra.wire());
  stream->set_write_limit(deadline);
  stream->set_read_deadline(deadline);
  PITWALL_CO_TRY_VOID(co_await stream->write(request));
  ResponseParser parser{HttpLimits{}};
  std::string input;
  std::array<char, 4096> buffer;
  while (!parser.has_head()) {
    PITWALL_CO_TRY(std::size_t count, co_await stream->read_some(buffer));
    if (count == 0) {
      co_return error(Code::unavailable, "{} closed the connection during the handshake.", host);
    }
    input.append(buffer.data(), count);
    input.erase(0, parser.feed(input));
    if (parser.failed()) {
      co_return error(Code::unavailable, "{} answered the WebSocket handshake wrongly: {}", host,
                      parser.failure().message);
    }
  }
  PITWALL_CO_TRY_VOID(check_answer(parser.response(), key, host));
  co_return WebSocket::over(loop, std::move(stream), WebSocket::Side::client, options, input);
}

}  // namespace pitwall::net
