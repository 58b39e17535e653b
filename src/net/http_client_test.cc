#include "net/http_client.h"

#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/sse.h"
#include "net/testing.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

Reply echo(Request& request, const std::shared_ptr<Disconnect>&) {
  if (request.path() == "/empty") return Response{.status = 204};
  return Response::text(200, request.method + " " + request.target + " " + request.body);
}

// A server in memory, and a client that dials it as often as it needs.
struct Desk {
  explicit Desk(HttpServer::Handler handler, HttpClientOptions options = {})
      : server(loop, std::move(handler)), client(loop, with_dial(std::move(options))) {}

  HttpClientOptions with_dial(HttpClientOptions options) {
    options.dial = [this] { return dial(); };
    return options;
  }
  Awaitable<Result<std::unique_ptr<Stream>>> dial() {
    ++dialled;
    auto pipe = memory_pipe(loop);
    cut = pipe.cut;
    server.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  }

  int dialled = 0;
  std::function<void()> cut;
  Loop loop{testing::simulated()};
  HttpServer server;
  HttpClient client;
};

// A server that says `answer`, byte for byte, to whatever it is asked, and then closes.
Awaitable<void> say(std::unique_ptr<Stream> stream, std::string answer, bool then_close) {
  std::array<char, 4096> buffer;
  auto count = co_await stream->read_some(buffer);
  auto written = co_await stream->write(answer);
  if (then_close) co_return;
  while (count && *count > 0) count = co_await stream->read_some(buffer);
}

Result<Response> answer_of(std::string answer, HttpClientOptions options = {},
                           bool then_close = true) {
  Loop loop(testing::simulated());
  options.dial = [&]() -> Awaitable<Result<std::unique_ptr<Stream>>> {
    auto pipe = memory_pipe(loop);
    loop.spawn("server", say(std::move(pipe.second), answer, then_close));
    co_return std::move(pipe.first);
  };
  HttpClient client(loop, options);
  Result<Response> outcome = error(Code::internal, "nothing happened");
  auto test = [](HttpClient& by, Result<Response>& out) -> Awaitable<void> {
    out = co_await by.get("http://x/");
  };
  testing::run(loop, test(client, outcome));
  return outcome;
}

}  // namespace

TEST_CASE("one connection serves request after request until it has been idle too long") {
  Desk desk(echo);
  auto test = [](Desk& on) -> Awaitable<void> {
    for (int i = 0; i < 5; ++i) {
      auto answer = co_await on.client.post("http://desk/a?b=1", "text/plain", "hello");
      REQUIRE(answer);
      CHECK(answer->body == "POST /a?b=1 hello");
    }
    auto empty = co_await on.client.get("http://desk/empty");
    REQUIRE(empty);
    CHECK(empty->status == 204);
    Request head;
    head.method = "HEAD";
    auto length_only = co_await on.client.send("http://desk/x", head);
    REQUIRE(length_only);
    CHECK(length_only->headers.get("Content-Length") == "8");
    CHECK(length_only->body.empty());
    CHECK(on.dialled == 1);
    CHECK(on.client.idle_connections() == 1);
    co_await on.loop.sleep(seconds(31));
    CHECK(on.client.idle_connections() == 0);
  };
  testing::run(desk.loop, test(desk));
}

TEST_CASE("a kept connection that the server closed is replaced unnoticed") {
  Desk desk(echo);
  auto test = [](Desk& on) -> Awaitable<void> {
    auto first = co_await on.client.get("http://desk/1");
    REQUIRE(first);
    on.cut();
    auto second = co_await on.client.post("http://desk/2", "text/plain", "x");
    REQUIRE(second);
    CHECK(on.dialled == 2);
  };
  testing::run(desk.loop, test(desk));
}

TEST_CASE("answers of every framing are read; broken ones are refused") {
  auto chunked = answer_of(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  REQUIRE(chunked);
  CHECK(chunked->body == "abcde");
  auto until_close = answer_of("HTTP/1.1 200 OK\r\n\r\nall of it");
  REQUIRE(until_close);
  CHECK(until_close->body == "all of it");
  auto redirect = answer_of(
      "HTTP/1.1 302 Found\r\nLocation: http://y/\r\n"
      "Content-Length: 0\r\n\r\n");
  REQUIRE(redirect);
  CHECK(redirect->status == 302);
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde";
  CHECK(answer_of(whole));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    auto outcome = answer_of(whole.substr(0, cut));
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == Code::unavailable);
  }
  CHECK_FALSE(answer_of("SSH-2.0-OpenSSH\r\n\r\n"));
  CHECK_FALSE(answer_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"));
}

TEST_CASE("limits and deadlines have their own codes") {
  HttpClientOptions small;
  small.limits.body_bytes = 4;
  auto large = answer_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", small);
  REQUIRE_FALSE(large);
  CHECK(large.error().code == Code::too_large);
  auto endless = answer_of("HTTP/1.1 200 OK\r\n\r\nabcde", small);
  REQUIRE_FALSE(endless);
  CHECK(endless.error().code == Code::too_large);
  auto silent = answer_of("", {}, false);
  REQUIRE_FALSE(silent);
  CHECK(silent.error().code == Code::deadline_exceeded);
  auto stuck = answer_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", {}, false);
  REQUIRE_FALSE(stuck);
  CHECK(stuck.error().code == Code::deadline_exceeded);
}

TEST_CASE("a body of events is read as it comes") {
  Loop* loop = nullptr;
  auto feed = [](std::shared_ptr<BodyStream> body, Loop* on) -> Awaitable<void> {
    for (int i = 0; i < 3; ++i) {
      co_await on->sleep(seconds(20));
      body->write(sse_text({.data = std::to_string(i)}));
    }
    body->finish();
  };
  Desk desk([&](Request&, const std::shared_ptr<Disconnect>&) -> Reply {
    auto body = std::make_shared<BodyStream>(*loop);
    loop->spawn("feed", feed(body, loop));
    return event_stream(body);
  });
  loop = &desk.loop;
  auto test = [](Desk& on) -> Awaitable<void> {
    auto body = co_await on.client.open("http://desk/events", Request{});
    REQUIRE(body);
    CHECK((*body)->head.headers.get("Content-Type") == "text/event-stream");
    SseParser parser;
    std::string data;
    while (true) {
      auto piece = co_await (*body)->next(seconds(16));
      REQUIRE(piece);
      if (!*piece) break;
      auto events = parser.feed(**piece);
      REQUIRE(events);
      for (const SseEvent& event : *events) data += event.data;
    }
    CHECK(data == "012");
    CHECK(on.client.idle_connections() == 1);
  };
  testing::run(desk.loop, test(desk));
}

TEST_CASE("real sockets: plain, TLS and Unix") {
  auto pem = make_self_signed("127.0.0.1", 2);
  REQUIRE(pem);
  auto context = TlsServerContext::from_pem(pem->certificate, pem->private_key);
  REQUIRE(context);
  testing::TemporaryFolder folder;
  Loop loop;
  HttpServer plain(loop, echo);
  HttpServer secure(loop, [](Request& request, const std::shared_ptr<Disconnect>& client) -> Reply {
    if (request.path() != "/feed") return echo(request, client);
    return WebSocketUpgrade{.session = [](std::shared_ptr<WebSocket> socket) -> Awaitable<void> {
      socket->send_text("welcome");
      co_await socket->sent();
    }};
  });
  REQUIRE(plain.listen_tcp("127.0.0.1", 0));
  REQUIRE(plain.listen_unix(folder.file("s")));
  REQUIRE(secure.listen_tls("127.0.0.1", 0, *context));
  HttpClientOptions options;
  options.tls.ca_pem = pem->certificate;
  HttpClient client(loop, options);
  HttpClientOptions by_unix;
  by_unix.dial = dial_unix(loop, folder.file("s"), seconds(5));
  HttpClient local(loop, by_unix);
  auto test = [](Loop& loop_, HttpServer& plain_, HttpServer& secure_, HttpClient& client_,
                 HttpClient& local_) -> Awaitable<void> {
    std::string large(300'000, 'y');
    for (std::string url : {fmt::format("http://127.0.0.1:{}/p", plain_.port()),
                            fmt::format("https://127.0.0.1:{}/p", secure_.port())}) {
      for (int i = 0; i < 2; ++i) {
        auto answer = co_await client_.post(url, "text/plain", large);
        REQUIRE_MESSAGE(answer, (answer ? "" : answer.error().message));
        CHECK(answer->body == "POST /p " + large);
      }
    }
    auto answer = co_await local_.get("http://desk/u");
    REQUIRE(answer);
    CHECK(answer->body == "GET /u ");
    TlsClientOptions unchecked{.verify = TlsVerify::loopback_unverified};
    auto context_ = TlsClientContext::make(unchecked);
    REQUIRE(context_);
    auto socket =
        co_await websocket_open(loop_, fmt::format("wss://127.0.0.1:{}/feed", secure_.port()),
                                Headers{}, WebSocketOptions{}, *context_, seconds(5));
    REQUIRE_MESSAGE(socket, (socket ? "" : socket.error().message));
    auto message = co_await (*socket)->receive();
    REQUIRE(message);
    CHECK(message->data == "welcome");
    auto goodbye = co_await (*socket)->receive();
    CHECK_FALSE(goodbye);
    auto nobody = co_await client_.get("http://127.0.0.1:1/");
    REQUIRE_FALSE(nobody);
    CHECK(nobody.error().code == Code::unavailable);
    co_await plain_.shut_down(seconds(5));
    co_await secure_.shut_down(seconds(5));
  };
  Timer watchdog = loop.after(seconds(30), [&] { loop.stop(); });
  auto all = [&](Timer& dog) -> Awaitable<void> {
    co_await test(loop, plain, secure, client, local);
    dog.cancel();
  };
  testing::run(loop, all(watchdog));
}
