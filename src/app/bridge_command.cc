// `pitwall mcp`: MCP over standard input and output, with the one running daemon, so that several
// hosts share one desk. Starts the daemon where none runs. The host's pipes are lent to the daemon,
// which then speaks to the host itself; what cannot be lent (a terminal, a file) is copied.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/socket_client.h"
#include "net/pipes.h"

namespace pitwall::app {
namespace {

constexpr int start_attempts = 100;  // times 100 ms: ten seconds for a daemon to come up
constexpr int start_interval_ms = 100;
constexpr int drain_deadline_ms = 30'000;  // for answers under way after the host said goodbye

// The daemon gets a session of its own and its log in the data folder: it goes on when this host
// ends.
Result<void> start_daemon(const Paths& paths, const std::vector<std::string>& arguments) {
  const std::string log = paths.data + "/pitwall.log";
  std::vector<std::string> words{"/proc/self/exe", "serve", "--data", paths.data};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0)
    return error(Code::unavailable, "The daemon cannot be started: no more processes.");
  if (child == 0) {
    ::setsid();
    const int in = ::open("/dev/null", O_RDONLY);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (in < 0 || out < 0) ::_exit(127);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  return {};
}

Result<SocketClient> connect_or_start(const Paths& paths,
                                      const std::vector<std::string>& arguments) {
  if (Result<SocketClient> client = SocketClient::connect(paths.socket); client) return client;
  PITWALL_TRY_VOID(start_daemon(paths, arguments));
  for (int i = 0; i < start_attempts; ++i) {
    ::poll(nullptr, 0, start_interval_ms);
    if (Result<SocketClient> client = SocketClient::connect(paths.socket); client) return client;
  }
  return error(Code::unavailable, "The daemon did not come up within {} s; see {}/pitwall.log.",
               start_attempts * start_interval_ms / 1000, paths.data);
}

// Everything that is there, from one descriptor to the other. False at the end of the input.
bool copy(int from, int to) {
  char buffer[65536];
  const ssize_t count = ::read(from, buffer, sizeof buffer);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  for (ssize_t sent = 0; sent < count;) {
    const ssize_t part = ::write(to, buffer + sent, static_cast<std::size_t>(count - sent));
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) return false;
    sent += part;
  }
  return true;
}

// Waits while the daemon serves the lent pipes.
int wait_for_end(int control, const Paths& paths) {
  ::close(STDIN_FILENO);
  ::close(STDOUT_FILENO);
  char byte = 0;
  ssize_t count = 0;
  do {
    count = ::read(control, &byte, 1);
  } while (count < 0 && errno == EINTR);
  if (count == 1) return 0;
  return fail(error(Code::unavailable, "The desk went away; see {}/pitwall.log.", paths.data));
}

}  // namespace

int run_bridge(const BridgeCommand& command) {
  const Result<Paths> paths = prepare_paths(command.data);
  if (!paths) return fail(paths.error());
  std::vector<std::string> serve_arguments;
  if (!command.config.empty()) serve_arguments = {"--config", command.config};
  const Result<SocketClient> client = connect_or_start(*paths, serve_arguments);
  if (!client) return fail(client.error());
  if (const Result<int> lent = net::lend_pipes(paths->pipes, STDIN_FILENO, STDOUT_FILENO); lent)
    return wait_for_end(*lent, *paths);
  const int daemon = client->descriptor();
  bool host_open = true;
  while (true) {
    pollfd waiting[2] = {{.fd = daemon, .events = POLLIN, .revents = 0},
                         {.fd = host_open ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0}};
    const int ready = ::poll(waiting, 2, host_open ? -1 : drain_deadline_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return 0;
    if (waiting[0].revents != 0 && !copy(daemon, STDOUT_FILENO)) {
      if (!host_open) return 0;
      return fail(error(Code::unavailable, "The desk went away; see {}/pitwall.log.", paths->data));
    }
    if (waiting[1].revents != 0 && !copy(STDIN_FILENO, daemon)) {
      host_open = false;
      ::shutdown(daemon, SHUT_WR);  // the daemon answers what it has, then closes
    }
  }
}

}  // namespace pitwall::app
