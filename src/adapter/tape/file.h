// A file by offset. No thread of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace pitwall::tape {

class File {
 public:
  enum class Access { read, write };  // `write` also reads, and makes it where it is missing

  static Result<File> open(const std::filesystem::path& path, Access access);
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  Result<std::uint64_t> size() const;
  // Up to `size` bytes at `offset` into `out`; fewer only at the end of the file.
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t size) const;
  // On a failure part of it may be there. Does not wait for the disk.
  Result<void> write_at(std::uint64_t offset, std::string_view bytes);
  Result<void> truncate(std::uint64_t size);

 private:
  File(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace pitwall::tape
