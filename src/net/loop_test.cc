#include "net/loop.h"

#include <csignal>
#include <thread>

#include "net/testing.h"

using namespace pitwall;
using namespace pitwall::net;

TEST_CASE("timers fire in order of time, then of making, and not once cancelled") {
  Loop loop(testing::simulated());
  std::string order;
  Timer c = loop.after(seconds(3600), [&] { order += 'c'; });
  Timer a = loop.after(seconds(60), [&] { order += 'a'; });
  Timer b = loop.after(seconds(60), [&] { order += 'b'; });
  Timer gone = loop.after(seconds(70), [&] { order += 'x'; });
  gone.cancel();
  Timer moved = std::move(c);
  CHECK(moved.pending());
  loop.run();
  CHECK(order == "abc");
  CHECK(loop.now() == seconds(3600));
  CHECK_FALSE(moved.pending());
}

TEST_CASE("real time passes, and run() ends when nothing is left to wait for") {
  Loop loop;
  bool early = false;
  bool late = false;
  Timer soon = loop.after(milliseconds(2), [&] { early = true; });
  Timer never = loop.after(hours(1), [&] { late = true; });
  Timer then = loop.after(milliseconds(4), [&] { never.cancel(); });
  loop.run();
  CHECK(early);
  CHECK_FALSE(late);
  CHECK(loop.now() >= milliseconds(4));
  CHECK(loop.now() < seconds(60));
}

TEST_CASE("an exception ends the task it was thrown in, and nothing else") {
  std::string failures;
  LoopOptions options;
  options.simulated_time = true;
  options.on_failure = [&](std::string_view task, std::string_view what) {
    failures += fmt::format("{}: {};", task, what);
  };
  Loop loop(options);
  auto bad = [](Loop& on) -> Awaitable<void> {
    co_await on.sleep(seconds(1));
    throw std::runtime_error("oh");
  };
  bool finished = false;
  auto good = [](Loop& on, bool& flag) -> Awaitable<void> {
    co_await on.sleep(seconds(2));
    flag = true;
  };
  loop.spawn("bad", bad(loop));
  loop.spawn("good", good(loop, finished));
  loop.post([] { throw std::runtime_error("no"); });
  Timer throwing = loop.after(milliseconds(1), [] { throw std::runtime_error("late"); });
  loop.run();
  CHECK(finished);
  CHECK(failures == "callback: no;callback: late;bad: oh;");
}

TEST_CASE("the pool computes elsewhere and answers here") {
  auto work_done_by = [](bool simulated) {
    LoopOptions options;
    options.simulated_time = simulated;
    Loop loop(options);
    std::thread::id worker;
    int answer = 0;
    loop.run_in_pool(
        [&worker] {
          worker = std::this_thread::get_id();
          return 6 * 7;
        },
        [&answer](int value) { answer = value; });
    loop.run();
    CHECK(answer == 42);
    return worker;
  };
  CHECK(work_done_by(false) != std::this_thread::get_id());
  Loop loop;
  auto task = [](Loop& on) -> Awaitable<void> {
    auto work = [] { return std::string("done"); };
    std::string outcome = co_await on.in_pool(work);
    CHECK(outcome == "done");
    auto broken = []() -> int { throw std::runtime_error("no"); };
    bool thrown = false;
    try {
      int never = co_await on.in_pool(broken);
      CHECK(never == 0);
    } catch (const std::runtime_error&) {
      thrown = true;
    }
    CHECK(thrown);
  };
  testing::run(loop, task(loop));
  CHECK(work_done_by(true) == std::this_thread::get_id());
}

TEST_CASE("posts and stop come from any thread; signals arrive as callbacks") {
  Loop loop;
  int posts = 0;
  int signal_seen = 0;
  loop.on_signal({SIGUSR1}, [&](int signal) {
    signal_seen = signal;
    loop.stop();
  });
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) loop.post([&] { ++posts; });
    loop.post([] { std::raise(SIGUSR1); });
  });
  loop.run();
  other.join();
  CHECK(posts == 100);
  CHECK(signal_seen == SIGUSR1);
}

TEST_CASE("tasks that still wait are freed with the loop") {
  auto alive = std::make_shared<int>(0);
  {
    Loop loop;
    auto wait = [](Loop& on, std::shared_ptr<int>) -> Awaitable<void> {
      co_await on.sleep(hours(1));
    };
    loop.spawn("waits", wait(loop, alive));
    loop.post([&] { loop.stop(); });
    loop.run();
    CHECK(alive.use_count() == 2);
  }
  CHECK(alive.use_count() == 1);
}
