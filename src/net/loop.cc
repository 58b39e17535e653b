#include "net/loop.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "base/check.h"

namespace pitwall::net {

namespace asio = boost::asio;

namespace {

std::string describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

}  // namespace

// Timers of equal time fire in the order in which they were made.
class TimerQueue {
 public:
  using Key = std::pair<std::int64_t, std::uint64_t>;  // due (nanoseconds of loop time), serial

  bool empty() const { return waiting_.empty(); }
  std::int64_t earliest() const { return waiting_.begin()->first.first; }
  bool contains(Key key) const { return waiting_.contains(key); }
  void erase(Key key) {
    if (waiting_.erase(key) > 0 && waiting_.empty() && on_empty) on_empty();
  }
  Key add(std::int64_t due, std::function<void()> callback) {
    Key key{due, ++last_serial_};
    waiting_.emplace(key, std::move(callback));
    return key;
  }
  std::function<void()> take_due(std::int64_t now) {
    if (empty() || earliest() > now) return {};
    auto callback = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    return callback;
  }

  std::function<void()> on_empty;  // the last one was cancelled

 private:
  std::map<Key, std::function<void()>> waiting_;
  std::uint64_t last_serial_ = 0;
};

Timer::Timer(Timer&& other) noexcept
    : queue_(std::move(other.queue_)), due_(other.due_), serial_(other.serial_) {
  other.queue_.reset();
}

Timer& Timer::operator=(Timer&& other) noexcept {
  if (this != &other) {
    cancel();
    queue_ = std::move(other.queue_);
    due_ = other.due_;
    serial_ = other.serial_;
    other.queue_.reset();
  }
  return *this;
}

void Timer::cancel() {
  if (auto queue = queue_.lock()) queue->erase({due_, serial_});
  queue_.reset();
}

bool Timer::pending() const {
  auto queue = queue_.lock();
  return queue && queue->contains({due_, serial_});
}

namespace {

// Objects made with an io_context must not outlive it, and what waits in it is freed with it. The
// second must happen when the loop goes, even while somebody still holds one of the first.
class Context : public asio::io_context {
 public:
  Context() : asio::io_context(1) {}
  void drop_everything() { shutdown(); }
};

}  // namespace

struct Loop::State {
  explicit State(LoopOptions chosen)
      : options(std::move(chosen)),
        started(std::chrono::steady_clock::now()),
        timers(std::make_shared<TimerQueue>()) {
    timers->on_empty = [this] { silence(); };
  }
  ~State() {
    timers->on_empty = nullptr;
    shared->drop_everything();
  }

  LoopOptions options;
  std::chrono::steady_clock::time_point started;
  Duration simulated_now;
  bool stopped = false;
  std::shared_ptr<TimerQueue> timers;
  std::shared_ptr<Context> shared = std::make_shared<Context>();
  asio::io_context& io = *shared;
  asio::steady_timer alarm{io};
  std::int64_t alarm_due = std::numeric_limits<std::int64_t>::max();
  std::vector<std::unique_ptr<asio::signal_set>> signal_sets;
  std::optional<asio::thread_pool> pool;

  void fire_due(Loop& loop) {
    while (auto callback = timers->take_due(loop.now().nanoseconds)) {
      callback();
      if (stopped) return;
    }
  }

  // Real time only: one kernel timer, set to the earliest of ours.
  void set_alarm(Loop& loop) {
    if (options.simulated_time) return;
    if (timers->empty() || timers->earliest() >= alarm_due) return;
    alarm_due = timers->earliest();
    alarm.expires_at(started + std::chrono::nanoseconds(alarm_due));
    alarm.async_wait([this, &loop](boost::system::error_code failure) {
      if (failure) return;
      alarm_due = std::numeric_limits<std::int64_t>::max();
      fire_due(loop);
      set_alarm(loop);
    });
  }
  // An alarm with nothing to ring for would keep run() from ending.
  void silence() {
    alarm_due = std::numeric_limits<std::int64_t>::max();
    alarm.cancel();
  }
};

Loop::Loop(LoopOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Loop::~Loop() {
  if (state_->pool) {
    state_->pool->stop();
    state_->pool->join();
  }
}

void Loop::run() {
  state_->stopped = false;
  state_->io.restart();
  while (!state_->stopped) {
    try {
      if (state_->options.simulated_time) {
        run_simulated();
      } else {
        state_->io.run();
      }
      return;
    } catch (const std::exception& failure) {
      report_failure("callback", failure.what());
    }
  }
}

void Loop::run_simulated() {
  while (!state_->stopped) {
    state_->io.restart();
    if (state_->io.poll() > 0) continue;
    if (state_->timers->empty()) return;
    state_->simulated_now = std::max(state_->simulated_now, Duration{state_->timers->earliest()});
    state_->fire_due(*this);
  }
}

void Loop::stop() {
  asio::post(state_->io, [this] {
    state_->stopped = true;
    state_->io.stop();
  });
}

void Loop::post(std::function<void()> callback) { asio::post(state_->io, std::move(callback)); }

void Loop::spawn(std::string name, Awaitable<void> task) {
  asio::co_spawn(state_->io, std::move(task),
                 [this, name = std::move(name)](const std::exception_ptr& failure) {
                   if (failure) report_failure(name, describe(failure));
                 });
}

Duration Loop::now() const {
  if (state_->options.simulated_time) return state_->simulated_now;
  return Duration{std::chrono::duration_cast<std::chrono::nanoseconds>(
                      std::chrono::steady_clock::now() - state_->started)
                      .count()};
}

Timer Loop::after(Duration delay, std::function<void()> callback) {
  std::int64_t due = (now() + delay).nanoseconds;
  auto [key_due, serial] = state_->timers->add(due, std::move(callback));
  state_->set_alarm(*this);
  Timer timer;
  timer.queue_ = state_->timers;
  timer.due_ = key_due;
  timer.serial_ = serial;
  return timer;
}

Awaitable<void> Loop::sleep(Duration delay) {
  Notice over(*this);
  Timer timer = after(delay, [&over] { over.notify(); });
  co_await over.wait();
}

void Loop::pool(std::function<void()> work, std::function<void()> reply) {
  auto guarded = [this, work = std::move(work), reply = std::move(reply)] {
    std::string failure;
    try {
      work();
    } catch (const std::exception& e) {
      failure = e.what();
    }
    asio::post(state_->io, [this, failure, reply] {
      if (!failure.empty()) report_failure("pool", failure);
      reply();
    });
  };
  if (state_->options.simulated_time) {
    asio::post(state_->io, std::move(guarded));
    return;
  }
  if (!state_->pool) state_->pool.emplace(static_cast<std::size_t>(state_->options.pool_threads));
  // Keeps run() from ending while only the pool has something to do.
  auto busy = asio::make_work_guard(state_->io);
  asio::post(*state_->pool, [guarded = std::move(guarded), busy = std::move(busy)] { guarded(); });
}

void Loop::on_signal(std::initializer_list<int> signals, std::function<void(int)> callback) {
  auto set = std::make_unique<asio::signal_set>(state_->io);
  for (int signal : signals) set->add(signal);
  struct Listen {
    asio::signal_set& set;
    std::function<void(int)> callback;
    void operator()(boost::system::error_code failure, int signal) {
      if (failure) return;
      callback(signal);
      set.async_wait(*this);
    }
  };
  set->async_wait(Listen{*set, std::move(callback)});
  state_->signal_sets.push_back(std::move(set));
}

void Loop::report_failure(std::string_view task, std::string_view what) const {
  if (state_->options.on_failure) state_->options.on_failure(task, what);
}

asio::io_context& Loop::context() { return state_->io; }
std::shared_ptr<asio::io_context> Loop::context_share() const { return state_->shared; }

// A timer that never fires of itself and is cancelled to wake the waiter: what waits then belongs
// to the io_context, and a task abandoned in the middle of a wait is still freed with the loop.
struct Notice::State {
  explicit State(const Loop& loop)
      : share(loop.context_share()), never(*share, std::chrono::steady_clock::time_point::max()) {}
  std::shared_ptr<asio::io_context> share;
  asio::steady_timer never;
  bool kept = false;
};

Notice::Notice(Loop& loop) : state_(std::make_unique<State>(loop)) {}
Notice::~Notice() = default;

void Notice::notify() {
  if (state_->never.cancel() == 0) state_->kept = true;
}

Awaitable<void> Notice::wait() {
  if (!state_->kept) {
    auto [cancelled] = co_await state_->never.async_wait(asio::as_tuple(asio::use_awaitable));
    (void)cancelled;
  }
  state_->kept = false;
}

}  // namespace pitwall::net
