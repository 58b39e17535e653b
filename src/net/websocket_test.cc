#include "net/websocket.h"

#include "net/memory_stream.h"
#include "net/testing.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

struct Ends {
  explicit Ends(WebSocketOptions server_options = {}, WebSocketOptions client_options = {},
                MemoryPipeOptions pipe_options = {})
      : pipe(memory_pipe(loop, pipe_options)) {
    server =
        WebSocket::over(loop, std::move(pipe.first), WebSocket::Side::server, server_options, "");
    client =
        WebSocket::over(loop, std::move(pipe.second), WebSocket::Side::client, client_options, "");
  }
  Loop loop{testing::simulated()};
  MemoryPipe pipe;
  std::shared_ptr<WebSocket> server;
  std::shared_ptr<WebSocket> client;
};

Awaitable<void> echo(std::shared_ptr<WebSocket> socket) {
  while (true) {
    auto message = co_await socket->receive();
    if (!message) co_return;
    if (message->binary) {
      socket->send_binary(std::move(message->data));
    } else {
      socket->send_text(std::move(message->data));
    }
  }
}

// A server end that gets `bytes` as they are, and what it says to them.
struct Raw {
  explicit Raw(WebSocketOptions options = {}) : pipe(memory_pipe(loop)) {
    server = WebSocket::over(loop, std::move(pipe.first), WebSocket::Side::server, options, "");
  }
  Result<WebSocketMessage> receive(std::string bytes) {
    Result<WebSocketMessage> outcome = error(Code::internal, "nothing happened");
    auto test = [](Raw& raw, std::string text, Result<WebSocketMessage>& out) -> Awaitable<void> {
      auto written = co_await raw.pipe.second->write(text);
      CHECK(written);
      out = co_await raw.server->receive();
      co_await raw.server->sent();
      std::array<char, 200> buffer;
      raw.pipe.second->set_read_deadline(milliseconds(1));
      auto count = co_await raw.pipe.second->read_some(buffer);
      if (count) raw.said.assign(buffer.data(), *count);
    };
    testing::run(loop, test(*this, std::move(bytes), outcome));
    return outcome;
  }
  Loop loop{testing::simulated()};
  MemoryPipe pipe;
  std::shared_ptr<WebSocket> server;
  std::string said;
};

// A frame from a client, masked with zeros so that the test can be read.
std::string frame(unsigned first, std::string_view payload) {
  std::string out;
  out.push_back(static_cast<char>(first));
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(0x80 | payload.size()));
  } else {
    out.push_back(static_cast<char>(0x80 | 126));
    out.push_back(static_cast<char>(payload.size() >> 8));
    out.push_back(static_cast<char>(payload.size() & 0xff));
  }
  out.append(4, '\0');
  return out.append(payload);
}

constexpr std::uint16_t no_code = 0;

std::string closing(std::uint16_t code) {
  if (code == no_code) return {static_cast<char>(0x88), 0};
  return {static_cast<char>(0x88), 2, static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
}

}  // namespace

TEST_CASE("messages of every size come back as they went, in order") {
  for (std::size_t max_read : {0u, 61u, 1000u}) {
    Ends ends({}, {}, {.capacity = 5000, .max_read = max_read});
    ends.loop.spawn("echo", echo(ends.server));
    auto test = [](std::shared_ptr<WebSocket> socket) -> Awaitable<void> {
      std::vector<std::string> messages;
      for (std::size_t size : {0u, 1u, 125u, 126u, 65535u, 65536u, 100'000u}) {
        messages.emplace_back(size, static_cast<char>('a' + size % 26));
      }
      for (const std::string& message : messages) {
        CHECK(socket->send_text(message));
        CHECK(socket->send_binary(message));
      }
      for (const std::string& message : messages) {
        for (bool binary : {false, true}) {
          auto back = co_await socket->receive();
          REQUIRE(back);
          CHECK(back->binary == binary);
          CHECK(back->data == message);
        }
      }
      socket->close(4000, "enough");
      auto end = co_await socket->receive();
      CHECK_FALSE(end);
      CHECK(socket->closed_with() == 4000);
    };
    testing::run(ends.loop, test(ends.client));
    CHECK(ends.server->closed_with() == 4000);
    CHECK(ends.server->close_reason() == "enough");
    CHECK_FALSE(ends.server->send_text("too late"));
  }
}

TEST_CASE("fragments are joined, with a ping between them answered first") {
  Raw raw;
  auto message = raw.receive(frame(0x01, "he") + frame(0x89, "are you there") + frame(0x00, "l") +
                             frame(0x80, "lo"));
  REQUIRE(message);
  CHECK(message->data == "hello");
  CHECK(raw.said ==
        "\x8A\x0D"
        "are you there");
}

TEST_CASE("what the protocol forbids is refused with its code") {
  auto refused = [](std::string bytes, std::uint16_t code, WebSocketOptions options = {}) {
    Raw raw(options);
    CAPTURE(bytes);
    auto message = raw.receive(bytes);
    CHECK_FALSE(message);
    CHECK_FALSE(raw.server->open());
    CHECK(raw.said == closing(code));
  };
  refused(frame(0x81, "\xC3\x28"), 1007);                          // not UTF-8
  refused(frame(0x81, "\xED\xA0\x80"), 1007);                      // a lone surrogate
  refused(frame(0xC1, "compressed"), close_code::protocol_error);  // a reserved bit
  refused(frame(0x83, "?"), close_code::protocol_error);           // an unknown kind
  refused(frame(0x80, "no beginning"), close_code::protocol_error);
  refused(frame(0x01, "a") + frame(0x01, "b"), close_code::protocol_error);
  refused(frame(0x09, "a fragmented ping"), no_code);
  refused(frame(0x89, std::string(126, 'x')), no_code);
  WebSocketOptions small{.max_message = 10};
  refused(frame(0x81, "eleven bytes"), close_code::too_large, small);
  refused(frame(0x01, "123456") + frame(0x80, "123456"), close_code::too_large, small);
  refused(std::string("\x81\x02hi", 4), close_code::protocol_error);  // a client must mask
}

TEST_CASE("a peer that falls silent is asked, then given up") {
  Raw raw;
  Result<WebSocketMessage> outcome = error(Code::internal, "nothing happened");
  auto test = [](Raw& on, Result<WebSocketMessage>& out) -> Awaitable<void> {
    out = co_await on.server->receive();
    CHECK(on.loop.now() == seconds(60));
  };
  testing::run(raw.loop, test(raw, outcome));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == Code::deadline_exceeded);
  CHECK(raw.server->closed_with() == 1006);
  // A live one answers the pings, and stays.
  Ends ends;
  ends.loop.spawn("server", echo(ends.server));
  ends.loop.spawn("client", echo(ends.client));
  Timer look = ends.loop.after(minutes(10), [&] {
    CHECK(ends.client->open());
    ends.pipe.cut();
  });
  ends.loop.run();
  CHECK_FALSE(ends.client->open());
  CHECK(ends.server->closed_with() == 1006);
}

TEST_CASE("a slow reader loses the oldest or the connection, as the sender chose") {
  const std::string quote(1000, 'q');
  SUBCASE("drop") {
    Ends ends({.max_queued_bytes = 10'000, .slow_reader = SlowReader::drop_oldest}, {},
              {.capacity = 2000});
    for (int i = 0; i < 100; ++i) CHECK(ends.server->send_text(fmt::format("{:03}{}", i, quote)));
    CHECK(ends.server->queued_bytes() <= 10'000);
    CHECK(ends.server->dropped() > 80);
    std::string last;
    auto read = [](std::shared_ptr<WebSocket> socket, std::string& out) -> Awaitable<void> {
      while (out != "099") {
        auto message = co_await socket->receive();
        REQUIRE(message);
        CHECK(message->data.substr(0, 3) > out);
        out = message->data.substr(0, 3);
      }
    };
    testing::run(ends.loop, read(ends.client, last));
    CHECK(last == "099");
  }
  SUBCASE("close") {
    Ends ends({.max_queued_bytes = 10'000}, {}, {.capacity = 2000});
    ends.loop.spawn("server", echo(ends.server));
    Timer flood = ends.loop.after(seconds(1), [&] {
      int taken = 0;
      while (ends.server->send_text(quote)) ++taken;
      CHECK(taken == 10);
      CHECK_FALSE(ends.server->open());
    });
    Timer look = ends.loop.after(seconds(4), [&] { CHECK(ends.server->closed_with() == 1006); });
    ends.loop.run();
  }
}

TEST_CASE("the handshake of a client refuses what is not the right answer") {
  auto connects = [](std::string answer) {
    Loop loop(testing::simulated());
    auto pipe = memory_pipe(loop);
    auto test = [](Loop& on, MemoryPipe& over, std::string text) -> Awaitable<void> {
      auto written = co_await over.second->write(text);
      CHECK(written);
      auto socket = co_await websocket_connect(on, std::move(over.first), "desk", "/", Headers{},
                                               WebSocketOptions{}, seconds(5));
      CHECK_FALSE(socket);
      CHECK(on.now() <= seconds(5));
    };
    testing::run(loop, test(loop, pipe, answer));
  };
  connects("");
  connects("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  connects(
      "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
  connects("garbage\r\n\r\n");
}
