#include "adapter/journal/file_journal.h"

#include <system_error>

#include "adapter/journal/snapshot_files.h"

namespace pitwall::journal {

Result<std::unique_ptr<FileJournal>> FileJournal::open(const std::filesystem::path& folder,
                                                       Post post) {
  PITWALL_TRY_VOID(make_folder(folder));
  PITWALL_TRY(FolderLock lock, FolderLock::take(folder));
  const std::filesystem::path path = folder / journal_name;
  std::error_code code;
  if (!std::filesystem::exists(path, code)) PITWALL_TRY_VOID(write_whole(path, file_header));
  PITWALL_TRY(JournalFile file, JournalFile::open(path, File::Access::write));
  const std::uint64_t torn = file.torn();
  if (torn > 0) PITWALL_TRY_VOID(file.file().truncate(file.end()));
  // Also what was written and never synced before a crash is durable from here on.
  PITWALL_TRY_VOID(file.file().sync());
  std::unique_ptr<FileJournal> journal(
      new FileJournal(folder, std::move(lock), std::move(file), std::move(post)));
  journal->torn_ = torn;
  return journal;
}

FileJournal::FileJournal(std::filesystem::path folder, FolderLock lock, JournalFile file, Post post)
    : folder_(std::move(folder)),
      lock_(std::move(lock)),
      file_(std::move(file)),
      post_(std::move(post)),
      taken_sequence_(file_.last_sequence()),
      taken_hash_(file_.last_hash()),
      durable_end_(file_.end()),
      writer_([this] { write_jobs(); }) {}

FileJournal::~FileJournal() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  writer_.join();
}

void FileJournal::append(Batch batch, port::Reply<void> done) {
  for (const port::JournalRecord& record : batch) {
    PITWALL_CHECK(record.sequence == taken_sequence_ + 1 && record.previous == taken_hash_,
                  "record {} does not follow record {}", record.sequence, taken_sequence_);
    taken_sequence_ = record.sequence;
    taken_hash_ = record.hash;
  }
  enqueue({std::move(batch), std::move(done)});
}

void FileJournal::save_snapshot(port::Snapshot snapshot, port::Reply<void> done) {
  enqueue({std::move(snapshot), std::move(done)});
}

void FileJournal::enqueue(Job job) {
  {
    const std::lock_guard guard(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

Result<void> FileJournal::read(std::uint64_t from, const Each& each) {
  std::uint64_t end = 0;
  {
    const std::lock_guard guard(mutex_);
    end = durable_end_;
  }
  return file_.read(from, end, each);
}

Result<std::optional<port::Snapshot>> FileJournal::latest_snapshot() {
  for (const std::uint64_t sequence : list_snapshots(folder_)) {
    Result<port::Snapshot> snapshot = load_snapshot(folder_, sequence);
    if (!snapshot) continue;
    // One of another journal, or of a tail that this one has lost, is no shortcut into it.
    bool fits = false;
    const Error found{Code::cancelled, {}};
    const Result<void> searched =
        read(sequence, [&](const port::JournalRecord& record) -> Result<void> {
          fits = record.sequence == sequence && record.hash == snapshot->record_hash;
          return found;
        });
    if (!searched && searched.error() != found) return searched.error();
    if (fits) return std::optional(std::move(*snapshot));
  }
  return std::optional<port::Snapshot>();
}

void FileJournal::write_jobs() {
  while (true) {
    std::deque<Job> jobs;
    {
      std::unique_lock guard(mutex_);
      wake_.wait(guard, [&] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      jobs.swap(jobs_);
    }
    while (!jobs.empty()) {
      std::size_t count = 1;
      Result<void> result;
      if (const auto* snapshot = std::get_if<port::Snapshot>(&jobs.front().what)) {
        result = save_snapshot_file(folder_, *snapshot);
      } else {
        Batch commit;
        count = take_commit(jobs, commit);
        result = write_commit(commit);
      }
      for (; count > 0; --count) {
        reply(jobs.front(), result);
        jobs.pop_front();
      }
    }
  }
}

// Moves the batches of the first jobs together, as far as one frame holds them; how many jobs.
std::size_t FileJournal::take_commit(const std::deque<Job>& jobs, Batch& commit) {
  std::size_t count = 0;
  std::size_t size = frame_alignment;
  for (const Job& job : jobs) {
    const Batch* batch = std::get_if<Batch>(&job.what);
    if (batch == nullptr) break;
    for (const port::JournalRecord& record : *batch) size += encoded_size(record);
    if (count > 0 && size > max_body) break;
    commit.insert(commit.end(), batch->begin(), batch->end());
    ++count;
  }
  return count;
}

Result<void> FileJournal::write_commit(const Batch& commit) {
  if (failure_)
    return error(Code::unavailable, "The journal takes nothing more after a failure. {}",
                 failure_->message);
  if (commit.empty()) return {};
  std::size_t size = frame_alignment;
  for (const port::JournalRecord& record : commit) size += encoded_size(record);
  if (size > max_body) {
    failure_ = error(Code::too_large, "A commit to the journal of more than {} bytes was refused.",
                     max_body);
    return *failure_;
  }
  const std::string frame = encode_frame(commit);
  const std::uint64_t end = durable_end_;  // only this thread changes it
  Result<void> written = file_.file().write_at(end, frame);
  if (written) written = file_.file().sync();
  if (!written) {
    failure_ = written.error();
    // What was refused must not come back at the next start; where even this fails, a frame that is
    // whole by luck may.
    if (file_.file().truncate(end)) (void)file_.file().sync().ok();
    return written;
  }
  const std::lock_guard guard(mutex_);
  durable_end_ = end + frame.size();
  return {};
}

void FileJournal::reply(Job& job, const Result<void>& result) {
  if (job.done) post_([done = std::move(job.done), result] { done(result); });
}

}  // namespace pitwall::journal
