#include "net/stream.h"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "base/check.h"
#include "net/deadline.h"
#include "net/socket_pair.h"

namespace pitwall::net {

namespace asio = boost::asio;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
using Protocol = asio::generic::stream_protocol;
using Socket = asio::basic_stream_socket<Protocol, asio::io_context::executor_type>;
using Acceptor = asio::basic_socket_acceptor<Protocol, asio::io_context::executor_type>;

Error closed_by_peer(int reason) {
  return error(Code::unavailable, "The other side closed the connection ({}). Connect again.",
               std::generic_category().message(reason));
}

class SocketStream final : public Stream {
 public:
  SocketStream(Loop& loop, Socket socket, std::string peer, bool local)
      : share_(loop.context_share()),
        socket_(std::move(socket)),
        peer_(std::move(peer)),
        local_(local),
        read_deadline_(loop, [this] { cancel(); }),
        write_deadline_(loop, [this] { cancel(); }) {
    socket_.native_non_blocking(true, ignored_);
    // Small packets must not wait for the peer's delayed acknowledgement.
    int on = 1;
    if (!local_) setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    read_deadline_.begin();
    auto [failure, count] =
        co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), as_result);
    read_deadline_.end();
    if (failure == asio::error::eof) co_return std::size_t{0};
    if (failure) co_return describe(failure, read_deadline_);
    co_return count;
  }

  Awaitable<Result<void>> write(std::string_view first, std::string_view second) override {
    bool waited = false;
    while (true) {
      // Most answers fit the socket's buffer: then this is one system call and no wait.
      PITWALL_CO_TRY_VOID(send_now(first, second));
      if (first.empty() && second.empty()) co_return Result<void>{};
      if (!waited) write_deadline_.set(write_limit_);
      waited = true;
      write_deadline_.begin();
      auto [failure] = co_await socket_.async_wait(Socket::wait_write, as_result);
      write_deadline_.end();
      if (failure) co_return describe(failure, write_deadline_);
    }
  }
  using Stream::write;

  Awaitable<void> finish() override {
    socket_.shutdown(Socket::shutdown_send, ignored_);
    co_return;
  }
  void cancel() override { socket_.cancel(ignored_); }
  void close() override {
    socket_.close(ignored_);
    read_deadline_.stop();
    write_deadline_.stop();
  }
  void set_read_deadline(Duration from_now) override { read_deadline_.set(from_now); }
  void set_write_limit(Duration each) override { write_limit_ = each; }
  const std::string& peer() const override { return peer_; }
  bool local() const override { return local_; }

 private:
  // Sends what the kernel takes at once and cuts it off both parts.
  Result<void> send_now(std::string_view& first, std::string_view& second) {
    if (!socket_.is_open()) return error(Code::cancelled, "This connection is closed.");
    while (!first.empty() || !second.empty()) {
      std::array<iovec, 2> parts{iovec{const_cast<char*>(first.data()), first.size()},
                                 iovec{const_cast<char*>(second.data()), second.size()}};
      msghdr message{};
      message.msg_iov = parts.data();
      message.msg_iovlen = second.empty() ? 1 : 2;
      ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0) {
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
        return closed_by_peer(errno);
      }
      std::size_t of_first = std::min(static_cast<std::size_t>(sent), first.size());
      first.remove_prefix(of_first);
      second.remove_prefix(static_cast<std::size_t>(sent) - of_first);
    }
    return {};
  }

  Error describe(const boost::system::error_code& failure, const Deadline& deadline) const {
    if (deadline.passed()) {
      return error(Code::deadline_exceeded, "{} did not answer in time.", peer_);
    }
    if (failure == asio::error::operation_aborted || failure == asio::error::bad_descriptor) {
      return error(Code::cancelled, "This connection is closed.");
    }
    return closed_by_peer(failure.value());
  }

  std::shared_ptr<asio::io_context> share_;
  Socket socket_;
  std::string peer_;
  bool local_;
  Deadline read_deadline_;
  Deadline write_deadline_;
  Duration write_limit_ = no_deadline;
  boost::system::error_code ignored_;
};

std::string describe(const asio::ip::tcp::endpoint& end) {
  if (end.address().is_v6()) return fmt::format("[{}]:{}", end.address().to_string(), end.port());
  return fmt::format("{}:{}", end.address().to_string(), end.port());
}

asio::ip::tcp::endpoint to_tcp(const Protocol::endpoint& end) {
  asio::ip::tcp::endpoint result;
  std::memcpy(result.data(), end.data(), std::min(end.size(), result.capacity()));
  return result;
}

Result<void> check_path(const std::string& path) {
  if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
    return error(Code::invalid_argument,
                 "The socket path '{}' must have 1 to {} characters. Choose a shorter folder.",
                 path, sizeof(sockaddr_un::sun_path) - 1);
  }
  return {};
}

Awaitable<Result<void>> connect_to(Loop& loop, Socket& socket, Protocol::endpoint to,
                                   Duration deadline, std::string name) {
  bool late = false;
  Timer limit = loop.after(deadline, [&socket, &late] {
    late = true;
    boost::system::error_code ignored;
    socket.close(ignored);
  });
  auto [failure] = co_await socket.async_connect(to, as_result);
  if (late) {
    co_return error(Code::deadline_exceeded, "{} did not accept a connection within {}.", name,
                    deadline.text());
  }
  if (failure) {
    co_return error(Code::unavailable, "Cannot connect to {}: {}. Check that it is running there.",
                    name, failure.message());
  }
  co_return Result<void>{};
}

}  // namespace

Awaitable<Result<std::unique_ptr<Stream>>> connect_tcp(Loop& loop, std::string host,
                                                       std::uint16_t port, Duration deadline,
                                                       AddressFilter allowed) {
  const Duration give_up = loop.now() + deadline;
  const std::string name = fmt::format("{}:{}", host, port);
  asio::ip::basic_resolver<asio::ip::tcp, asio::io_context::executor_type> resolver(loop.context());
  bool late = false;
  Timer limit = loop.after(deadline, [&resolver, &late] {
    late = true;
    resolver.cancel();
  });
  auto [failure, found] = co_await resolver.async_resolve(host, std::to_string(port), as_result);
  limit.cancel();
  if (late) {
    co_return error(Code::deadline_exceeded, "The name {} was not resolved within {}.", host,
                    deadline.text());
  }
  if (failure) {
    co_return error(Code::unavailable, "The name {} cannot be resolved: {}. Check it, and DNS.",
                    host, failure.message());
  }
  Error last = error(Code::unavailable, "The name {} has no address.", host);
  for (const auto& entry : found) {
    if (allowed && !allowed(entry.endpoint().address().to_string())) {
      last = error(Code::permission_denied, "{} has an address that may not be called from here.",
                   host);
      continue;
    }
    Socket socket(loop.context());
    Duration left = std::max(give_up - loop.now(), Duration{});
    auto connected = co_await connect_to(loop, socket, entry.endpoint(), left, name);
    if (connected) {
      std::unique_ptr<Stream> stream = std::make_unique<SocketStream>(
          loop, std::move(socket), describe(entry.endpoint()), false);
      co_return stream;
    }
    last = connected.error();
  }
  co_return last;
}

Result<SocketPair> socket_pair(Loop& loop) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return error(Code::unavailable, "No connection to another process can be made: {}.",
                 std::generic_category().message(errno));
  Socket socket(loop.context(), Protocol(AF_UNIX, 0), ends[0]);
  return SocketPair{std::make_unique<SocketStream>(loop, std::move(socket), "process", true),
                    ends[1]};
}

Awaitable<Result<std::unique_ptr<Stream>>> connect_unix(Loop& loop, std::string path,
                                                        Duration deadline) {
  PITWALL_CO_TRY_VOID(check_path(path));
  Socket socket(loop.context());
  asio::local::stream_protocol::endpoint to(path);
  auto connected = co_await connect_to(loop, socket, to, deadline, "unix:" + path);
  if (!connected) co_return std::move(connected).error();
  std::unique_ptr<Stream> stream =
      std::make_unique<SocketStream>(loop, std::move(socket), "unix", true);
  co_return stream;
}

struct Listener::State {
  explicit State(Loop& chosen)
      : loop(chosen), share(chosen.context_share()), acceptor(chosen.context()) {}
  Loop& loop;
  std::shared_ptr<asio::io_context> share;
  Acceptor acceptor;
  std::string where;
  std::string path;  // of a Unix socket
  std::uint16_t port = 0;
};

namespace {

constexpr int backlog = 1024;

Result<void> open_tcp(Acceptor& acceptor, const asio::ip::tcp::endpoint& at) {
  boost::system::error_code failure;
  acceptor.open(at.protocol(), failure);
  if (!failure) acceptor.set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure) acceptor.bind(at, failure);
  if (!failure) acceptor.listen(backlog, failure);
  if (!failure) return {};
  if (failure == asio::error::address_in_use) {
    return error(Code::already_exists,
                 "Port {} on {} is already in use, perhaps by another copy of this program. Stop "
                 "that one (`ss -ltnp 'sport = :{}'` names it), or choose another port.",
                 at.port(), at.address().to_string(), at.port());
  }
  if (failure == asio::error::access_denied) {
    return error(Code::permission_denied,
                 "Port {} may not be used by this user. Choose a port above 1023.", at.port());
  }
  return error(Code::unavailable, "Cannot listen on {}: {}. Choose another address or port.",
               describe(at), failure.message());
}

// Makes way for a new socket at `path`: a socket file that nobody answers on is left over.
Result<void> clear_path(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode)) {
    return error(Code::already_exists,
                 "{} exists and is not a socket. Move it away or choose another path.", path);
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int answer = ::connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof address);
  int reason = errno;
  ::close(probe);
  if (answer != 0 && reason == ECONNREFUSED) {
    ::unlink(path.c_str());
    return {};
  }
  return error(Code::already_exists,
               "Another process already listens on {}. Stop it, or choose another path.", path);
}

}  // namespace

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::~Listener() { close(); }

Result<std::unique_ptr<Listener>> Listener::tcp(Loop& loop, const std::string& address,
                                                std::uint16_t port) {
  boost::system::error_code failure;
  auto parsed = asio::ip::make_address(address, failure);
  if (failure) {
    return error(Code::invalid_argument, "'{}' is not an IP address. Use 127.0.0.1 or ::1.",
                 address);
  }
  auto state = std::make_unique<State>(loop);
  PITWALL_TRY_VOID(open_tcp(state->acceptor, {parsed, port}));
  auto bound = to_tcp(state->acceptor.local_endpoint());
  state->port = bound.port();
  state->where = describe(bound);
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

Result<std::unique_ptr<Listener>> Listener::unix_socket(Loop& loop, const std::string& path) {
  PITWALL_TRY_VOID(check_path(path));
  PITWALL_TRY_VOID(clear_path(path));
  auto state = std::make_unique<State>(loop);
  boost::system::error_code failure;
  asio::local::stream_protocol::endpoint at(path);
  state->acceptor.open(at.protocol(), failure);
  // Set before bind, the mode is there from the file's first moment.
  if (!failure && ::fchmod(state->acceptor.native_handle(), S_IRUSR | S_IWUSR) != 0) {
    failure.assign(errno, boost::system::system_category());
  }
  if (!failure) state->acceptor.bind(at, failure);
  if (!failure) state->acceptor.listen(backlog, failure);
  if (failure) {
    return error(Code::unavailable, "Cannot listen on {}: {}. Check that its folder exists.", path,
                 failure.message());
  }
  state->path = path;
  state->where = "unix:" + path;
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

namespace {

Awaitable<Result<void>> accept_into(Acceptor& acceptor, Socket& socket, Protocol::endpoint& from,
                                    const std::string& where) {
  auto [failure] = co_await acceptor.async_accept(socket, from, as_result);
  if (failure == asio::error::operation_aborted || failure == asio::error::bad_descriptor) {
    co_return error(Code::cancelled, "No longer listening on {}.", where);
  }
  if (failure) {
    co_return error(Code::unavailable, "A connection to {} failed: {}.", where, failure.message());
  }
  co_return Result<void>{};
}

}  // namespace

Awaitable<Result<std::unique_ptr<Stream>>> Listener::accept() {
  Socket socket(state_->loop.context());
  Protocol::endpoint from;
  PITWALL_CO_TRY_VOID(co_await accept_into(state_->acceptor, socket, from, state_->where));
  bool local = !state_->path.empty();
  std::string peer = local ? "unix" : describe(to_tcp(from));
  std::unique_ptr<Stream> stream =
      std::make_unique<SocketStream>(state_->loop, std::move(socket), std::move(peer), local);
  co_return stream;
}

Awaitable<Result<int>> Listener::accept_descriptor() {
  Socket socket(state_->loop.context());
  Protocol::endpoint from;
  PITWALL_CO_TRY_VOID(co_await accept_into(state_->acceptor, socket, from, state_->where));
  boost::system::error_code failure;
  socket.native_non_blocking(true, failure);
  co_return socket.release();
}

void Listener::close() {
  if (!state_->acceptor.is_open()) return;
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  if (!state_->path.empty()) ::unlink(state_->path.c_str());
}

std::uint16_t Listener::port() const { return state_->port; }
const std::string& Listener::where() const { return state_->where; }

}  // namespace pitwall::net
