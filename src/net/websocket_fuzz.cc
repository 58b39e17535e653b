// WebSocket frames from a stranger: whatever comes, the socket answers or closes, keeps to its
// limit, gives out only valid UTF-8 as text, and the same bytes in pieces mean the same messages.
#include "base/check.h"
#include "net/memory_stream.h"
#include "net/websocket.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

constexpr std::size_t max_message = 300;

Awaitable<void> receive_all(std::shared_ptr<WebSocket> socket, std::string& out) {
  while (true) {
    auto message = co_await socket->receive();
    if (!message) co_return;
    PITWALL_CHECK(message->data.size() <= max_message, "a message over its limit");
    out.append(message->binary ? "binary " : "text ").append(message->data).push_back('\n');
    socket->send_text("ok");
  }
}

Awaitable<void> say(Stream& stream, std::string bytes) {
  auto written = co_await stream.write(bytes);
  if (written) co_await stream.finish();
}

std::string meaning(std::string_view bytes, std::size_t max_read, WebSocket::Side side) {
  LoopOptions options;
  options.simulated_time = true;
  Loop loop(options);
  std::string result;
  auto pipe = memory_pipe(loop, {.max_read = max_read});
  auto socket =
      WebSocket::over(loop, std::move(pipe.first), side, {.max_message = max_message}, "");
  loop.spawn("socket", receive_all(socket, result));
  loop.spawn("stranger", say(*pipe.second, std::string(bytes)));
  loop.run();
  PITWALL_CHECK(!socket->open(), "still open after the other side has gone");
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto side = data[0] & 0x80 ? WebSocket::Side::client : WebSocket::Side::server;
  std::string whole = meaning(bytes, 0, side);
  std::string pieces = meaning(bytes, data[0] % 16 + std::size_t{1}, side);
  PITWALL_CHECK(whole == pieces, "whole: {}\nin pieces: {}", whole, pieces);
  return 0;
}
