#include "net/pipes.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "net/deadline.h"

namespace pitwall::net {

namespace asio = boost::asio;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;
using Local = asio::local::stream_protocol;
using Control = asio::basic_stream_socket<Local, asio::io_context::executor_type>;
using Acceptor = asio::basic_socket_acceptor<Local, asio::io_context::executor_type>;

constexpr char offered = 'o';  // by the lender, with the descriptors
constexpr char taken = 't';    // by the taker
constexpr char ended = 'e';    // by the taker, after the input's end

bool can_be_lent(int descriptor) {
  struct stat found{};
  return ::fstat(descriptor, &found) == 0 && (S_ISFIFO(found.st_mode) || S_ISSOCK(found.st_mode));
}

Error closed() { return error(Code::cancelled, "This connection is closed."); }

class PipeStream final : public Stream {
 public:
  PipeStream(Loop& loop, int in, int out, Control control)
      : share_(loop.context_share()),
        in_(loop.context(), in),
        out_(loop.context(), out),
        control_(std::make_shared<Control>(std::move(control))),
        in_flags_(::fcntl(in, F_GETFL)),
        out_flags_(::fcntl(out, F_GETFL)),
        read_deadline_(loop, [this] { cancel(); }),
        write_deadline_(loop, [this] { cancel(); }) {
    in_.native_non_blocking(true, ignored_);
    out_.native_non_blocking(true, ignored_);
    // The lender says nothing more: what is there to read is its end.
    control_->async_wait(Control::wait_read,
                         [alive = std::weak_ptr<PipeStream*>(alive_)](const auto& failure) {
                           if (const auto stream = alive.lock(); stream && !failure)
                             (*stream)->close();
                         });
  }
  ~PipeStream() override { close(); }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    if (!in_.is_open()) co_return closed();
    read_deadline_.begin();
    auto [failure, count] =
        co_await in_.async_read_some(asio::buffer(into.data(), into.size()), as_result);
    read_deadline_.end();
    if (failure == asio::error::eof) {
      saw_end_ = true;
      co_return std::size_t{0};
    }
    if (failure) co_return describe(read_deadline_);
    co_return count;
  }

  Awaitable<Result<void>> write(std::string_view first, std::string_view second) override {
    for (std::string_view* part : {&first, &second}) {
      while (!part->empty()) {
        if (!out_.is_open()) co_return closed();
        const ssize_t sent = ::write(out_.native_handle(), part->data(), part->size());
        if (sent >= 0) {
          part->remove_prefix(static_cast<std::size_t>(sent));
          continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
          co_return error(Code::unavailable, "The other side closed its input.");
        write_deadline_.set(write_limit_);
        write_deadline_.begin();
        auto [failure] = co_await out_.async_wait(Descriptor::wait_write, as_result);
        write_deadline_.end();
        if (failure) co_return describe(write_deadline_);
      }
    }
    co_return Result<void>{};
  }
  using Stream::write;

  Awaitable<void> finish() override {
    out_.close(ignored_);
    co_return;
  }
  void cancel() override {
    in_.cancel(ignored_);
    out_.cancel(ignored_);
  }
  void close() override {
    if (!control_->is_open()) return;
    // Others may hold the same pipes: they find them as they were.
    if (in_.is_open()) ::fcntl(in_.native_handle(), F_SETFL, in_flags_);
    if (out_.is_open()) ::fcntl(out_.native_handle(), F_SETFL, out_flags_);
    in_.close(ignored_);
    out_.close(ignored_);
    if (saw_end_) ::send(control_->native_handle(), &ended, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    control_->close(ignored_);
    read_deadline_.stop();
    write_deadline_.stop();
  }
  void set_read_deadline(Duration from_now) override { read_deadline_.set(from_now); }
  void set_write_limit(Duration each) override { write_limit_ = each; }
  const std::string& peer() const override { return peer_; }
  bool local() const override { return true; }

 private:
  static Error describe(const Deadline& deadline) {
    if (deadline.passed()) return error(Code::deadline_exceeded, "The pipe stood still too long.");
    return closed();
  }

  std::shared_ptr<asio::io_context> share_;
  Descriptor in_;
  Descriptor out_;
  std::shared_ptr<Control> control_;
  int in_flags_;
  int out_flags_;
  bool saw_end_ = false;
  Deadline read_deadline_;
  Deadline write_deadline_;
  Duration write_limit_ = no_deadline;
  std::string peer_ = "pipes";
  boost::system::error_code ignored_;
  std::shared_ptr<PipeStream*> alive_ = std::make_shared<PipeStream*>(this);
};

// What was lent with the first byte: two descriptors, or nothing.
std::optional<std::pair<int, int>> receive_pair(int socket) {
  constexpr std::size_t most = 8;  // descriptors that one message is looked at for
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * most)> space{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  const ssize_t count = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  std::vector<int> lent;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    lent.resize((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(lent.data(), CMSG_DATA(header), lent.size() * sizeof(int));
  }
  if (count == 1 && byte == offered && lent.size() == 2 && can_be_lent(lent[0]) &&
      can_be_lent(lent[1]))
    return std::pair(lent[0], lent[1]);
  for (const int descriptor : lent) ::close(descriptor);
  return std::nullopt;
}

}  // namespace

// The socket is made by Listener, which knows how; what it accepts is taken over by its number.
struct PipeListener::State {
  Loop& loop;
  std::shared_ptr<asio::io_context> share;
  std::unique_ptr<Listener> listener;
};

PipeListener::PipeListener(std::unique_ptr<State> state) : state_(std::move(state)) {}
PipeListener::~PipeListener() { close(); }

Result<std::unique_ptr<PipeListener>> PipeListener::at(Loop& loop, const std::string& path) {
  auto state = std::make_unique<State>(State{loop, loop.context_share(), {}});
  PITWALL_TRY(state->listener, Listener::unix_socket(loop, path));
  return std::unique_ptr<PipeListener>(new PipeListener(std::move(state)));
}

Awaitable<Result<std::unique_ptr<Stream>>> PipeListener::accept() {
  while (true) {
    PITWALL_CO_TRY(const int socket, co_await state_->listener->accept_descriptor());
    Control control(state_->loop.context(), Local(), socket);
    const Timer deadline = state_->loop.after(handover_deadline, [&control] {
      boost::system::error_code ignored;
      control.cancel(ignored);
    });
    auto [failure] = co_await control.async_wait(Control::wait_read, as_result);
    if (failure) continue;
    const auto pair = receive_pair(socket);
    if (!pair) continue;
    ::send(socket, &taken, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    std::unique_ptr<Stream> stream =
        std::make_unique<PipeStream>(state_->loop, pair->first, pair->second, std::move(control));
    co_return stream;
  }
}

void PipeListener::close() { state_->listener->close(); }

Result<int> lend_pipes(const std::string& path, int in, int out) {
  if (!can_be_lent(in) || !can_be_lent(out))
    return error(Code::unsupported, "Only pipes and sockets can be lent.");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return error(Code::unsupported, "The path {} is too long for a socket.", path);
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto refuse = [socket] {
    if (socket >= 0) ::close(socket);
    return error(Code::unavailable, "Nobody takes the pipes.");
  };
  if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return refuse();
  char byte = offered;
  iovec part{&byte, 1};
  const std::array<int, 2> lent{in, out};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof lent)> space{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof lent);
  std::memcpy(CMSG_DATA(header), lent.data(), sizeof lent);
  if (::sendmsg(socket, &message, MSG_NOSIGNAL) != 1) return refuse();
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  const int patience = static_cast<int>(PipeListener::handover_deadline / milliseconds(1));
  if (::poll(&waiting, 1, patience) != 1 || ::read(socket, &byte, 1) != 1 || byte != taken)
    return refuse();
  return socket;
}

}  // namespace pitwall::net
