#include "serve/mcp/http_exchange.h"

#include "serve/mcp/mcp_http.h"

namespace pitwall::serve {

HttpExchange::HttpExchange(net::Loop& loop, tool::Asker asker, std::string who, Client from,
                           RpcMessage said, std::shared_ptr<HttpSession> in, bool reads_streams)
    : Exchange(asker, std::move(who), from, std::move(said)),
      loop_(loop),
      http_session_(std::move(in)),
      reads_streams_(reads_streams) {
  session = http_session_;
}

net::Reply HttpExchange::reply() {
  if (response_ || stream_) return take();
  decided_ = std::make_unique<net::Notice>(loop_);
  return wait(std::static_pointer_cast<HttpExchange>(shared_from_this()));
}

net::Reply HttpExchange::take() {
  if (response_) return std::move(*response_);
  return std::move(*stream_);
}

net::Awaitable<net::Reply> HttpExchange::wait(std::shared_ptr<HttpExchange> exchange) {
  HttpExchange& x = *exchange;
  const std::weak_ptr<HttpExchange> weak = exchange;
  const Duration patience =
      x.reads_streams_ ? McpHttp::quiet_before_stream : McpHttp::plain_deadline;
  const net::Timer timer = x.loop_.after(patience, [weak] {
    const std::shared_ptr<HttpExchange> waiting = weak.lock();
    if (!waiting) return;
    if (waiting->reads_streams_) return waiting->open_stream();
    waiting->finish(
        {.error = RpcError{RpcCode::internal_error,
                           fmt::format("No answer within {}.", McpHttp::plain_deadline.text())}});
    waiting->cancel();
  });
  co_await x.decided_->wait();
  co_return x.take();
}

void HttpExchange::open_stream() {
  if (stream_ || response_ || !reads_streams_) return;
  if (http_session_) {
    channel_ = http_session_->open_channel();
    stream_ = channel_->attach(0, http_session_->primes());
  } else {
    body_ = std::make_shared<net::BodyStream>(loop_, max_queued);
    body_->on_gone([weak = weak_from_this()] {
      if (const std::shared_ptr<Exchange> exchange = weak.lock()) exchange->cancel();
    });
    stream_ = net::event_stream(body_);
  }
  for (std::size_t i = 0; i < response_head.headers.size(); ++i)
    stream_->head.headers.set(response_head.headers[i].name, response_head.headers[i].value);
  if (decided_) decided_->notify();
}

void HttpExchange::send(std::string text) {
  open_stream();
  if (channel_) {
    channel_->write(text);
  } else if (body_) {
    body_->write(net::sse_text({.data = std::move(text), .event = "message"}));
  }
}

bool HttpExchange::keeps_up() const {
  constexpr std::size_t comfortable_queue = 64 * 1024;
  return channel_ ? channel_->keeps_up() : !body_ || body_->queued() < comfortable_queue;
}

void HttpExchange::pause_stream(Duration retry) {
  open_stream();
  if (channel_) channel_->pause(retry);
}

int HttpExchange::status_of(RpcCode code) const {
  switch (code) {
    case RpcCode::parse_error:
    case RpcCode::invalid_request:
    case RpcCode::header_mismatch:
    case RpcCode::missing_client_capability:
    case RpcCode::unsupported_version:
      return 400;
    case RpcCode::method_not_found:
      return client.modern ? 404 : 200;
    case RpcCode::invalid_params:
      // What a request must say of itself is the transport's business; its arguments are not.
      return client.modern && !before_answer ? 400 : 200;
    default:
      return 200;
  }
}

void HttpExchange::deliver(std::string text, std::optional<RpcCode> code) {
  if (stream_) {
    if (channel_) {
      channel_->write(text);
      channel_->finish();
    } else {
      body_->write(net::sse_text({.data = std::move(text), .event = "message"}));
      body_->finish();
    }
    return;
  }
  response_ = net::Response::json(code ? status_of(*code) : 200, std::move(text));
  for (std::size_t i = 0; i < response_head.headers.size(); ++i)
    response_->headers.set(response_head.headers[i].name, response_head.headers[i].value);
  if (decided_) decided_->notify();
}

}  // namespace pitwall::serve
