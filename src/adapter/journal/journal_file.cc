#include "adapter/journal/journal_file.h"

#include <algorithm>

namespace pitwall::journal {
namespace {

constexpr std::uint64_t sector = 512;  // the least that a disk writes at once
constexpr std::uint64_t index_step = std::uint64_t{1} << 20;
constexpr std::size_t hop_window = 4096;                   // to read headers only
constexpr std::size_t read_window = std::size_t{1} << 20;  // to read everything

}  // namespace

class JournalFile::Window {
 public:
  Window(const File& file, std::size_t size, std::uint64_t end)
      : file_(file), size_(size), end_(end) {}
  // The bytes there; fewer than `size` only at the end. Good until the next call.
  Result<std::string_view> at(std::uint64_t offset, std::size_t size) {
    size = std::min<std::uint64_t>(size, end_ - std::min(end_, offset));
    if (offset < start_ || offset + size > start_ + bytes_.size()) {
      bytes_.resize(std::min<std::uint64_t>(std::max(size, size_), end_ - std::min(end_, offset)));
      start_ = offset;
      PITWALL_TRY(const std::size_t count, file_.read_at(offset, bytes_.data(), bytes_.size()));
      bytes_.resize(count);
    }
    return std::string_view(bytes_).substr(offset - start_, size);
  }

 private:
  const File& file_;
  std::size_t size_;
  std::uint64_t end_;
  std::uint64_t start_ = 0;
  std::string bytes_;
};

Result<JournalFile> JournalFile::open(const std::filesystem::path& path, File::Access access) {
  PITWALL_TRY(File file, File::open(path, access));
  JournalFile journal(std::move(file));
  PITWALL_TRY(journal.size_, journal.file_.size());
  PITWALL_TRY_VOID(journal.check_file_header());
  PITWALL_TRY_VOID(journal.find_end());
  return journal;
}

Result<void> JournalFile::check_file_header() const {
  char bytes[file_header.size()];
  PITWALL_TRY(const std::size_t size, file_.read_at(0, bytes, sizeof bytes));
  const std::string_view found(bytes, size);
  if (found == file_header) return {};
  constexpr std::string_view name = "Pitwall journal, format ";
  const bool other_version = found.size() == file_header.size() && found.starts_with(name) &&
                             found.substr(name.size() + 1) == file_header.substr(name.size() + 1);
  if (other_version)
    return error(Code::unsupported,
                 "{} is of format {}, and this Pitwall knows format 1: use the newer Pitwall that "
                 "wrote it.",
                 file_.path().string(), found[name.size()]);
  return error(Code::corrupt,
               "{} is damaged at byte 0: it does not begin as a journal does. Restore a copy.",
               file_.path().string());
}

Error JournalFile::damaged(std::uint64_t offset, std::uint64_t sequence) const {
  return error(Code::corrupt,
               "{} is damaged: the commit at byte {} with record {} is not what was written. Keep "
               "the file, and restore a copy.",
               file_.path().string(), offset, sequence);
}

// Nothing at the end of the file and before a torn tail.
Result<std::optional<FrameHeader>> JournalFile::header_at(Window& window, Place place) const {
  PITWALL_TRY(const std::string_view bytes, window.at(place.offset, frame_header_size));
  if (bytes.size() < frame_header_size) return std::optional<FrameHeader>();
  std::optional<FrameHeader> header = decode_header(bytes);
  if (!header) {
    // Were there a frame behind this one, it was on the disk once.
    PITWALL_TRY(const bool unwritten, has_unwritten_sector(place.offset, size_));
    PITWALL_TRY(const bool followed, has_frame_after(place.offset));
    if (unwritten && !followed) return std::optional<FrameHeader>();
    return damaged(place.offset, place.sequence);
  }
  if (header->first_sequence != place.sequence) return damaged(place.offset, place.sequence);
  if (place.offset + header->frame_size() > size_) header.reset();
  return header;
}

Result<void> JournalFile::find_end() {
  Window window(file_, hop_window, size_);
  Place place;
  Place last;
  std::optional<FrameHeader> last_header;
  while (true) {
    PITWALL_TRY(const std::optional<FrameHeader> header, header_at(window, place));
    if (!header) break;
    if (index_.empty() || place.offset - index_.back().offset >= index_step)
      index_.push_back(place);
    last = place;
    last_header = header;
    place = {header->next_sequence(), place.offset + header->frame_size()};
  }
  if (!last_header) return {};

  PITWALL_TRY(const std::string_view body,
              window.at(last.offset + frame_header_size, last_header->body_size));
  if (belongs(*last_header, body)) {
    end_ = place.offset;
    last_sequence_ = place.sequence - 1;
    return decode_body(*last_header, body, [&](const port::JournalRecord& record) -> Result<void> {
      last_hash_ = record.hash;
      return {};
    });
  }
  PITWALL_TRY(const bool unwritten, has_unwritten_sector(last.offset, place.offset));
  if (!unwritten || place.offset != size_) return damaged(last.offset, last.sequence);
  end_ = last.offset;
  last_sequence_ = last.sequence - 1;
  last_hash_ = last_header->previous;
  return {};
}

Result<bool> JournalFile::has_unwritten_sector(std::uint64_t from, std::uint64_t to) const {
  Window window(file_, read_window, size_);
  while (from < to) {
    const std::uint64_t next = std::min(to, (from / sector + 1) * sector);
    PITWALL_TRY(const std::string_view bytes, window.at(from, next - from));
    if (bytes.size() >= frame_alignment && bytes.find_first_not_of('\0') == bytes.npos) return true;
    from = next;
  }
  return false;
}

Result<bool> JournalFile::has_frame_after(std::uint64_t offset) const {
  Window window(file_, read_window, size_);
  while (true) {
    offset += frame_alignment;
    PITWALL_TRY(const std::string_view bytes, window.at(offset, frame_header_size));
    if (bytes.size() < frame_header_size) return false;
    if (decode_header(bytes)) return true;
  }
}

Result<void> JournalFile::read(std::uint64_t from, std::uint64_t end,
                               const port::JournalStore::Each& each) const {
  Window window(file_, read_window, end);
  Place place;
  const auto after = std::upper_bound(
      index_.begin(), index_.end(), from,
      [](std::uint64_t sequence, const Place& entry) { return sequence < entry.sequence; });
  if (after != index_.begin()) place = *std::prev(after);
  std::optional<Digest> previous;
  if (place.sequence == 1) previous.emplace();
  while (place.offset < end) {
    PITWALL_TRY(std::string_view bytes, window.at(place.offset, frame_header_size));
    const std::optional<FrameHeader> header = decode_header(bytes);
    if (!header || header->first_sequence != place.sequence ||
        (previous && *previous != header->previous))
      return damaged(place.offset, place.sequence);
    previous.reset();
    if (header->next_sequence() > from) {
      PITWALL_TRY(bytes, window.at(place.offset + frame_header_size, header->body_size));
      if (!belongs(*header, bytes)) return damaged(place.offset, place.sequence);
      PITWALL_TRY_VOID(decode_body(*header, bytes, [&](const port::JournalRecord& record) {
        previous = record.hash;
        return record.sequence >= from ? each(record) : Result<void>();
      }));
    }
    place = {header->next_sequence(), place.offset + header->frame_size()};
  }
  return {};
}

}  // namespace pitwall::journal
