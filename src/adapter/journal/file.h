// A file by offset, and the few whole-file operations that must survive a power loss. No thread of
// its own: reading and writing at an offset may happen on different threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall::journal {

class File {
 public:
  enum class Access { read, write, create };  // `create` also writes, and makes it where missing

  static Result<File> open(const std::filesystem::path& path, Access access);
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  const std::filesystem::path& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  Result<std::uint64_t> size() const;
  // Up to `size` bytes at `offset` into `out`; fewer only at the end of the file.
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t size) const;
  Result<void> write_at(std::uint64_t offset, std::string_view bytes);
  Result<void> truncate(std::uint64_t size);
  Result<void> sync();  // returns once the content is on the disk

 private:
  File(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  std::filesystem::path path_;
  int descriptor_ = -1;
};

// Makes a folder that only its owner may enter, with those above it.
Result<void> make_folder(const std::filesystem::path& folder);
// Puts a file in place as a whole: after a crash there is the old one or the new one.
Result<void> write_whole(const std::filesystem::path& path, std::string_view content);
Result<std::string> read_whole(const std::filesystem::path& path, std::uint64_t max_size);

}  // namespace pitwall::journal
