// Load on a server that speaks JSON-RPC in lines over its standard input and output.
//
//   bench_line_load SECONDS IN_FLIGHT REQUEST_FILE COMMAND [ARGUMENTS...]
//
// Starts the command, sends the lines of the file up to the last as they are (the handshake), then
// the last one over and over with "@" in place of its id, so many in flight at once. Prints one
// line of JSON: calls, seconds, and percentiles of the time from writing a request to its answer's
// last byte. Against `cat` it shows what it costs itself.
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace {

using Clock = std::chrono::steady_clock;

constexpr int answer_deadline_ms = 10'000;
constexpr std::size_t chunk = 1 << 18;

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "bench_line_load: %s\n", what);
  std::exit(1);
}

struct Child {
  pid_t pid = 0;
  int to = -1;
  int from = -1;
};

Child start(char** command) {
  int to[2];
  int from[2];
  if (::pipe(to) != 0 || ::pipe(from) != 0) give_up("no pipe");
  const pid_t pid = ::fork();
  if (pid < 0) give_up("no more processes");
  if (pid == 0) {
    ::dup2(to[0], STDIN_FILENO);
    ::dup2(from[1], STDOUT_FILENO);
    for (const int end : {to[0], to[1], from[0], from[1]}) ::close(end);
    ::execvp(command[0], command);
    ::_exit(127);
  }
  ::close(to[0]);
  ::close(from[1]);
  return {pid, to[1], from[0]};
}

// Keeps `in_flight` calls going and counts what comes back.
class Load {
 public:
  Load(Child child, std::string request, std::size_t in_flight)
      : child_(child), sent_(in_flight), buffer_(chunk) {
    const std::size_t mark = request.find("\"@\"");
    if (mark == request.npos) give_up("the last line has no \"@\"");
    before_ = request.substr(0, mark);
    after_ = request.substr(mark + 3) + '\n';
  }

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::write(child_.to, text.data(), text.size());
      if (count <= 0) give_up("the command ended");
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  // The next line; empty once, where there is none within the deadline, is an error.
  std::string_view read_line() {
    while (true) {
      const auto newline = received_.find('\n', looked_at_);
      if (newline != received_.npos) {
        const std::string_view line(received_.data() + start_, newline - start_);
        start_ = looked_at_ = newline + 1;
        return line;
      }
      received_.erase(0, start_);
      start_ = 0;
      looked_at_ = received_.size();
      pollfd waiting{.fd = child_.from, .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, answer_deadline_ms) <= 0) give_up("no answer within 10 s");
      const ssize_t count = ::read(child_.from, buffer_.data(), buffer_.size());
      if (count <= 0) give_up("the command ended");
      received_.append(buffer_.data(), static_cast<std::size_t>(count));
    }
  }
  bool line_is_there() const { return received_.find('\n', looked_at_) != received_.npos; }

  void run(double seconds) {
    for (std::size_t slot = 0; slot < sent_.size(); ++slot) send(slot);
    const Clock::time_point begin = Clock::now();
    const Clock::time_point end =
        begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    Clock::time_point now = begin;
    while (now < end) {
      // All answers that are there, then their successors in one write.
      std::string next;
      do {
        const std::size_t slot = slot_of(read_line());
        now = Clock::now();
        took_.push_back(std::chrono::duration<float, std::micro>(now - sent_[slot]).count());
        append_request(next, slot);
        sent_[slot] = now;
      } while (line_is_there());
      write(next);
    }
    elapsed_ = std::chrono::duration<double>(now - begin).count();
  }

  void print() {
    std::sort(took_.begin(), took_.end());
    const auto at = [&](double share) {
      return took_.empty()
                 ? 0.0F
                 : took_[static_cast<std::size_t>(share * static_cast<double>(took_.size() - 1))];
    };
    std::printf("{\"calls\":%zu,\"seconds\":%.4f,\"p50_us\":%.1f,\"p99_us\":%.1f}\n", took_.size(),
                elapsed_, static_cast<double>(at(0.5)), static_cast<double>(at(0.99)));
  }

 private:
  // Ids are slot numbers: an answer says whose it is, in whatever order answers come.
  std::size_t slot_of(std::string_view line) const {
    const std::string_view key = "\"id\":";
    const std::size_t place = line.rfind(key);
    std::size_t slot = sent_.size();
    if (place != line.npos)
      std::from_chars(line.data() + place + key.size(), line.data() + line.size(), slot);
    if (slot >= sent_.size()) give_up("an answer without one of our ids");
    return slot;
  }
  void append_request(std::string& out, std::size_t slot) const {
    out += before_;
    out += std::to_string(slot);
    out += after_;
  }
  void send(std::size_t slot) {
    std::string request;
    append_request(request, slot);
    sent_[slot] = Clock::now();
    write(request);
  }

  Child child_;
  std::string before_;
  std::string after_;
  std::vector<Clock::time_point> sent_;  // by slot
  std::vector<float> took_;              // microseconds
  std::vector<char> buffer_;
  std::string received_;
  std::size_t start_ = 0;
  std::size_t looked_at_ = 0;
  double elapsed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: bench_line_load SECONDS IN_FLIGHT REQUEST_FILE COMMAND...\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> lines;
  std::ifstream file(argv[3]);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) give_up("the request file is empty");
  const Child child = start(argv + 4);
  Load load(child, lines.back(), static_cast<std::size_t>(std::atoi(argv[2])));
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    load.write(lines[i] + '\n');
    // What has an id is answered.
    if (lines[i].find("\"id\"") != std::string::npos) load.read_line();
  }
  load.run(std::atof(argv[1]));
  load.print();
  ::close(child.to);
  ::kill(child.pid, SIGTERM);
  ::waitpid(child.pid, nullptr, 0);
  return 0;
}
