// The one event loop. Everything that waits (sockets, timers, signals, results from the pool) comes
// back through it, on the thread that called run(); nothing else in the program needs a lock.
// Only post() and stop() may be called from other threads. Tasks and timers that still wait are
// dropped with the loop; what else was made with it (streams, notices) may outlive it, but only to
// be destroyed.
//
// With simulated time nothing ever sleeps: when no work is ready the clock jumps to the next timer,
// so a test of a 75-second deadline takes microseconds and always goes the same way.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.h"

namespace boost::asio {
class io_context;
}

namespace pitwall::net {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

class Loop;
class TimerQueue;

// A callback that waits for its time. Destroying or reassigning it cancels the callback.
class [[nodiscard]] Timer {
 public:
  Timer() = default;
  Timer(Timer&& other) noexcept;
  Timer& operator=(Timer&& other) noexcept;
  ~Timer() { cancel(); }
  void cancel();
  bool pending() const;

 private:
  friend class Loop;
  std::weak_ptr<TimerQueue> queue_;
  std::int64_t due_ = 0;
  std::uint64_t serial_ = 0;
};

// One coroutine waits, anyone else wakes it. A wake-up with nobody waiting is kept for the next
// wait; several are kept as one.
class Notice {
 public:
  explicit Notice(Loop& loop);
  ~Notice();
  void notify();
  Awaitable<void> wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct LoopOptions {
  bool simulated_time = false;
  int pool_threads = 1;
  // Called on the loop's thread when a spawned task or a callback ends with an exception: a bug.
  std::function<void(std::string_view task, std::string_view what)> on_failure{};
};

class Loop {
 public:
  explicit Loop(LoopOptions options);
  Loop() : Loop(LoopOptions{}) {}
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs until stop(), or until nothing is left to wait for. With simulated time, until nothing can
  // happen any more unless the outside world acts. May be called again afterwards.
  void run();
  void stop();

  void post(std::function<void()> callback);
  // Starts a task of its own. An exception ends that task alone and goes to on_failure.
  void spawn(std::string name, Awaitable<void> task);

  // Time since the loop was made; never goes back.
  Duration now() const;
  Timer after(Duration delay, std::function<void()> callback);
  Awaitable<void> sleep(Duration delay);

  // Pure work on another thread, values in and values out: `reply` gets what `work` returned, on
  // the loop's thread. An exception in `work` goes to on_failure and `reply` is not called. With
  // simulated time the work runs on the loop's own thread.
  template <class Work, class Reply>
  void run_in_pool(Work work, Reply reply) {
    using Value = decltype(work());
    auto result = std::make_shared<std::optional<Value>>();
    pool([result, work = std::move(work)]() mutable { result->emplace(work()); },
         [result, reply = std::move(reply)]() mutable {
           if (*result) reply(std::move(**result));
         });
  }

  // The same for a task that waits; an exception in `work` is thrown again in the task.
  template <class Work>
  Awaitable<decltype(std::declval<Work>()())> in_pool(Work work) {
    std::optional<decltype(work())> result;
    std::exception_ptr failure;
    Notice done(*this);
    pool(
        [&] {
          try {
            result.emplace(work());
          } catch (...) {
            failure = std::current_exception();
          }
        },
        [&] { done.notify(); });
    co_await done.wait();
    if (failure) std::rethrow_exception(failure);
    co_return std::move(*result);
  }

  // SIGINT, SIGTERM and the like, as often as they come.
  void on_signal(std::initializer_list<int> signals, std::function<void(int)> callback);

  void report_failure(std::string_view task, std::string_view what) const;

  // For this folder's own .cc files: what may outlive the loop keeps a share.
  boost::asio::io_context& context();
  std::shared_ptr<boost::asio::io_context> context_share() const;

 private:
  void pool(std::function<void()> work, std::function<void()> reply);
  void run_simulated();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pitwall::net
