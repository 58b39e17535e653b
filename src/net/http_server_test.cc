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
