#include "net/stream.h"

#include <sys/stat.h>

#include <fstream>

#include "net/memory_stream.h"
#include "net/testing.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

struct Pair {
  std::unique_ptr<Stream> near;
  std::unique_ptr<Stream> far;
};

Awaitable<void> accept_into(Listener& listener, std::unique_ptr<Stream>& out) {
  auto stream = co_await listener.accept();
  REQUIRE(stream);
  out = std::move(*stream);
}

Awaitable<void> connect_pair(Loop& loop, Listener& listener, Pair& pair) {
  loop.spawn("accept", accept_into(listener, pair.far));
  bool tcp = listener.port() != 0;
  auto stream = tcp ? co_await connect_tcp(loop, "127.0.0.1", listener.port(), seconds(5))
                    : co_await connect_unix(loop, listener.where().substr(5), seconds(5));
  REQUIRE(stream);
  pair.near = std::move(*stream);
  while (!pair.far) co_await loop.sleep(milliseconds(1));
}

Awaitable<void> write_all(Stream& stream, std::string bytes) {
  auto written = co_await stream.write("head ", bytes);
  CHECK(written);
  co_await stream.finish();
}

// What every stream promises, whatever carries it.
Awaitable<void> keeps_promises(Loop& loop, Pair pair) {
  std::array<char, 333> buffer;
  // Nothing to read: the deadline ends the wait, and the stream is still good.
  pair.near->set_read_deadline(milliseconds(5));
  auto late = co_await pair.near->read_some(buffer);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Code::deadline_exceeded);
  // A wait is cancelled, and the stream is still good.
  pair.near->set_read_deadline(no_deadline);
  Timer soon = loop.after(milliseconds(2), [&] { pair.near->cancel(); });
  auto cancelled = co_await pair.near->read_some(buffer);
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code == Code::cancelled);
  // More than any buffer holds arrives whole, then the end.
  std::string large(3'000'000, 'x');
  loop.spawn("writer", write_all(*pair.far, large));
  std::string got;
  while (true) {
    auto count = co_await pair.near->read_some(buffer);
    REQUIRE(count);
    if (*count == 0) break;
    got.append(buffer.data(), *count);
  }
  CHECK(got == "head " + large);
  // A peer that never reads: the writer is told in time.
  pair.near->set_write_limit(milliseconds(20));
  auto stuck = co_await pair.near->write(std::string(20'000'000, 'y'));
  REQUIRE_FALSE(stuck);
  CHECK(stuck.error().code == Code::deadline_exceeded);
  pair.far->close();
  auto after = co_await pair.far->read_some(buffer);
  CHECK_FALSE(after);
  pair.near->close();
  auto closed = co_await pair.near->write("z");
  REQUIRE_FALSE(closed);
  CHECK(closed.error().code == Code::cancelled);
}

}  // namespace

TEST_CASE("TCP, Unix sockets and memory behave alike") {
  testing::TemporaryFolder folder;
  Loop loop;
  auto tcp = Listener::tcp(loop, "127.0.0.1", 0);
  auto local = Listener::unix_socket(loop, folder.file("s"));
  REQUIRE(tcp);
  REQUIRE(local);
  auto test = [](Loop& on, Listener& by_tcp, Listener& by_path) -> Awaitable<void> {
    for (Listener* listener : {&by_tcp, &by_path}) {
      Pair pair;
      co_await connect_pair(on, *listener, pair);
      CHECK(pair.near->local() == (listener == &by_path));
      co_await keeps_promises(on, std::move(pair));
      listener->close();
      auto none = co_await listener->accept();
      REQUIRE_FALSE(none);
      CHECK(none.error().code == Code::cancelled);
    }
  };
  testing::run(loop, test(loop, **tcp, **local));
  Loop quick(testing::simulated());
  auto pipe = memory_pipe(quick, {.capacity = 1000, .max_read = 100, .cut_after = 0});
  testing::run(quick, keeps_promises(quick, {std::move(pipe.first), std::move(pipe.second)}));
}

TEST_CASE("a socket file left over is replaced; anything else is left alone") {
  testing::TemporaryFolder folder;
  const std::string path = folder.file("s");
  Loop loop;
  {
    auto listener = Listener::unix_socket(loop, path);
    REQUIRE(listener);
    // A second name for the file survives the orderly close, as a crash would have left it.
    std::filesystem::create_hard_link(path, folder.file("left"));
    CHECK_FALSE(Listener::unix_socket(loop, path));
  }
  CHECK_FALSE(std::filesystem::exists(path));
  std::filesystem::rename(folder.file("left"), path);
  CHECK(Listener::unix_socket(loop, path));
  std::ofstream(folder.file("notes")) << "mine";
  auto refused = Listener::unix_socket(loop, folder.file("notes"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("not a socket") != std::string::npos);
  CHECK_FALSE(Listener::unix_socket(loop, std::string(200, 'x')));
  CHECK_FALSE(Listener::unix_socket(loop, folder.file("no/such/folder")));
  CHECK_FALSE(Listener::tcp(loop, "localhost", 0));
}

TEST_CASE("nobody there") {
  testing::TemporaryFolder folder;
  Loop loop;
  auto test = [](Loop& on, std::string path) -> Awaitable<void> {
    auto tcp = co_await connect_tcp(on, "127.0.0.1", 1, seconds(5));
    REQUIRE_FALSE(tcp);
    CHECK(tcp.error().code == Code::unavailable);
    auto local = co_await connect_unix(on, path, seconds(5));
    REQUIRE_FALSE(local);
    CHECK(local.error().code == Code::unavailable);
  };
  testing::run(loop, test(loop, folder.file("none")));
}
