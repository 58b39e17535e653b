#include "net/pipes.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

namespace pitwall::net {
namespace {

// Two pipes as a host holds them, and a place to lend them at.
struct Host {
  std::array<int, 2> to_program{};
  std::array<int, 2> from_program{};
  std::string folder = std::filesystem::temp_directory_path() / "pitwall-pipes-XXXXXX";
  Host() {
    REQUIRE(::pipe(to_program.data()) == 0);
    REQUIRE(::pipe(from_program.data()) == 0);
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
  }
  ~Host() { std::filesystem::remove_all(folder); }
  std::string path() const { return folder + "/pipes"; }
  // As the small program does: lends its ends, closes them, waits for the end. 'e' or nothing.
  std::string lend() {
    const Result<int> control = lend_pipes(path(), to_program[0], from_program[1]);
    ::close(to_program[0]);
    ::close(from_program[1]);
    if (!control) return std::string(name_of(control.error().code));
    char byte = 0;
    const ssize_t count = ::read(*control, &byte, 1);
    ::close(*control);
    return count == 1 ? std::string(1, byte) : std::string();
  }
};

Awaitable<void> echo_until_end(Loop& loop, PipeListener& listener) {
  Result<std::unique_ptr<Stream>> stream = co_await listener.accept();
  REQUIRE(stream.ok());
  std::array<char, 100> buffer{};
  while (true) {
    const Result<std::size_t> count = co_await (*stream)->read_some(buffer);
    if (!count || *count == 0) break;
    const Result<void> written =
        co_await (*stream)->write(std::string_view(buffer.data(), *count), "!");
    CHECK(written.ok());
  }
  (*stream)->close();
  listener.close();
  loop.stop();
}

TEST_CASE("lent pipes carry bytes both ways, and the end is told in order") {
  Host host;
  Loop loop;
  Result<std::unique_ptr<PipeListener>> listener = PipeListener::at(loop, host.path());
  REQUIRE(listener.ok());
  loop.spawn("echo", echo_until_end(loop, **listener));
  std::string said;
  std::string heard;
  std::thread program([&] { said = host.lend(); });
  std::thread user([&] {
    CHECK(::write(host.to_program[1], "hello", 5) == 5);
    std::array<char, 100> buffer{};
    while (heard.size() < 6) {
      const ssize_t count = ::read(host.from_program[0], buffer.data(), buffer.size());
      if (count <= 0) break;
      heard.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ::close(host.to_program[1]);
  });
  loop.run();
  program.join();
  user.join();
  CHECK(heard == "hello!");
  CHECK(said == "e");
  ::close(host.from_program[0]);
}

TEST_CASE("a file cannot be lent, and nobody may be listening") {
  Host host;
  const int file = ::open("/dev/null", O_RDWR);
  CHECK(lend_pipes(host.path(), file, file).error().code == Code::unsupported);
  ::close(file);
  CHECK(host.lend() == "unavailable");
  ::close(host.to_program[1]);
  ::close(host.from_program[0]);
}

TEST_CASE("the stream ends with the process that lent it") {
  Host host;
  Loop loop;
  Result<std::unique_ptr<PipeListener>> listener = PipeListener::at(loop, host.path());
  REQUIRE(listener.ok());
  bool cancelled = false;
  loop.spawn("reader", [](Loop& l, PipeListener& from, bool& ended) -> Awaitable<void> {
    Result<std::unique_ptr<Stream>> stream = co_await from.accept();
    REQUIRE(stream.ok());
    std::array<char, 10> buffer{};
    const Result<std::size_t> count = co_await (*stream)->read_some(buffer);
    ended = !count && count.error().code == Code::cancelled;
    from.close();
    l.stop();
  }(loop, **listener, cancelled));
  std::thread program([&] {
    const Result<int> control = lend_pipes(host.path(), host.to_program[0], host.from_program[1]);
    REQUIRE(control.ok());
    ::close(*control);
  });
  loop.run();
  program.join();
  CHECK(cancelled);
  for (const int descriptor :
       {host.to_program[0], host.to_program[1], host.from_program[0], host.from_program[1]})
    ::close(descriptor);
}

}  // namespace
}  // namespace pitwall::net
