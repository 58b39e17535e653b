#include "app/memory/library_thread.h"

#include <chrono>

namespace pitwall::app {

LibraryThread::LibraryThread(std::unique_ptr<port::DocumentStore> store, Post post, Tell tell)
    : store_(std::move(store)), post_(std::move(post)), tell_(std::move(tell)) {
  thread_ = std::thread([this] { serve(); });
}

void LibraryThread::run(std::function<void(knowledge::Library&)> work, std::function<void()> done) {
  {
    const std::lock_guard guard(mutex_);
    if (stopping_) return;
    jobs_.push_back({std::move(work), std::move(done)});
  }
  wake_.notify_one();
}

void LibraryThread::stop() {
  if (!thread_.joinable()) return;
  std::deque<Job> left;  // whoever asked belongs to this thread: let go of here
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    left.swap(jobs_);
  }
  wake_.notify_one();
  thread_.join();
}

std::optional<LibraryThread::Job> LibraryThread::next(bool busy, bool& ended) {
  std::unique_lock guard(mutex_);
  if (!busy) {
    wake_.wait_for(guard, std::chrono::nanoseconds(look_every.nanoseconds),
                   [this] { return stopping_ || !jobs_.empty(); });
  }
  ended = stopping_;
  if (stopping_ || jobs_.empty()) return std::nullopt;
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

void LibraryThread::serve() {
  knowledge::Library library(*store_);
  std::chrono::steady_clock::time_point looked;
  bool busy = true;
  for (bool ended = false; !ended;) {
    std::optional<Job> job = next(busy, ended);
    if (job) {
      job->work(library);
      post_(std::move(job->done));
      continue;
    }
    if (ended) break;
    const auto now = std::chrono::steady_clock::now();
    if (now - looked >= std::chrono::nanoseconds(look_every.nanoseconds)) {
      looked = now;
      report(library.look());
    }
    busy = do_slice(library);
  }
}

bool LibraryThread::do_slice(knowledge::Library& library) {
  const Result<bool> more = library.work();
  report(more);
  return more && *more;
}

// A store that cannot be read now is asked again a second later; it is told once.
void LibraryThread::report(const Result<bool>& result) {
  if (result) {
    if (*result) trouble_.clear();
    return;
  }
  if (result.error().message == trouble_) return;
  trouble_ = result.error().message;
  post_([this, what = trouble_] { tell_(what); });
}

}  // namespace pitwall::app
