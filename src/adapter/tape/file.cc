#include "adapter/tape/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace pitwall::tape {
namespace {

Error failed(const std::filesystem::path& path, int number) {
  const std::string reason = std::generic_category().message(number);
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return error(Code::unavailable, "The disk is full: could not write {} ({}). Free some space.",
                   path.string(), reason);
    case ENOENT:
      return error(Code::not_found, "{} does not exist.", path.string());
    case EACCES:
    case EPERM:
    case EROFS:
      return error(Code::permission_denied, "May not open {} ({}): give this user access to it.",
                   path.string(), reason);
    default:
      return error(Code::unavailable, "Could not read or write {} ({}): check the disk.",
                   path.string(), reason);
  }
}

}  // namespace

Result<File> File::open(const std::filesystem::path& path, Access access) {
  const int flags = access == Access::read ? O_RDONLY : O_RDWR | O_CREAT;
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return failed(path, errno);
  return File(path, descriptor);
}

File::File(File&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::uint64_t> File::size() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) return failed(path_, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::size_t> File::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    const auto at = static_cast<off_t>(offset + done);
    const ssize_t count = ::pread(descriptor_, out + done, size - done, at);
    if (count == 0) break;
    if (count < 0 && errno != EINTR) return failed(path_, errno);
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<void> File::write_at(std::uint64_t offset, std::string_view bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const auto at = static_cast<off_t>(offset + done);
    const ssize_t count = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, at);
    if (count < 0 && errno != EINTR) return failed(path_, errno);
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  return {};
}

Result<void> File::truncate(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failed(path_, errno);
  return {};
}

}  // namespace pitwall::tape
