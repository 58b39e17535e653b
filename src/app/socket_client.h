// The command line's way to the running daemon: lines of JSON-RPC over its Unix socket. Blocking,
// with a deadline on every wait; not for the daemon itself.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"

namespace pitwall::app {

class SocketClient {
 public:
  // Code::unavailable where no daemon listens there.
  static Result<SocketClient> connect(const std::string& path);
  SocketClient(SocketClient&& other) noexcept;
  SocketClient& operator=(SocketClient&&) = delete;
  ~SocketClient();

  Result<void> send_line(std::string_view line);
  Result<std::string> receive_line(Duration deadline);
  int descriptor() const { return descriptor_; }

  // One request and its answer: the "result" member, or the error that came back.
  Result<Json> request(std::string_view method, const Json& params, Duration deadline);

 private:
  explicit SocketClient(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
  std::string received_;
  int last_id_ = 0;
};

}  // namespace pitwall::app
