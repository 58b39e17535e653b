// A two-way stream of bytes, whatever carries it: TCP, a Unix socket, TLS over either
// (net/tls.h), or memory (net/memory_stream.h). At most one read and one write may be waiting at
// a time. Belongs to the loop's thread; must not be destroyed while an operation waits: close() it
// and let the operations return first.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "net/loop.h"

namespace pitwall::net {

class Stream {
 public:
  virtual ~Stream() = default;

  // Waits for at least one byte. 0 means that the peer has finished sending.
  virtual Awaitable<Result<std::size_t>> read_some(std::span<char> into) = 0;
  // Sends both parts, in one packet where they fit. The bytes stay valid until it returns.
  virtual Awaitable<Result<void>> write(std::string_view first, std::string_view second) = 0;
  Awaitable<Result<void>> write(std::string_view bytes) { return write(bytes, {}); }

  // Tells the peer that nothing more will be sent; reading goes on.
  virtual Awaitable<void> finish() = 0;
  // What waits now returns Code::cancelled; the stream stays usable.
  virtual void cancel() = 0;
  // What waits returns Code::cancelled, and so does everything after it.
  virtual void close() = 0;

  // Reading: one instant for all that waits now or later, until set again. Writing: so long for
  // each write(). What misses it returns Code::deadline_exceeded; what waits in the other direction
  // then returns Code::cancelled. The stream stays open, for a last word perhaps.
  virtual void set_read_deadline(Duration from_now) = 0;
  virtual void set_write_limit(Duration each) = 0;

  // "127.0.0.1:50123", "unix", "memory"
  virtual const std::string& peer() const = 0;
  // The other end is on this machine by construction: a Unix socket, or memory.
  virtual bool local() const = 0;
};

inline constexpr Duration no_deadline{std::numeric_limits<std::int64_t>::max() / 2};

// `host` is a name or an address. Tries every address the name has until one answers; where
// `allowed` is given, only those it is true of ("192.0.2.7", "2001:db8::1").
using AddressFilter = std::function<bool(std::string_view address)>;
Awaitable<Result<std::unique_ptr<Stream>>> connect_tcp(Loop& loop, std::string host,
                                                       std::uint16_t port, Duration deadline,
                                                       AddressFilter allowed = {});
Awaitable<Result<std::unique_ptr<Stream>>> connect_unix(Loop& loop, std::string path,
                                                        Duration deadline);

// Waits for connections on one TCP port or one Unix socket.
class Listener {
 public:
  // Port 0 takes any free one. Fails with Code::already_exists when the port is taken.
  static Result<std::unique_ptr<Listener>> tcp(Loop& loop, const std::string& address,
                                               std::uint16_t port);
  // The socket file gets mode 0600. A file left by a dead process is replaced; one that somebody
  // listens on is Code::already_exists; anything that is not a socket is left alone and refused.
  static Result<std::unique_ptr<Listener>> unix_socket(Loop& loop, const std::string& path);
  ~Listener();

  Awaitable<Result<std::unique_ptr<Stream>>> accept();
  // The connection as a bare descriptor, non-blocking, which the caller closes.
  Awaitable<Result<int>> accept_descriptor();
  void close();                      // accept() returns Code::cancelled; a socket file is removed
  std::uint16_t port() const;        // 0 for a Unix socket
  const std::string& where() const;  // "127.0.0.1:8000", "unix:/run/pitwall.sock"

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pitwall::net

// PITWALL_TRY for coroutines: PITWALL_CO_TRY(auto count, co_await stream.read_some(buffer));
#define PITWALL_CO_TRY_IMPL(temporary, declaration, expression) \
  auto temporary = (expression);                                \
  if (!temporary) co_return std::move(temporary).error();       \
  declaration = std::move(*temporary)
#define PITWALL_CO_TRY(declaration, expression) \
  PITWALL_CO_TRY_IMPL(PITWALL_CONCAT(co_try_, __LINE__), declaration, expression)
#define PITWALL_CO_TRY_VOID(expression)                             \
  do {                                                              \
    auto co_try_result = (expression);                              \
    if (!co_try_result) co_return std::move(co_try_result).error(); \
  } while (false)
