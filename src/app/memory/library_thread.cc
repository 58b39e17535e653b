#include "app/memory/library_thread.h"

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

std::optional<LibraryThread::Job> LibraryThread::next(Clock::time_point until, bool& ended) {
  std::unique_lock guard(mutex_);
  wake_.wait_until(guard, until, [this] { return stopping_ || !jobs_.empty(); });
  ended = stopping_;
  if (stopping_ || jobs_.empty()) return std::nullopt;
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

void LibraryThread::serve() {
  knowledge::Library library(*store_);
  Clock::time_point look_at;
  bool busy = true;
  bool ended = false;
  while (true) {
    std::optional<Job> job = next(busy ? Clock::time_point() : look_at, ended);
    if (ended) return;
    if (job) {
      job->work(library);
      post_(std::move(job->done));
    }
    if (const Clock::time_point now = Clock::now(); now >= look_at) {
      look_at = now + std::chrono::nanoseconds(look_every.nanoseconds);
      report(library.look());
    }
    // After a question, too: however many are asked, what is new is read.
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
