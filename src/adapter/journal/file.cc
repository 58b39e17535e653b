#include "adapter/journal/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace pitwall::journal {
namespace {

// One sentence for each way in which a disk refuses.
Error failed(std::string_view verb, const std::filesystem::path& path, int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return error(Code::unavailable,
                   "The disk is full: could not {} {} ({}). Free some space and start again.", verb,
                   path.string(), std::strerror(number));
    case ENOENT:
      return error(Code::not_found, "{} does not exist.", path.string());
    case EACCES:
    case EPERM:
    case EROFS:
      return error(Code::permission_denied,
                   "May not {} {} ({}): give this user access to it, or choose another folder.",
                   verb, path.string(), std::strerror(number));
    default:
      return error(Code::unavailable, "Could not {} {} ({}): check the disk.", verb, path.string(),
                   std::strerror(number));
  }
}

// What is new in a folder is there after a power loss only once the folder itself is synced.
Result<void> sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return failed("open", folder, errno);
  const int result = ::fsync(descriptor);
  const int number = errno;
  ::close(descriptor);
  if (result != 0) return failed("write", folder, number);
  return {};
}

}  // namespace

Result<File> File::open(const std::filesystem::path& path, Access access) {
  int flags = O_CLOEXEC | (access == Access::read ? O_RDONLY : O_RDWR);
  if (access == Access::create) flags |= O_CREAT;
  const int descriptor = ::open(path.c_str(), flags, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return failed(access == Access::read ? "read" : "write", path, errno);
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
  if (::fstat(descriptor_, &status) != 0) return failed("read", path_, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::size_t> File::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(descriptor_, out + done, size - done, static_cast<off_t>(offset + done));
    if (count == 0) break;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path_, errno);
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<void> File::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("write", path_, errno);
    offset += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> File::truncate(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failed("write", path_, errno);
  return {};
}

Result<void> File::sync() {
  if (::fdatasync(descriptor_) != 0) return failed("write", path_, errno);
  return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code code;
  if (std::filesystem::is_directory(folder, code)) return {};
  if (!std::filesystem::create_directories(folder, code) || code)
    return failed("create the folder", folder, code ? code.value() : ENOTDIR);
  if (::chmod(folder.c_str(), S_IRWXU) != 0) return failed("create the folder", folder, errno);
  return {};
}

Result<void> write_whole(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path draft = path;
  draft += ".new";
  {
    PITWALL_TRY(File file, File::open(draft, File::Access::create));
    PITWALL_TRY_VOID(file.truncate(0));
    PITWALL_TRY_VOID(file.write_at(0, content));
    PITWALL_TRY_VOID(file.sync());
  }
  if (::rename(draft.c_str(), path.c_str()) != 0) return failed("write", path, errno);
  return sync_folder(path.parent_path());
}

Result<std::string> read_whole(const std::filesystem::path& path, std::uint64_t max_size) {
  PITWALL_TRY(const File file, File::open(path, File::Access::read));
  PITWALL_TRY(const std::uint64_t size, file.size());
  if (size > max_size)
    return error(Code::too_large, "{} has more than {} bytes.", path.string(), max_size);
  std::string content(size, '\0');
  PITWALL_TRY(const std::size_t count, file.read_at(0, content.data(), content.size()));
  content.resize(count);
  return content;
}

}  // namespace pitwall::journal
