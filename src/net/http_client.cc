#include "net/http_client.h"

#include <deque>

#include "base/check.h"

namespace pitwall::net {

namespace {

// A connection that waits for its next request. Somebody reads from it meanwhile: a server that
// closes it is noticed then, and not by the next request.
struct Kept {
  Kept(Loop& loop, std::unique_ptr<Stream> open) : stream(std::move(open)), watch_ended(loop) {}
  std::unique_ptr<Stream> stream;
  Notice watch_ended;
  bool watched = false;
  bool taken = false;
  bool dead = false;
};

Awaitable<void> watch(std::shared_ptr<Kept> kept) {
  char unexpected = 0;
  auto count = co_await kept->stream->read_some({&unexpected, 1});
  bool cancelled = !count && count.error().code == Code::cancelled;
  kept->dead = !(cancelled && kept->taken);
  kept->watched = false;
  if (kept->dead) kept->stream->close();
  kept->watch_ended.notify();
}

bool has_no_effect(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::string request_head(const Url& url, const Request& request) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\n", request.method, url.target);
  if (!request.headers.contains("Host")) {
    head.append("Host: ").append(url.authority()).append("\r\n");
  }
  head.append(request.headers.wire());
  bool has_length = !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
                    request.method == "PATCH";
  if (has_length) head.append(fmt::format("Content-Length: {}\r\n", request.body.size()));
  head.append("\r\n");
  return head;
}

}  // namespace

struct HttpClient::State : std::enable_shared_from_this<HttpClient::State> {
  State(Loop& on, HttpClientOptions chosen) : loop(on), options(std::move(chosen)) {}

  Loop& loop;
  HttpClientOptions options;
  std::shared_ptr<TlsClientContext> tls;
  std::map<std::string, std::deque<std::shared_ptr<Kept>>> idle;
  bool closed = false;

  Awaitable<std::unique_ptr<Stream>> take_idle(std::string key);
  void keep(const std::string& key, std::unique_ptr<Stream> stream);
  Awaitable<Result<std::unique_ptr<Stream>>> connect(Url url);
  Awaitable<Result<std::unique_ptr<HttpBody::State>>> exchange(std::string url, Request request,
                                                               HttpLimits limits);
};

// One answer under way.
struct HttpBody::State {
  State(std::shared_ptr<HttpClient::State> owner, HttpLimits limits)
      : client(std::move(owner)), parser(limits) {}
  ~State() {
    if (stream) stream->close();
  }

  std::shared_ptr<HttpClient::State> client;
  std::string key;
  std::unique_ptr<Stream> stream;
  ResponseParser parser;
  std::string input;
  std::array<char, 16 * 1024> buffer;
  bool answered = false;  // at least one byte of an answer came

  // Reads once and feeds the parser.
  Awaitable<Result<void>> advance();
  Awaitable<Result<void>> until_head(bool to_head_request, Duration give_up);
  void done();
};

Awaitable<Result<void>> HttpBody::State::advance() {
  PITWALL_CO_TRY(std::size_t count, co_await stream->read_some(buffer));
  answered = answered || count > 0;
  if (count == 0) {
    parser.end();
  } else {
    input.append(buffer.data(), count);
    input.erase(0, parser.feed(input));
  }
  if (parser.failed() && parser.failure().status == 413) {
    co_return error(Code::too_large, "{} {}", stream->peer(), parser.failure().message);
  }
  if (parser.failed()) {
    co_return error(Code::unavailable, "{} gave no usable answer. {}", stream->peer(),
                    parser.failure().message);
  }
  co_return Result<void>{};
}

Awaitable<Result<void>> HttpBody::State::until_head(bool to_head_request, Duration give_up) {
  Loop& loop = client->loop;
  parser.reset(to_head_request);
  Duration first = std::min(client->options.first_byte_deadline, give_up - loop.now());
  stream->set_read_deadline(first);
  while (true) {
    PITWALL_CO_TRY_VOID(co_await advance());
    stream->set_read_deadline(give_up - loop.now());
    // "100 Continue" and its like announce the answer that follows.
    while (parser.complete() && parser.response().status < 200 && parser.response().status != 101) {
      parser.reset(to_head_request);
      input.erase(0, parser.feed(input));
    }
    if (parser.has_head()) co_return Result<void>{};
  }
}

// The answer is complete: the connection may serve again.
void HttpBody::State::done() {
  if (!stream) return;
  if (parser.keep_alive() && input.empty() && parser.response().status != 101) {
    client->keep(key, std::move(stream));
  } else {
    stream->close();
  }
  stream.reset();
}

Awaitable<std::unique_ptr<Stream>> HttpClient::State::take_idle(std::string key) {
  auto self = shared_from_this();
  while (!idle[key].empty()) {
    auto kept = std::move(idle[key].back());
    idle[key].pop_back();
    kept->taken = true;
    if (kept->watched) kept->stream->cancel();
    while (kept->watched) co_await kept->watch_ended.wait();
    if (!kept->dead) co_return std::move(kept->stream);
  }
  idle.erase(key);
  co_return nullptr;
}

void HttpClient::State::keep(const std::string& key, std::unique_ptr<Stream> stream) {
  auto& waiting = idle[key];
  std::erase_if(waiting, [](const auto& kept) { return kept->dead; });
  if (closed || waiting.size() >= options.max_idle_per_host) {
    stream->close();
    return;
  }
  auto kept = std::make_shared<Kept>(loop, std::move(stream));
  kept->watched = true;
  kept->stream->set_read_deadline(options.keep_idle);
  waiting.push_back(kept);
  loop.spawn("http idle", watch(kept));
}

Awaitable<Result<std::unique_ptr<Stream>>> HttpClient::State::connect(Url url) {
  auto self = shared_from_this();
  const Duration give_up = loop.now() + options.connect_deadline;
  std::unique_ptr<Stream> stream;
  if (options.dial) {
    PITWALL_CO_TRY(stream, co_await options.dial());
  } else {
    PITWALL_CO_TRY(stream, co_await connect_tcp(loop, url.host, url.port, give_up - loop.now()));
  }
  if (!url.secure()) co_return stream;
  if (!tls) {
    PITWALL_CO_TRY(tls, TlsClientContext::make(options.tls));
  }
  co_return co_await tls_connect(loop, std::move(stream), url.host, tls, give_up - loop.now());
}

Awaitable<Result<std::unique_ptr<HttpBody::State>>> HttpClient::State::exchange(std::string address,
                                                                                Request request,
                                                                                HttpLimits limits) {
  auto self = shared_from_this();
  PITWALL_CO_TRY(Url url, parse_url(address));
  const Duration give_up = loop.now() + options.whole_deadline;
  const std::string head = request_head(url, request);
  const std::string key = fmt::format("{}://{}:{}", url.scheme, url.host, url.port);
  while (true) {
    auto body = std::make_unique<HttpBody::State>(self, limits);
    body->key = key;
    body->stream = co_await take_idle(key);
    bool reused = body->stream != nullptr;
    if (!reused) {
      PITWALL_CO_TRY(body->stream, co_await connect(url));
    }
    body->stream->set_write_limit(give_up - loop.now());
    auto outcome = co_await body->stream->write(head, request.body);
    if (outcome) outcome = co_await body->until_head(request.method == "HEAD", give_up);
    if (outcome) co_return body;
    bool was_closed = outcome.error().code == Code::unavailable && !body->answered;
    if (!(reused && was_closed && has_no_effect(request.method))) {
      co_return std::move(outcome).error();
    }
  }
}

HttpClient::HttpClient(Loop& loop, HttpClientOptions options)
    : state_(std::make_shared<State>(loop, std::move(options))) {}

HttpClient::~HttpClient() {
  state_->closed = true;
  for (auto& [key, waiting] : state_->idle) {
    for (auto& kept : waiting) kept->stream->close();
  }
}

Awaitable<Result<Response>> HttpClient::send(std::string url, Request request) {
  HttpLimits limits = state_->options.limits;
  PITWALL_CO_TRY(auto body, co_await state_->exchange(std::move(url), std::move(request), limits));
  while (!body->parser.complete()) PITWALL_CO_TRY_VOID(co_await body->advance());
  Response response = std::move(body->parser.response());
  body->done();
  co_return response;
}

Awaitable<Result<Response>> HttpClient::get(std::string url) {
  return send(std::move(url), Request{});
}

Awaitable<Result<Response>> HttpClient::post(std::string url, std::string content_type,
                                             std::string body) {
  Request request;
  request.method = "POST";
  request.headers.add("Content-Type", content_type);
  request.body = std::move(body);
  return send(std::move(url), std::move(request));
}

HttpBody::HttpBody() = default;
HttpBody::~HttpBody() = default;

Awaitable<Result<std::unique_ptr<HttpBody>>> HttpClient::open(std::string url, Request request) {
  HttpLimits limits = state_->options.limits;
  limits.body_bytes = std::numeric_limits<std::uint64_t>::max();
  std::unique_ptr<HttpBody> body(new HttpBody);
  PITWALL_CO_TRY(body->state_,
                 co_await state_->exchange(std::move(url), std::move(request), limits));
  Response& response = body->state_->parser.response();
  body->head.status = response.status;
  body->head.headers = response.headers;
  co_return body;
}

Awaitable<Result<std::optional<std::string>>> HttpBody::next(Duration quiet) {
  State& state = *state_;
  std::string& bytes = state.parser.response().body;
  if (state.stream) state.stream->set_read_deadline(quiet);
  while (bytes.empty() && state.stream && !state.parser.complete()) {
    PITWALL_CO_TRY_VOID(co_await state.advance());
  }
  if (bytes.empty()) {
    if (!state.parser.complete()) co_return error(Code::cancelled, "This answer was given up.");
    state.done();
    co_return std::optional<std::string>();
  }
  co_return std::optional<std::string>(std::exchange(bytes, std::string()));
}

void HttpBody::cancel() {
  if (state_->stream) state_->stream->close();
}

std::size_t HttpClient::idle_connections() const {
  std::size_t count = 0;
  for (const auto& [key, waiting] : state_->idle) {
    for (const auto& kept : waiting) count += kept->dead ? 0 : 1;
  }
  return count;
}

std::function<Awaitable<Result<std::unique_ptr<Stream>>>()> dial_unix(Loop& loop, std::string path,
                                                                      Duration deadline) {
  return [&loop, path = std::move(path), deadline] { return connect_unix(loop, path, deadline); };
}

}  // namespace pitwall::net
