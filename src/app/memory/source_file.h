// A file that is imported: its bytes, and what its first ones say it is. For one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapter/archive/zip_archive.h"
#include "base/result.h"
#include "base/time.h"
#include "knowledge/import/byte_source.h"

namespace pitwall::app {

inline constexpr std::string_view pdf_mark = "%PDF-";

class SourceFile {
 public:
  enum class Kind { other, zip, pdf };
  static Result<SourceFile> open(const std::filesystem::path& file);
  SourceFile(SourceFile&& other) noexcept;
  SourceFile& operator=(SourceFile&&) = delete;
  ~SourceFile();

  Kind kind() const { return kind_; }
  std::uint64_t size() const { return size_; }
  Time modified() const { return modified_; }
  // What comes next; 0 only at the end.
  Result<std::size_t> read(std::span<char> into);

 private:
  explicit SourceFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
  Kind kind_ = Kind::other;
  std::uint64_t size_ = 0;
  Time modified_;
};

// A file that is small, such as the description of a video; Code::too_large over max_whole_file.
Result<std::string> read_whole(const std::filesystem::path& file);
Result<std::string> unfolded(archive::ZipArchive& archive, const archive::ZipEntry& entry);

// Bytes in a file of ours, for a program that reads files; it goes with the object.
class ScratchFile {
 public:
  static Result<ScratchFile> of(const knowledge::ReadBytes& bytes);
  ScratchFile(ScratchFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFile& operator=(ScratchFile&&) = delete;
  ~ScratchFile();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// A name as it may be shown and kept: UTF-8, and nothing in it that a terminal would obey.
std::string shown_name(std::string name);

}  // namespace pitwall::app
