// The daemon's journal: port::JournalStore over journal.log and the snapshots beside it.
//
// All methods belong to the event loop's thread. One writer thread inside does the writing; a reply
// reaches the loop through the `post` given at `open`. Appends that come while one is being written
// go out together in the next commit: one write, one fdatasync. Once a write fails nothing more is
// taken until the journal is opened again, because what the disk holds is no longer known.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>

#include "adapter/journal/folder_lock.h"
#include "adapter/journal/journal_file.h"
#include "port/journal_store.h"

namespace pitwall::journal {

class FileJournal final : public port::JournalStore {
 public:
  // Runs a function on the event loop's thread, later. Called from the writer thread; must stay
  // good until the journal is destroyed.
  using Post = std::function<void(std::function<void()>)>;

  // Makes the folder and an empty journal where there is none, keeps other daemons out, and cuts
  // off what a crash left of a commit that was never reported.
  static Result<std::unique_ptr<FileJournal>> open(const std::filesystem::path& folder, Post post);
  // Writes what was taken, then stops the writer. Replies not yet run by the loop are its affair.
  ~FileJournal() override;

  // The batch follows the last record: the desk's chain sees to that, and it is checked.
  void append(std::vector<port::JournalRecord> batch, port::Reply<void> done) override;
  Result<void> read(std::uint64_t from, const Each& each) override;
  // The newest that is undamaged and belongs to this journal.
  Result<std::optional<port::Snapshot>> latest_snapshot() override;
  void save_snapshot(port::Snapshot snapshot, port::Reply<void> done) override;

  // Bytes cut off at `open`.
  std::uint64_t torn() const { return torn_; }

 private:
  using Batch = std::vector<port::JournalRecord>;
  struct Job {
    std::variant<Batch, port::Snapshot> what;
    port::Reply<void> done;
  };

  FileJournal(std::filesystem::path folder, FolderLock lock, JournalFile file, Post post);
  void enqueue(Job job);

  // On the writer thread.
  void write_jobs();
  std::size_t take_commit(const std::deque<Job>& jobs, Batch& commit);
  Result<void> write_commit(const Batch& commit);
  void reply(Job& job, const Result<void>& result);

  const std::filesystem::path folder_;
  const FolderLock lock_;
  JournalFile file_;
  const Post post_;
  std::uint64_t torn_ = 0;

  // Of the event loop: what the next record is to follow.
  std::uint64_t taken_sequence_ = 0;
  Digest taken_hash_;

  // Of the writer thread.
  std::optional<Error> failure_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;           // guarded by mutex_
  std::uint64_t durable_end_ = 0;  // guarded by mutex_; in bytes
  bool stopping_ = false;          // guarded by mutex_
  std::thread writer_;
};

}  // namespace pitwall::journal
