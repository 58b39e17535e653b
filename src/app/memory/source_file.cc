#include "app/memory/source_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "knowledge/import/invisible.h"
#include "knowledge/import/limits.h"

namespace pitwall::app {
namespace {

Error unreadable() {
  return error(Code::permission_denied, "The file cannot be read: {}.",
               std::generic_category().message(errno));
}

Result<std::string> all_of(const knowledge::ReadBytes& bytes) {
  knowledge::ByteSource source(bytes);
  return source.all(knowledge::max_whole_file);
}

}  // namespace

Result<SourceFile> SourceFile::open(const std::filesystem::path& file) {
  SourceFile opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts{};
  if (opened.descriptor_ < 0 || ::fstat(opened.descriptor_, &facts) != 0) return unreadable();
  opened.size_ = static_cast<std::uint64_t>(facts.st_size);
  opened.modified_ = Time::from_unix_seconds(facts.st_mtim.tv_sec);
  std::array<char, pdf_mark.size()> beginning{};
  const ssize_t got = ::pread(opened.descriptor_, beginning.data(), beginning.size(), 0);
  if (got < 0) return unreadable();
  const std::string_view first(beginning.data(), static_cast<std::size_t>(got));
  if (first.starts_with("PK\x03\x04") || first.starts_with("PK\x05\x06")) opened.kind_ = Kind::zip;
  if (first == pdf_mark) opened.kind_ = Kind::pdf;
  return opened;
}

SourceFile::SourceFile(SourceFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      kind_(other.kind_),
      size_(other.size_),
      modified_(other.modified_) {}

SourceFile::~SourceFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> SourceFile::read(std::span<char> into) {
  while (true) {
    const ssize_t got = ::read(descriptor_, into.data(), into.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return unreadable();
  }
}

Result<std::string> read_whole(const std::filesystem::path& file) {
  PITWALL_TRY(SourceFile source, SourceFile::open(file));
  return all_of([&source](std::span<char> into) { return source.read(into); });
}

Result<std::string> unfolded(archive::ZipArchive& archive, const archive::ZipEntry& entry) {
  PITWALL_TRY(const archive::ZipArchive::ReadBytes bytes, archive.read(entry));
  return all_of(bytes);
}

Result<ScratchFile> ScratchFile::of(const knowledge::ReadBytes& bytes) {
  std::string pattern = (std::filesystem::temp_directory_path() / "pitwall-XXXXXX").string();
  const int descriptor = ::mkstemp(pattern.data());
  if (descriptor < 0) return unreadable();
  ScratchFile made{std::filesystem::path(pattern)};
  std::array<char, 64 * 1024> piece{};
  Result<void> written;
  while (written) {
    const Result<std::size_t> got = bytes(piece);
    if (!got) written = got.error();
    if (!got || *got == 0) break;
    if (::write(descriptor, piece.data(), *got) != static_cast<ssize_t>(*got))
      written = error(Code::unavailable, "It cannot be unfolded to {}: {}.", pattern,
                      std::generic_category().message(errno));
  }
  ::close(descriptor);
  if (!written) return written.error();
  return made;
}

ScratchFile::~ScratchFile() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

std::string shown_name(std::string name) {
  knowledge::remove_invisible(name);
  std::erase_if(name, [](char c) { return c >= 0 && c < ' '; });
  return name;
}

}  // namespace pitwall::app
