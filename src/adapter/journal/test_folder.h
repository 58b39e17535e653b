// For tests: a folder that goes away, a chain of records whose content follows from their sequence,
// and an event loop small enough to wait on.
#pragma once

#include <stdlib.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>

#include "port/journal_store.h"

namespace pitwall::journal {

class TestFolder {
 public:
  TestFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pitwall-XXXXXX").string();
    PITWALL_CHECK(::mkdtemp(pattern.data()) != nullptr, "no temporary folder");
    path_ = pattern;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Stands for the desk's chain, which an adapter does not know.
class TestChain {
 public:
  std::uint64_t sequence() const { return sequence_; }
  const Digest& hash() const { return hash_; }

  port::JournalRecord next() {
    port::JournalRecord record;
    record.sequence = ++sequence_;
    record.time = Time::from_unix_seconds(1'600'000'000 + static_cast<std::int64_t>(sequence_));
    record.type = sequence_ % 3 == 0 ? "order_executed" : "cash_moved";
    record.payload = fmt::format(R"({{"sequence":{},"note":"{}"}})", sequence_,
                                 std::string(sequence_ * 7 % 90, 'n'));
    record.previous = hash_;
    record.hash = hash_ = hash_of(record);
    return record;
  }
  std::vector<port::JournalRecord> next(std::size_t count) {
    std::vector<port::JournalRecord> records;
    while (records.size() < count) records.push_back(next());
    return records;
  }
  // Moves on to a record that was read, which must be the one that `next` would make.
  Result<void> follow(const port::JournalRecord& record) {
    const port::JournalRecord expected = next();
    if (record.sequence == expected.sequence && record.time == expected.time &&
        record.type == expected.type && record.payload == expected.payload &&
        record.previous == expected.previous && record.hash == expected.hash)
      return {};
    return error(Code::corrupt, "Record {} is not what was written.", record.sequence);
  }

 private:
  static Digest hash_of(const port::JournalRecord& record) {
    return sha256(fmt::format("{} {} {} {} {}", record.previous.text(), record.sequence,
                              record.time.nanoseconds, record.type, record.payload));
  }
  std::uint64_t sequence_ = 0;
  Digest hash_;
};

class TestLoop {
 public:
  std::function<void(std::function<void()>)> post() {
    return [this](std::function<void()> function) {
      {
        const std::lock_guard guard(mutex_);
        functions_.push_back(std::move(function));
      }
      wake_.notify_one();
    };
  }
  // Runs what is posted until `done`; fails after ten seconds.
  void run_until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
      std::function<void()> function;
      {
        std::unique_lock guard(mutex_);
        PITWALL_CHECK(wake_.wait_until(guard, deadline, [&] { return !functions_.empty(); }),
                      "the loop waited too long");
        function = std::move(functions_.front());
        functions_.pop_front();
      }
      function();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> functions_;
};

}  // namespace pitwall::journal
