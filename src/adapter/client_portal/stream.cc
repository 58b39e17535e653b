#include "adapter/client_portal/stream.h"

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr Duration open_deadline = seconds(10);
constexpr Duration greeting_deadline = seconds(15);
constexpr std::size_t largest_message = 8 * 1024 * 1024;

bool is_heartbeat(const Frame& frame) {
  return frame.topic == "system" && frame.body.find("hb") != nullptr;
}

Error said_nothing() {
  return error(Code::deadline_exceeded,
               "The Client Portal Gateway took the connection for its stream, but its session did "
               "not come within {}. It may have lost Interactive Brokers.",
               greeting_deadline.text());
}

}  // namespace

Result<Frame> frame_of(std::string_view text) {
  PITWALL_TRY(Json body, parse_json(text));
  Frame frame;
  const std::string_view topic = body.string_or("topic", "");
  const std::size_t plus = topic.find('+');
  frame.topic = topic.substr(0, plus);
  if (plus != std::string_view::npos) frame.rest = topic.substr(plus + 1);
  frame.body = std::move(body);
  return frame;
}

net::Awaitable<Result<std::shared_ptr<net::WebSocket>>> Stream::connect(std::string key) {
  PITWALL_CO_TRY(const net::Url url, net::parse_url(options_.address + "/v1/api/ws"));
  net::Headers extra;
  extra.add("User-Agent", "Pitwall");
  if (!key.empty()) extra.add("Cookie", fmt::format("api={{\"session\":\"{}\"}}", key));
  net::WebSocketOptions options;
  options.max_message = largest_message;
  std::unique_ptr<net::Stream> stream;
  if (options_.dial) {
    PITWALL_CO_TRY(stream, co_await options_.dial());
  } else {
    PITWALL_CO_TRY(stream, co_await net::connect_tcp(loop_, url.host, url.port, open_deadline));
  }
  if (url.secure() && !options_.dial) {
    if (!tls_) {
      PITWALL_CO_TRY(tls_, net::TlsClientContext::make(options_.tls));
    }
    PITWALL_CO_TRY(
        stream, co_await net::tls_connect(loop_, std::move(stream), url.host, tls_, open_deadline));
  }
  co_return co_await net::websocket_connect(loop_, std::move(stream), url.authority(), url.target,
                                            extra, options, open_deadline);
}

net::Awaitable<Result<Greeting>> Stream::open(std::string key) {
  const std::shared_ptr<Stream> self = shared_from_this();
  PITWALL_CO_TRY(socket_, co_await connect(std::move(key)));
  if (closed_) {
    socket_->abort();
    co_return error(Code::cancelled, "The stream was closed.");
  }
  bool late = false;
  const std::shared_ptr<net::WebSocket> socket = socket_;
  net::Timer deadline = loop_.after(greeting_deadline, [&late, socket] {
    late = true;
    socket->abort();
  });
  Result<Greeting> greeted = co_await greeting();
  deadline.cancel();
  if (!greeted) {
    socket_->abort();
    if (late) co_return said_nothing();
    co_return greeted;
  }
  last_heartbeat_ = loop_.now();
  loop_.spawn("client portal stream", listen(self));
  co_return greeted;
}

net::Awaitable<Result<Greeting>> Stream::greeting() {
  while (true) {
    PITWALL_CO_TRY(const net::WebSocketMessage message, co_await socket_->receive());
    const Result<Frame> frame = frame_of(message.data);
    if (!frame || frame->topic != "system") continue;
    const Json* success = frame->body.find("success");
    if (success == nullptr) continue;
    Greeting greeting;
    greeting.username = shortened(text_of(success), 60);
    if (const Json* paper = frame->body.find("isPaper");
        paper && paper->kind() == Json::Kind::boolean)
      greeting.paper = paper->as_boolean();
    co_return greeting;
  }
}

net::Awaitable<void> Stream::listen(std::shared_ptr<Stream> self) {
  const std::shared_ptr<net::WebSocket> socket = self->socket_;
  while (!self->closed_) {
    const Result<net::WebSocketMessage> message = co_await socket->receive();
    if (!message || self->closed_) break;
    const Result<Frame> frame = frame_of(message->data);
    if (!frame) continue;  // no frame of ours: the next one may be
    if (is_heartbeat(*frame)) self->last_heartbeat_ = self->loop_.now();
    if (self->on_frame) self->on_frame(*frame);
  }
  if (self->on_end && !self->closed_) self->on_end();
}

bool Stream::send(std::string text) { return socket_ && socket_->send_text(std::move(text)); }

void Stream::close() {
  closed_ = true;
  if (socket_) socket_->abort();
}

std::string Stream::complaint() const {
  if (!is_open()) return "The stream of the Client Portal Gateway broke off.";
  if (loop_.now() - last_heartbeat_ > heartbeat_limit)
    return fmt::format("The stream of the Client Portal Gateway has been silent for {}.",
                       heartbeat_limit.text());
  return {};
}

}  // namespace pitwall::client_portal
