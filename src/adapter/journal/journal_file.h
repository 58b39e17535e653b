// journal.log read from its beginning: where its frames are, where it ends, what is in it. Reading
// only; FileJournal alone writes. A value for one thread; another process may append meanwhile, and
// what it appends after `open` is not seen.
//
// Telling a torn tail from damage: only the last frame can be torn, because a frame is written
// after the one before it was on the disk. It is torn if the file ends inside it, or if one of its
// sectors was never written and so is zero throughout. A whole frame has no such sector (frames are
// aligned and padded, and text has no zeros), and no single changed byte makes one. All else that
// does not read is damage and is reported, never cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "adapter/journal/file.h"
#include "adapter/journal/frame.h"

namespace pitwall::journal {

inline constexpr std::string_view journal_name = "journal.log";

class JournalFile {
 public:
  // Finds the end. Reads the headers and the last frame; damage in the bodies before it shows when
  // they are read. Code::corrupt names the offset.
  static Result<JournalFile> open(const std::filesystem::path& path, File::Access access);

  std::uint64_t last_sequence() const { return last_sequence_; }  // 0 when empty
  const Digest& last_hash() const { return last_hash_; }
  std::uint64_t end() const { return end_; }  // of the last whole frame, in bytes
  // Bytes after the end that a crash left of a commit that was never reported durable.
  std::uint64_t torn() const { return size_ - end_; }
  File& file() { return file_; }

  // Every record from `from` on that lies before offset `end`, in order, until `each` fails. Holds
  // one frame in memory at a time.
  Result<void> read(std::uint64_t from, std::uint64_t end,
                    const port::JournalStore::Each& each) const;

 private:
  struct Place {
    std::uint64_t sequence = 1;  // first of the frame that begins at `offset`
    std::uint64_t offset = file_header.size();
  };
  // Reads ahead, so that small frames do not cost a call to the system each.
  class Window;

  explicit JournalFile(File file) : file_(std::move(file)) {}
  Result<void> check_file_header() const;
  Result<void> find_end();
  Result<std::optional<FrameHeader>> header_at(Window& window, Place place) const;
  Result<bool> has_unwritten_sector(std::uint64_t from, std::uint64_t to) const;
  Result<bool> has_frame_after(std::uint64_t offset) const;
  Error damaged(std::uint64_t offset, std::uint64_t sequence) const;

  File file_;
  std::uint64_t size_ = 0;  // of the file when it was opened
  std::uint64_t end_ = file_header.size();
  std::uint64_t last_sequence_ = 0;
  Digest last_hash_;
  std::vector<Place> index_;  // some frames, in order, for `read` to start near
};

}  // namespace pitwall::journal
