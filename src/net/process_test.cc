#include "net/process.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "net/testing.h"

namespace pitwall::net {
namespace {

constexpr Duration soon = seconds(20);

Result<Finished> finish(ProcessOptions options, Duration deadline = soon,
                        std::size_t max_output = 1000) {
  Loop loop;
  Result<Finished> result = error(Code::internal, "It never came back.");
  testing::run(loop,
               [](Loop& on, ProcessOptions o, Duration d, std::size_t m,
                  Result<Finished>& out) -> Awaitable<void> {
                 out = co_await run_process(on, std::move(o), d, m);
               }(loop, std::move(options), deadline, max_output, result));
  return result;
}

TEST_CASE("what a program says, and how it ends") {
  const Result<Finished> good = finish({{"printf", "%s", "hello; rm -rf $HOME"}});
  REQUIRE(good.ok());
  CHECK(good->output == "hello; rm -rf $HOME");
  CHECK(good->end.good());
  const Result<Finished> bad = finish({{"sh", "-c", "echo out; echo err >&2; exit 3"}});
  CHECK(bad.value().output == "out\n");
  CHECK(bad->end.words() == "It ended with code 3.");
  CHECK(finish({.command = {"sh", "-c", "echo out; echo err >&2"}, .with_errors = true})
            .value()
            .output == "out\nerr\n");
  CHECK(finish({{"sh", "-c", "kill -TERM $$"}}).value().end.signal == SIGTERM);
}

TEST_CASE("it gets no more than it is given") {
  const Result<Finished> seen = finish({{"env"}, {"SECRET=none"}});
  CHECK(seen.value().output ==
        "SECRET=none\nPATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\n"
        "LANG=C.UTF-8\n");
  CHECK(finish({.command = {"pwd"}, .folder = "/"}).value().output == "/\n");
  // No descriptor but its own three, and the folder that it looks into.
  CHECK(finish({{"sh", "-c", "ls /proc/self/fd | wc -l"}}).value().output == "4\n");
}

TEST_CASE("one that is not there, one that is not done, one that says too much") {
  CHECK(finish({{"no-such-program"}}).error().code == Code::not_found);
  testing::TemporaryFolder folder;
  std::ofstream(folder.file("text")) << "no program";
  CHECK(finish({{folder.file("text")}}).error().code == Code::not_found);
  CHECK(finish({{"sleep", "60"}}, milliseconds(50)).error().code == Code::deadline_exceeded);
  const Result<Finished> much = finish({{"seq", "100000"}});
  REQUIRE(much.ok());
  CHECK(much->cut);
  CHECK(much->output.size() == 1000);
}

TEST_CASE("what it has started goes with it") {
  testing::TemporaryFolder folder;
  const std::string file = folder.file("child");
  const std::string script = "sleep 60 & echo $! > " + file + "; wait";
  CHECK(finish({{"sh", "-c", script}}, milliseconds(500)).error().code == Code::deadline_exceeded);
  int child = 0;
  std::ifstream(file) >> child;
  REQUIRE(child > 1);
  // It was told to end; when it has, its descriptor can be read, or there is none to be had.
  const int watch = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  pollfd waiting{.fd = watch, .events = POLLIN, .revents = 0};
  CHECK((watch < 0 || ::poll(&waiting, 1, static_cast<int>(soon / milliseconds(1))) == 1));
  if (watch >= 0) ::close(watch);
}

TEST_CASE("more memory than it may have is refused to it") {
  ProcessOptions options{{"sh", "-c", "x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo ${#x}"}};
  CHECK(finish(options).value().output == "100000000\n");
  options.memory_bytes = 64'000'000;
  CHECK(finish(options).value().output != "100000000\n");
}

Awaitable<void> talk(Loop& loop) {
  auto process = Process::start(loop, {{"sed", "-u", "s/ping/pong/"}});
  REQUIRE(process.ok());
  Stream& stream = (*process)->stream();
  stream.set_read_deadline(soon);
  for (int i = 0; i < 3; ++i) {
    CHECK((co_await stream.write("ping\n")).ok());
    std::array<char, 100> buffer;
    const Result<std::size_t> count = co_await stream.read_some(buffer);
    REQUIRE(count.ok());
    CHECK(std::string_view(buffer.data(), *count) == "pong\n");
  }
  co_await stream.finish();
  CHECK((co_await (*process)->ended()).good());
}

TEST_CASE("a conversation") {
  Loop loop;
  testing::run(loop, talk(loop));
}

}  // namespace
}  // namespace pitwall::net
