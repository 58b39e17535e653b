#include "app/system.h"

#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include "base/check.h"

namespace pitwall::app {

Time SystemClock::now() const {
  return Time{std::chrono::duration_cast<std::chrono::nanoseconds>(
                  std::chrono::system_clock::now().time_since_epoch())
                  .count()};
}

std::uint64_t SystemRandom::next() {
  std::uint64_t bits = 0;
  const ssize_t read = ::getrandom(&bits, sizeof bits, 0);
  PITWALL_CHECK(read == sizeof bits, "the kernel gave no randomness");
  return bits;
}

void Log::write(LogLevel level, std::string_view message) const {
  if (level >= level_) put(log_line(clock_.now(), level, message));
}

void Log::put(std::string line) {
  line.push_back('\n');
  // One write for a line, so that lines of several processes do not mix. A log that cannot be
  // written must not stop the desk.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

void notify_service_manager(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (!path || (path[0] != '/' && path[0] != '@')) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = std::strlen(path);
  if (length >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = '\0';  // the abstract namespace
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  [[maybe_unused]] const ssize_t sent = ::sendto(
      socket, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length));
  ::close(socket);
}

}  // namespace pitwall::app
