// The memory's library on a thread of its own: searches take milliseconds and the index is made in
// many slices, and the event loop has time for neither. What is asked goes first; between two
// questions the library reads what is new in the store, and learns.
//
// Belongs to the event loop's thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/time.h"
#include "knowledge/library.h"
#include "port/document_store.h"
#include "tool/library_access.h"

namespace pitwall::app {

class LibraryThread final : public tool::LibraryAccess {
 public:
  // How often it looks for what another program, such as an import, put into the store.
  static constexpr Duration look_every = seconds(1);

  // Runs a function on the event loop's thread, later; from any thread, until this is destroyed.
  using Post = std::function<void(std::function<void()>)>;
  // Called on the event loop's thread with what went wrong, once for each thing in a row.
  using Tell = std::function<void(std::string what)>;

  LibraryThread(std::unique_ptr<port::DocumentStore> store, Post post, Tell tell);
  ~LibraryThread() override { stop(); }

  void run(std::function<void(knowledge::Library&)> work, std::function<void()> done) override;
  // Ends what it is at, a slice or a question, and forgets the rest. Waits for that.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    std::function<void(knowledge::Library&)> work;
    std::function<void()> done;
  };

  // On the thread.
  void serve();
  // The next question, waiting for one until then.
  std::optional<Job> next(Clock::time_point until, bool& ended);
  bool do_slice(knowledge::Library& library);
  void report(const Result<bool>& result);

  const std::unique_ptr<port::DocumentStore> store_;
  const Post post_;
  const Tell tell_;
  std::string trouble_;  // of the thread: what was told last

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;   // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace pitwall::app
