#include "net/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "base/check.h"
#include "net/socket_pair.h"

namespace pitwall::net {

namespace asio = boost::asio;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The file that a name stands for; empty where there is none that may be run.
std::string find_program(const std::string& name, std::string_view path) {
  if (name.find('/') != name.npos) return ::access(name.c_str(), X_OK) == 0 ? name : std::string();
  while (!path.empty()) {
    const std::size_t colon = std::min(path.find(':'), path.size());
    const std::string file = fmt::format("{}/{}", path.substr(0, colon), name);
    if (colon > 0 && ::access(file.c_str(), X_OK) == 0) return file;
    path.remove_prefix(std::min(colon + 1, path.size()));
  }
  return {};
}

// What posix_spawn is told; owns what it points to.
class Instructions {
 public:
  Instructions(const ProcessOptions& options, int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    if (!options.folder.empty())
      ::posix_spawn_file_actions_addchdir_np(&actions_, options.folder.c_str());
    ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
    if (options.with_errors) {
      ::posix_spawn_file_actions_adddup2(&actions_, socket, STDERR_FILENO);
    } else {
      ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    // A group of its own, to be ended as one; signals as a new program expects them.
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Instructions() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Instructions(const Instructions&) = delete;
  Instructions& operator=(const Instructions&) = delete;

  Result<pid_t> start(const std::string& program, std::vector<std::string> command,
                      std::vector<std::string> environment) const {
    pid_t child = 0;
    const int failure = ::posix_spawn(&child, program.c_str(), &actions_, &attributes_,
                                      pointers_to(command).data(), pointers_to(environment).data());
    if (failure == 0) return child;
    return error(Code::unavailable, "{} cannot be started: {}.", program,
                 std::generic_category().message(failure));
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

std::string ProcessEnd::words() const {
  return signal != 0 ? fmt::format("It was ended by signal {}.", signal)
                     : fmt::format("It ended with code {}.", code);
}

struct Process::State {
  State(Loop& loop, pid_t pid, int watch, std::unique_ptr<Stream> near)
      : share(loop.context_share()),
        child(pid),
        exit(loop.context(), watch),
        stream(std::move(near)) {}

  void kill() {
    if (!end) ::kill(-child, SIGKILL);
  }
  // True once it has ended.
  bool reap(bool wait) {
    siginfo_t info{};
    if (end) return true;
    while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | (wait ? 0 : WNOHANG)) != 0)
      if (errno != EINTR) return end.emplace(), true;
    if (info.si_pid == 0) return false;
    const bool exited = info.si_code == CLD_EXITED;
    end = ProcessEnd{exited ? info.si_status : 0, exited ? 0 : info.si_status};
    // What it has left behind in its group goes with it.
    ::kill(-child, SIGKILL);
    return true;
  }

  std::shared_ptr<asio::io_context> share;
  pid_t child;
  Descriptor exit;  // readable once the program has ended
  std::unique_ptr<Stream> stream;
  std::optional<ProcessEnd> end;
};

Process::Process(std::unique_ptr<State> state) : state_(std::move(state)) {}

Process::~Process() {
  state_->kill();
  state_->reap(true);
  state_->stream->close();
}

Result<std::unique_ptr<Process>> Process::start(Loop& loop, const ProcessOptions& options) {
  PITWALL_CHECK(!options.command.empty(), "a program to start");
  const std::string program = find_program(options.command.front(), options.path);
  if (program.empty())
    return error(Code::not_found, "There is no program {} that may be run (looked in {}).",
                 options.command.front(), options.path);
  PITWALL_TRY(SocketPair pair, socket_pair(loop));
  std::vector<std::string> environment = options.environment;
  environment.push_back("PATH=" + options.path);
  environment.push_back("LANG=C.UTF-8");
  const Result<pid_t> child =
      Instructions(options, pair.far).start(program, options.command, std::move(environment));
  ::close(pair.far);
  if (!child) return child.error();
  const int watch = static_cast<int>(::syscall(SYS_pidfd_open, *child, 0));
  std::unique_ptr<Process> process(
      new Process(std::make_unique<State>(loop, *child, watch, std::move(pair.near))));
  if (watch < 0)
    return error(Code::unsupported, "This system cannot watch a program (pidfd_open, Linux 5.3).");
  if (options.memory_bytes) {
    const rlimit limit{*options.memory_bytes, *options.memory_bytes};
    if (::prlimit(*child, RLIMIT_AS, &limit, nullptr) != 0)
      return error(Code::unavailable, "The memory of {} cannot be limited.", program);
  }
  return process;
}

Stream& Process::stream() { return *state_->stream; }

Awaitable<ProcessEnd> Process::ended() {
  while (!state_->reap(false)) {
    const auto [failure] = co_await state_->exit.async_wait(Descriptor::wait_read, as_result);
    if (failure) state_->reap(true);
  }
  co_return *state_->end;
}

void Process::kill() { state_->kill(); }

Awaitable<Result<Finished>> run_process(Loop& loop, ProcessOptions options, Duration deadline,
                                        std::size_t max_output) {
  PITWALL_CO_TRY(std::unique_ptr<Process> process, Process::start(loop, options));
  bool late = false;
  const Timer timer = loop.after(deadline, [&] {
    late = true;
    process->kill();
    process->stream().cancel();
  });
  Finished finished;
  co_await process->stream().finish();
  std::array<char, 4096> buffer;
  while (!late) {
    const Result<std::size_t> count = co_await process->stream().read_some(buffer);
    if (!count || *count == 0) break;
    const std::size_t room = max_output - finished.output.size();
    finished.output.append(buffer.data(), std::min(*count, room));
    if (*count > room) finished.cut = true;
  }
  finished.end = co_await process->ended();
  if (late)
    co_return error(Code::deadline_exceeded, "{} was not done after {}.", options.command.front(),
                    deadline.text());
  co_return finished;
}

}  // namespace pitwall::net
