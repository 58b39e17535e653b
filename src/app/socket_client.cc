#include "app/socket_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

namespace pitwall::app {
namespace {

constexpr std::size_t max_answer = 64 << 20;

}  // namespace

Result<SocketClient> SocketClient::connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return error(Code::invalid_argument, "The path {} is too long for a socket.", path);
  std::memcpy(address.sun_path, path.data(), path.size());
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return error(Code::unavailable, "No socket can be opened.");
  SocketClient client(descriptor);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return error(Code::unavailable,
                 "No desk is running for this data folder ({}); start one with: pitwall serve",
                 path);
  return client;
}

SocketClient::SocketClient(SocketClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      received_(std::move(other.received_)),
      last_id_(other.last_id_) {}

SocketClient::~SocketClient() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> SocketClient::send_line(std::string_view line) {
  std::string text(line);
  text.push_back('\n');
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count = ::send(descriptor_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return error(Code::unavailable, "The desk closed the connection.");
    sent += static_cast<std::size_t>(count);
  }
  return {};
}

Result<std::string> SocketClient::receive_line(Duration deadline) {
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::nanoseconds(deadline.nanoseconds);
  while (true) {
    if (const std::size_t newline = received_.find('\n'); newline != received_.npos) {
      std::string line = received_.substr(0, newline);
      received_.erase(0, newline + 1);
      return line;
    }
    if (received_.size() > max_answer)
      return error(Code::too_large, "The desk's answer is larger than 64 MiB.");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int ready = left.count() <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0)
      return error(Code::deadline_exceeded, "The desk did not answer within {}.", deadline.text());
    char buffer[65536];
    const ssize_t count = ::recv(descriptor_, buffer, sizeof buffer, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return error(Code::unavailable, "The desk closed the connection.");
    received_.append(buffer, static_cast<std::size_t>(count));
  }
}

Result<Json> SocketClient::request(std::string_view method, const Json& params, Duration deadline) {
  Json message = Json::object();
  message.set("jsonrpc", Json::string("2.0"));
  message.set("id", Json::number(std::to_string(++last_id_)));
  message.set("method", Json::string(std::string(method)));
  message.set("params", params);
  PITWALL_TRY_VOID(send_line(message.dump()));
  PITWALL_TRY(const std::string line, receive_line(deadline));
  PITWALL_TRY(const Json answer, parse_json(line));
  if (const Json* failure = answer.find("error"))
    return error(Code::invalid_argument, "{}", failure->string_or("message", "The desk refused."));
  const Json* result = answer.find("result");
  if (!result) return error(Code::internal, "The desk's answer has neither result nor error.");
  return *result;
}

}  // namespace pitwall::app
