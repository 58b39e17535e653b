// A zip archive whose entries are read where they stand. For one thread.
//
// Sizes are what an archive says of itself, and so are not believed: what is really read counts
// against the limits. Names serve to tell entries apart for a person; no file is ever made of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace pitwall::archive {

struct ZipLimits {
  std::uint64_t entries = 100'000;
  std::uint64_t unfolded = std::uint64_t{8} << 30;  // bytes of all entries together
  // Of an entry, once it is past `small`: text rarely shrinks to less than a fiftieth.
  std::uint64_t ratio = 200;
  std::uint64_t small = 4 * 1024 * 1024;  // bytes
};

struct ZipEntry {
  std::uint64_t index = 0;  // within the archive
  std::string name;         // "Takeout/My Activity/MyActivity.json": see clean_name
  std::uint64_t size = 0;   // bytes, as the archive says
  bool encrypted = false;
};

// Without what would lead out of a folder or hide in a terminal: steps upward, roots, drives,
// control characters. Never empty.
std::string clean_name(std::string_view name);

class ZipArchive {
 public:
  // Fills the span with what comes next; 0 only at the end.
  using ReadBytes = std::function<Result<std::size_t>(std::span<char>)>;

  static Result<ZipArchive> open(const std::filesystem::path& file, const ZipLimits& limits = {});
  static Result<ZipArchive> open_bytes(std::string bytes, const ZipLimits& limits = {});
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;

  const std::vector<ZipEntry>& entries() const { return entries_; }  // without folders
  // The entry's bytes, while this archive lives; one entry at a time is read. An error names the
  // entry: it is encrypted, an archive itself, damaged, or beyond the limits.
  Result<ReadBytes> read(const ZipEntry& entry);

 private:
  struct Open;
  explicit ZipArchive(std::unique_ptr<Open> open);
  static Result<ZipArchive> listed(std::unique_ptr<Open> open);

  std::unique_ptr<Open> open_;
  std::vector<ZipEntry> entries_;
};

}  // namespace pitwall::archive
