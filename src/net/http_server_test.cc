#include "net/http_server.h"

#include <sys/stat.h>

#include "net/memory_stream.h"
#include "net/testing.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

// Sends `bytes`, then reads until the server closes or nothing more can happen.
struct Exchange {
  explicit Exchange(HttpServer::Handler handler, HttpServerOptions options = {},
                    MemoryPipeOptions pipe_options = {})
      : server(loop, std::move(handler), std::move(options)),
        pipe(memory_pipe(loop, pipe_options)) {
    server.serve(std::move(pipe.second));
  }

  std::string talk(std::string bytes) {
    loop.spawn("client", send(std::move(bytes)));
    if (!reading) {
      reading = true;
      loop.spawn("reader", receive());
    }
    loop.run();
    return received;
  }

  Awaitable<void> send(std::string bytes) {
    auto written = co_await pipe.first->write(bytes);
    send_failed = !written;
  }
  Awaitable<void> receive() {
    std::array<char, 1000> buffer;
    while (true) {
      auto count = co_await pipe.first->read_some(buffer);
      if (!count || *count == 0) break;
      received.append(buffer.data(), *count);
    }
    closed = true;
  }

  Loop loop{testing::simulated()};
  HttpServer server;
  MemoryPipe pipe;
  std::string received;
  bool reading = false;
  bool closed = false;
  bool send_failed = false;
};

Reply echo(Request& request, const std::shared_ptr<Disconnect>&) {
  return Response::text(200, request.method + " " + request.target + " " + request.body);
}

constexpr std::string_view get_x = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace

TEST_CASE("a request gets its answer and the connection stays open until idle too long") {
  Exchange exchange(echo);
  std::string answer = exchange.talk(std::string(get_x));
  CHECK(answer ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 7\r\n\r\n"
        "GET /x ");
  CHECK(exchange.closed);
  CHECK(exchange.loop.now() == seconds(75));
}

TEST_CASE("requests that come in one piece, or byte by byte, are answered in order") {
  std::string three =
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
      "POST /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
      "Transfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n1\r\nz\r\n0\r\n\r\n";
  std::string whole = Exchange(echo).talk(three);
  CHECK(whole.find("GET /1 ") != std::string::npos);
  CHECK(whole.find("POST /2 abc") != std::string::npos);
  CHECK(whole.ends_with("Connection: close\r\n\r\nPOST /3 xyz"));
  Exchange drip(echo, {}, MemoryPipeOptions{.capacity = 7, .max_read = 1, .cut_after = 0});
  CHECK(drip.talk(three) == whole);
  CHECK(drip.closed);
}

TEST_CASE("hanging up on a request that is over does nothing to the next") {
  std::shared_ptr<Disconnect> first;
  Exchange exchange([&](Request& request, const std::shared_ptr<Disconnect>& client) -> Reply {
    if (request.target == "/1") {
      first = client;
      return Response::text(200, "one");
    }
    CHECK(first->over());
    first->hang_up();
    return Response::text(200, "two");
  });
  const std::string answers =
      exchange.talk("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(answers.find("one") != std::string::npos);
  CHECK(answers.ends_with("two"));
}

TEST_CASE("a stream ends when its handler hangs up") {
  std::shared_ptr<Disconnect> asked;
  std::shared_ptr<BodyStream> body;
  Loop* loop = nullptr;
  bool gone = false;
  Exchange exchange([&](Request&, const std::shared_ptr<Disconnect>& client) -> Reply {
    asked = client;
    body = std::make_shared<BodyStream>(*loop);
    body->write("data: 1\n\n");
    body->on_gone([&] { gone = true; });
    return event_stream(body);
  });
  loop = &exchange.loop;
  Timer revoked = loop->after(seconds(3), [&] { asked->hang_up(); });
  const std::string answer = exchange.talk(std::string(get_x));
  CHECK(answer.find("data: 1") != std::string::npos);
  CHECK(exchange.closed);
  CHECK(gone);
  CHECK_FALSE(body->open());
  CHECK(asked->over());
  CHECK(loop->now() < seconds(4));
  asked->hang_up();
}

TEST_CASE("a handler may answer later, and learns that the client has gone") {
  Loop* loop = nullptr;
  bool gone = false;
  auto later = [](Loop* on, std::string name) -> Awaitable<Reply> {
    co_await on->sleep(seconds(200));
    co_return Response::text(200, "slow " + name);
  };
  Exchange exchange([&](Request& request, const std::shared_ptr<Disconnect>& client) -> Reply {
    client->on_disconnect([&gone] { gone = true; });
    return later(loop, std::string(request.path()));
  });
  loop = &exchange.loop;
  SUBCASE("patient") {
    std::string answer = exchange.talk(
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(answer.find("slow /a") != std::string::npos);
    CHECK(answer.ends_with("slow /b"));
    CHECK(loop->now() == seconds(400));
  }
  SUBCASE("answered first, gone later") {
    Timer hang_up = loop->after(seconds(210), [&] { exchange.pipe.first->close(); });
    exchange.talk(std::string(get_x));
    CHECK_FALSE(gone);
  }
  SUBCASE("gone") {
    Timer hang_up = loop->after(seconds(3), [&] { exchange.pipe.first->close(); });
    Timer look = loop->after(seconds(4), [&] { CHECK(gone); });
    exchange.talk(std::string(get_x));
    CHECK(exchange.server.connections() == 0);
  }
}

TEST_CASE("a streamed answer goes out as it is written, with comments while it is quiet") {
  Loop* loop = nullptr;
  std::shared_ptr<BodyStream> body;
  bool gone = false;
  Exchange exchange([&](Request&, const std::shared_ptr<Disconnect>&) -> Reply {
    body = std::make_shared<BodyStream>(*loop);
    body->on_gone([&gone] { gone = true; });
    return event_stream(body);
  });
  loop = &exchange.loop;
  Timer first = loop->after(seconds(1), [&] { CHECK(body->write("data: 1\n\n")); });
  SUBCASE("to its end") {
    Timer end = loop->after(seconds(20), [&] { body->finish(); });
    std::string answer = exchange.talk(std::string(get_x));
    CHECK(answer.ends_with("\r\n\r\n9\r\ndata: 1\n\n\r\n4\r\n: \n\n\r\n0\r\n\r\n"));
    CHECK_FALSE(gone);
    CHECK_FALSE(body->write("late"));
  }
  SUBCASE("until the client leaves") {
    Timer hang_up = loop->after(seconds(3), [&] { exchange.pipe.first->close(); });
    Timer look = loop->after(seconds(4), [&] { CHECK_FALSE(body->write("x")); });
    exchange.talk(std::string(get_x));
    CHECK(gone);
  }
  SUBCASE("or reads too slowly") {
    Timer flood = loop->after(seconds(2), [&] {
      while (body->write(std::string(100'000, 'x'))) CHECK(body->queued() <= 1024 * 1024);
      CHECK(gone);
    });
    exchange.loop.spawn("client", exchange.send(std::string(get_x)));
    exchange.loop.run();
    CHECK(exchange.server.connections() == 0);
  }
}

TEST_CASE("a WebSocket speaks both ways and closes politely") {
  Exchange exchange([](Request&, const std::shared_ptr<Disconnect>&) -> Reply {
    return WebSocketUpgrade{
        .session = [](std::shared_ptr<WebSocket> socket) -> Awaitable<void> {
          while (true) {
            auto message = co_await socket->receive();
            if (!message) co_return;
            socket->send_text("you said " + message->data);
          }
        },
    };
  });
  std::string heard;
  auto client = [](Loop& loop, std::unique_ptr<Stream> stream,
                   std::string& heard_out) -> Awaitable<void> {
    auto socket = co_await websocket_connect(loop, std::move(stream), "desk", "/feed", Headers{},
                                             WebSocketOptions{}, seconds(5));
    REQUIRE(socket);
    (*socket)->send_text("hello");
    auto message = co_await (*socket)->receive();
    REQUIRE(message);
    heard_out = message->data;
    (*socket)->close(close_code::normal, "bye");
    auto end = co_await (*socket)->receive();
    CHECK_FALSE(end);
    CHECK((*socket)->closed_with() == close_code::normal);
  };
  exchange.loop.spawn("client", client(exchange.loop, std::move(exchange.pipe.first), heard));
  exchange.loop.run();
  CHECK(heard == "you said hello");
  CHECK(exchange.server.connections() == 0);
}

TEST_CASE("real sockets: TCP on a free port and a private Unix socket") {
  Loop loop;
  HttpServer server(loop, echo);
  testing::TemporaryFolder folder;
  std::string path = folder.file("desk.sock");
  REQUIRE(server.listen_tcp("127.0.0.1", 0));
  REQUIRE(server.listen_unix(path));
  struct stat file{};
  REQUIRE(::stat(path.c_str(), &file) == 0);
  CHECK((file.st_mode & 0777) == 0600);

  HttpServer second(loop, echo);
  auto taken = second.listen_tcp("127.0.0.1", server.port());
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code == Code::already_exists);
  CHECK(taken.error().message.find("already in use") != std::string::npos);
  CHECK_FALSE(second.listen_unix(path));

  int answered = 0;
  auto ask = [](Result<std::unique_ptr<Stream>> stream, int& count) -> Awaitable<void> {
    REQUIRE(stream);
    std::array<char, 1000> buffer;
    auto written = co_await (*stream)->write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(written);
    auto size = co_await (*stream)->read_some(buffer);
    REQUIRE(size);
    CHECK(std::string_view(buffer.data(), *size).ends_with("GET / "));
    ++count;
  };
  auto client = [](Loop& on, HttpServer& server_, std::string path_, auto ask_,
                   int& count) -> Awaitable<void> {
    auto tcp = co_await connect_tcp(on, "localhost", server_.port(), seconds(5));
    co_await ask_(std::move(tcp), count);
    auto local = co_await connect_unix(on, path_, seconds(5));
    co_await ask_(std::move(local), count);
    co_await server_.shut_down(seconds(5));
  };
  loop.spawn("client", client(loop, server, path, ask, answered));
  loop.run();
  CHECK(answered == 2);
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE(
    "slow-loris: a header that drips, a body that stalls and a silent client all end in time") {
  auto drip = [](Loop& loop, Stream& stream, std::string bytes, Duration pause) -> Awaitable<void> {
    for (char c : bytes) {
      auto written = co_await stream.write({&c, 1});
      if (!written) co_return;
      co_await loop.sleep(pause);
    }
  };
  auto ended_at = [&](std::string bytes, Duration pause, std::string_view answer) {
    Exchange exchange(echo);
    exchange.loop.spawn("drip", drip(exchange.loop, *exchange.pipe.first, bytes, pause));
    exchange.loop.spawn("reader", exchange.receive());
    Timer look = exchange.loop.after(seconds(80), [&] { CHECK(exchange.closed); });
    exchange.loop.run();
    CHECK(exchange.received.starts_with(answer));
    CHECK(exchange.server.connections() == 0);
  };
  ended_at("GET /" + std::string(100, 'x'), seconds(1), "HTTP/1.1 408 ");
  ended_at("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc", milliseconds(1),
           "HTTP/1.1 408 ");
  ended_at("", seconds(1), "");
}

TEST_CASE("what is over a limit or not HTTP is answered, named and closed") {
  auto answer = [](std::string bytes) {
    Exchange exchange(echo);
    std::string text = exchange.talk(std::move(bytes));
    CHECK(exchange.closed);
    CHECK(text.find("Connection: close") != std::string::npos);
    return text;
  };
  std::string large = answer("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1'000'000, 'x'));
  CAPTURE(large);
  CHECK(large.starts_with("HTTP/1.1 431 "));
  CHECK(large.find("header_bytes") != std::string::npos);
  std::string body = answer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" +
                            std::string(900'000, 'x'));
  CHECK(body.starts_with("HTTP/1.1 413 "));
  CHECK(body.find("limit of 4194304 bytes (body_bytes)") != std::string::npos);
  CHECK(answer(std::string("\x16\x03\x01\x00\xff\x01\r\n\r\n", 10)).starts_with("HTTP/1.1 400 "));
  CHECK(answer("GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_CASE("a request cut anywhere gets no answer and leaves nothing behind") {
  const std::string whole = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    CAPTURE(cut);
    int handled = 0;
    Exchange exchange(
        [&](Request& request, const std::shared_ptr<Disconnect>& client) {
          ++handled;
          return echo(request, client);
        },
        {}, {.cut_after = cut});
    exchange.talk(whole);
    CHECK(handled == 0);
    CHECK(exchange.received == "");
    CHECK(exchange.server.connections() == 0);
    CHECK(exchange.loop.now() == Duration{});
  }
}

TEST_CASE("a client that never reads is let go, with bounded memory") {
  Exchange exchange([](Request&, const std::shared_ptr<Disconnect>&) -> Reply {
    return Response::text(200, std::string(200'000, 'x'));
  });
  exchange.loop.spawn("client", exchange.send(std::string(get_x)));
  exchange.loop.run();
  CHECK(exchange.server.connections() == 0);
  CHECK(exchange.loop.now() == seconds(30));
}

TEST_CASE("Expect is answered before the body, HEAD without one, errors without details") {
  Exchange expecting(echo);
  CHECK(expecting
            .talk("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
            .starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 408"));
  std::string head = Exchange(echo).talk("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(head.find("Content-Length: 8\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
  std::string reported;
  HttpServerOptions options;
  options.on_error = [&](std::string_view what) { reported = what; };
  auto throwing = [](Request& request, const std::shared_ptr<Disconnect>&) -> Reply {
    if (request.path() == "/now") throw std::runtime_error("secret");
    auto later = []() -> Awaitable<Reply> {
      throw std::runtime_error("secret");
      co_return Response{};
    };
    return later();
  };
  for (auto path : {"/now", "/later"}) {
    Exchange exchange(throwing, options);
    std::string answer = exchange.talk(fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n\r\n", path));
    CHECK(answer.starts_with("HTTP/1.1 500 "));
    CHECK(answer.find("secret") == std::string::npos);
    CHECK(reported == "secret");
    reported.clear();
  }
}

TEST_CASE("HTTP/1.0 is answered and closed unless it asks to stay") {
  std::string once = Exchange(echo).talk("GET /x HTTP/1.0\r\n\r\n");
  CHECK(once.find("Connection: close\r\n") != std::string::npos);
  Exchange twice(echo);
  std::string both =
      twice.talk("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n");
  CHECK(both.find("Connection: keep-alive") != std::string::npos);
  CHECK(both.ends_with("GET /2 "));
}

TEST_CASE("a server with all its connections taken says so") {
  Loop loop;
  HttpServerOptions options;
  options.max_connections = 2;
  HttpServer server(loop, echo, options);
  REQUIRE(server.listen_tcp("127.0.0.1", 0));
  auto test = [](Loop& on, HttpServer& full) -> Awaitable<void> {
    std::vector<std::unique_ptr<Stream>> held;
    std::array<char, 500> buffer;
    for (int i = 0; i < 3; ++i) {
      auto stream = co_await connect_tcp(on, "127.0.0.1", full.port(), seconds(5));
      REQUIRE(stream);
      auto written = co_await (*stream)->write(get_x);
      REQUIRE(written);
      auto count = co_await (*stream)->read_some(buffer);
      REQUIRE(count);
      std::string_view answer(buffer.data(), *count);
      CHECK(answer.starts_with(i < 2 ? "HTTP/1.1 200 " : "HTTP/1.1 503 "));
      held.push_back(std::move(*stream));
    }
    co_await full.shut_down(seconds(5));
    CHECK(full.connections() == 0);
  };
  testing::run(loop, test(loop, server));
}

TEST_CASE("shutting down lets answers finish, ends idle ones at once and endless ones politely") {
  Loop* loop = nullptr;
  auto slow = [](Loop* on) -> Awaitable<Reply> {
    co_await on->sleep(seconds(3));
    co_return Response::text(200, "finished");
  };
  std::shared_ptr<BodyStream> endless;
  HttpServer::Handler handler = [&](Request& request, const std::shared_ptr<Disconnect>&) -> Reply {
    if (request.path() == "/slow") return slow(loop);
    if (request.path() == "/idle") return Response::text(200, "here");
    endless = std::make_shared<BodyStream>(*loop);
    return event_stream(endless);
  };
  for (auto [path, end] :
       {std::pair{"/slow", "finished"}, {"/idle", "here"}, {"/sse", "0\r\n\r\n"}}) {
    CAPTURE(path);
    Exchange exchange(handler);
    loop = &exchange.loop;
    Timer stop = loop->after(seconds(1), [&] {
      exchange.loop.spawn("shut down", exchange.server.shut_down(seconds(10)));
    });
    std::string answer = exchange.talk(fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n\r\n", path));
    CHECK(answer.ends_with(end));
    CHECK(exchange.closed);
    CHECK(loop->now() <= seconds(10));
  }
}

TEST_CASE("a WebSocket is opened by a proper handshake only") {
  auto upgrade = [](Request&, const std::shared_ptr<Disconnect>&) -> Reply {
    return WebSocketUpgrade{
        .session = [](std::shared_ptr<WebSocket>) -> Awaitable<void> { co_return; }};
  };
  const std::string good =
      "GET /feed HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  std::string answer = Exchange(upgrade).talk(good);
  CHECK(answer.starts_with("HTTP/1.1 101 "));
  // The example of RFC 6455, 1.3.
  CHECK(answer.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos);
  for (auto [from, to] :
       {std::pair{"GET", "POST"}, {"13", "12"}, {"Upgrade: w", "X: w"}, {"Key: dGhl", "Key: "}}) {
    std::string bad = good;
    bad.replace(bad.find(from), std::string_view(from).size(), to);
    CHECK(Exchange(upgrade).talk(bad).starts_with("HTTP/1.1 426 "));
  }
}
