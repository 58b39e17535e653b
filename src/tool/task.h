// A coroutine for tools that wait for a port: lazy, single-threaded, resumed by the port's reply on
// the event loop. The caller of `start` gets the value once.
//
//   Task<Result<QuotesOut>> run_quotes(QuotesIn in, Context& context) {
//     auto quotes = co_await ask<Quotes>([&](auto reply) { context.market.quotes(ids, reply); });
//
// A task that does part of another's work is awaited: `auto book = co_await load(...);`.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/check.h"
#include "port/reply.h"

namespace pitwall::tool {

template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type {
    std::optional<T> value;
    std::exception_ptr failure;
    std::function<void(T)> done;

    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    // The frame ends itself here: whoever waits has the value moved out first.
    struct Finish {
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> handle) noexcept {
        promise_type& promise = handle.promise();
        PITWALL_CHECK(promise.value.has_value(), "a task ended without a value");
        const std::function<void(T)> tell = std::move(promise.done);
        T result = std::move(*promise.value);
        handle.destroy();
        tell(std::move(result));
      }
      void await_resume() noexcept {}
    };
    Finish final_suspend() noexcept { return {}; }
    void return_value(T result) { value.emplace(std::move(result)); }
    // An exception is a bug of the tool: it ends this request with an internal error.
    void unhandled_exception() {
      value.emplace(Error{Code::internal, "This tool failed inside; the log says more."});
    }
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  // Runs until it ends or waits; `done` is called once, perhaps before this returns.
  void start(std::function<void(T)> done) && {
    const Handle handle = std::exchange(handle_, {});
    handle.promise().done = std::move(done);
    handle.resume();
  }

  // Runs it and gives its value: at once where it had nothing to wait for.
  auto operator co_await() && { return Awaiter{std::move(*this), {}, {}}; }

 private:
  struct Awaiter {
    Task task;
    std::optional<T> value;
    std::coroutine_handle<> waiting;
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> handle) {
      std::move(task).start([this](T result) {
        value.emplace(std::move(result));
        if (waiting) waiting.resume();
      });
      if (value) return false;
      waiting = handle;
      return true;
    }
    T await_resume() { return std::move(*value); }
  };
  using Handle = std::coroutine_handle<promise_type>;
  explicit Task(Handle handle) : handle_(handle) {}
  Handle handle_;
};

// Awaits one reply of a port. `begin` is called with the reply to give; a port that answers at once
// costs no suspension.
template <class T, class Begin>
class Ask {
 public:
  explicit Ask(Begin begin) : begin_(std::move(begin)), shared_(std::make_shared<Shared>()) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    const std::shared_ptr<Shared> shared = shared_;
    begin_(port::Reply<T>([shared](Result<T> result) {
      if (shared->result) return;  // a port that answers twice is heard once
      shared->result.emplace(std::move(result));
      if (shared->waiting) shared->waiting.resume();
    }));
    if (shared->result) return false;
    shared->waiting = handle;
    return true;
  }
  Result<T> await_resume() { return std::move(*shared_->result); }

 private:
  struct Shared {
    std::optional<Result<T>> result;
    std::coroutine_handle<> waiting;
  };
  Begin begin_;
  std::shared_ptr<Shared> shared_;
};

template <class T, class Begin>
Ask<T, Begin> ask(Begin begin) {
  return Ask<T, Begin>(std::move(begin));
}

}  // namespace pitwall::tool
