// Many subscribers to one quote: is each told of every change, how soon, and does it read the last
// value in the end?
//
//   bench_subscribers WIRE HOST PORT PATH URI PID SUBSCRIBERS PER_SECOND SECONDS
//
// WIRE is `listen` (2026-07-28: each subscriber has a subscriptions/listen) or `sessions`
// (2025-11-25: each has a session with a GET stream and resources/subscribe). The server has a tool
// `tick` that changes the quote and says when it did, on the steady clock, and what the new quote
// is as of. Prints one line of JSON; `missed` are subscribers that were not told after the last
// change, or then read another value. PID is the server's, for its resident memory while all of
// them are connected.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr int answer_deadline_ms = 10'000;
constexpr int changes_ahead = 300;     // of the market over the clock, so that only `tick` moves it
constexpr int settled_after_ms = 300;  // without any arrival, when all changes are made

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "bench_subscribers: %s\n", what.c_str());
  std::exit(1);
}

std::int64_t now_ns() {
  const auto since = Clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

struct Target {
  std::string host;
  std::string port;
  std::string path;
  std::string uri;
};

// What stands between `before` and the next `end`; empty where `before` is not in `text`.
std::string between(const std::string& text, std::string_view before, std::string_view end) {
  const std::size_t place = text.find(before);
  if (place == text.npos) return "";
  const std::size_t from = place + before.size();
  return text.substr(from, text.find(end, from) - from);
}

class Connection {
 public:
  explicit Connection(const Target& target) : target_(target) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(target.port)));
    ::inet_pton(AF_INET, target.host.c_str(), &address.sin_addr);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      give_up("cannot connect");
  }
  Connection(const Connection&) = delete;
  Connection(Connection&& other) noexcept
      : target_(other.target_), fd_(std::exchange(other.fd_, -1)) {}
  ~Connection() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

  // `headers` each with its line break.
  void send(std::string_view method, const std::string& headers, const std::string& body) const {
    std::string text = std::string(method) + " " + target_.path +
                       " HTTP/1.1\r\nHost: " + target_.host + ":" + target_.port + "\r\n" + headers;
    if (!body.empty())
      text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n";
    text += "\r\n" + body;
    if (::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      give_up("cannot send");
  }

  // Reads until `enough` says so.
  template <class Enough>
  std::string read_until(Enough enough) const {
    std::string text;
    while (!enough(text)) {
      pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, answer_deadline_ms) <= 0) give_up("no answer within 10 s: " + text);
      char bytes[16384];
      const ssize_t count = ::read(fd_, bytes, sizeof bytes);
      if (count <= 0) give_up("the server closed the connection: " + text);
      text.append(bytes, static_cast<std::size_t>(count));
    }
    return text;
  }

  std::string ask(const std::string& headers, const std::string& body) const {
    send("POST", headers, body);
    return read_until(is_whole);
  }

 private:
  static bool is_whole(const std::string& text) {
    const std::size_t head = text.find("\r\n\r\n");
    if (head == text.npos) return false;
    std::string lower = text.substr(0, head + 2);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (lower.find("chunked") != lower.npos) return text.ends_with("0\r\n\r\n");
    const std::string length = between(lower, "content-length: ", "\r\n");
    return length.empty() || text.size() >= head + 4 + std::stoul(length);
  }

  const Target& target_;
  int fd_ = -1;
};

const std::string accept_both = "Accept: application/json, text/event-stream\r\n";

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string request(const std::string& method, const std::string& members) {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":{)" + members + "}}";
}

std::string modern_headers(const std::string& method, const std::string& name) {
  return accept_both + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: " + method + "\r\n" +
         (name.empty() ? "" : "Mcp-Name: " + name + "\r\n");
}

std::string modern_request(const std::string& method, const std::string& members) {
  return request(method,
                 members + R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                           R"("io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},)"
                           R"("io.modelcontextprotocol/clientCapabilities":{}})");
}

struct Subscriber {
  Connection stream;
  std::string session;                  // header; empty on the newer wire
  std::string rest{};                   // of the stream: the beginning of what has not come whole
  std::vector<std::int64_t> told_at{};  // steady clock, nanoseconds
};

Subscriber listen(const Target& target) {
  Subscriber subscriber{Connection(target), ""};
  const std::string method = "subscriptions/listen";
  subscriber.stream.send("POST", modern_headers(method, ""),
                         modern_request(method, R"("notifications":{"resourceSubscriptions":[)" +
                                                    quoted(target.uri) + "]}"));
  const std::string begun = subscriber.stream.read_until([](const std::string& text) {
    return text.find("notifications/subscriptions/acknowledged") != text.npos &&
           text.ends_with("\n\n\r\n");
  });
  if (begun.find(target.uri) == begun.npos) give_up("not subscribed: " + begun);
  return subscriber;
}

Subscriber open_session(const Target& target, const Connection& control) {
  const std::string version = accept_both + "MCP-Protocol-Version: 2025-11-25\r\n";
  const std::string hello = control.ask(
      version, request("initialize", R"("protocolVersion":"2025-11-25","capabilities":{},)"
                                     R"("clientInfo":{"name":"bench","version":"1"})"));
  Subscriber subscriber{
      Connection(target),
      version + "Mcp-Session-Id: " + between(hello, "Mcp-Session-Id: ", "\r\n") + "\r\n"};
  control.ask(subscriber.session, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  subscriber.stream.send("GET", subscriber.session, "");
  subscriber.stream.read_until(
      [](const std::string& text) { return text.find("\r\n\r\n") != text.npos; });
  const std::string begun = control.ask(
      subscriber.session, request("resources/subscribe", R"("uri":)" + quoted(target.uri)));
  if (begun.find("\"result\"") == begun.npos) give_up("not subscribed: " + begun);
  return subscriber;
}

struct Change {
  std::int64_t at;    // steady clock, nanoseconds
  std::string as_of;  // of the new quote
};

// Changes the quote.
Change change(const Target& target, const Connection& control) {
  const std::string answer =
      control.ask(modern_headers("tools/call", "tick"),
                  modern_request("tools/call", R"("name":"tick","arguments":{"uri":)" +
                                                   quoted(target.uri) + "}"));
  const std::string at = between(answer, R"("changed_at_ns":)", "}");
  Change made{0, between(answer, R"("as_of":")", "\"")};
  std::from_chars(at.data(), at.data() + at.size(), made.at);
  if (made.at == 0 || made.as_of.empty()) give_up("the quote was not changed: " + answer);
  return made;
}

// Changes the quote so often, from a thread of its own.
std::vector<Change> make_changes(const Target& target, int per_second, int seconds) {
  const Connection control(target);
  std::vector<Change> changes;
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < per_second * seconds; ++i) {
    std::this_thread::sleep_until(begin + std::chrono::microseconds(1'000'000LL * i / per_second));
    changes.push_back(change(target, control));
  }
  return changes;
}

void take(Subscriber& subscriber) {
  static constexpr std::string_view mark = "notifications/resources/updated";
  char bytes[65536];
  const ssize_t count = ::read(subscriber.stream.fd(), bytes, sizeof bytes);
  if (count <= 0) give_up("a stream ended");
  const std::int64_t now = now_ns();
  std::string& rest = subscriber.rest;
  rest.append(bytes, static_cast<std::size_t>(count));
  std::size_t place = 0;
  for (std::size_t found; (found = rest.find(mark, place)) != rest.npos;
       place = found + mark.size())
    subscriber.told_at.push_back(now);
  rest.erase(0, std::max(place, rest.size() - std::min(rest.size(), mark.size() - 1)));
}

// Reads all streams until the changes are made and nothing more comes.
void hear(std::vector<Subscriber>& subscribers, const std::atomic<bool>& changes_made) {
  const int poller = ::epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < subscribers.size(); ++i) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
    ::epoll_ctl(poller, EPOLL_CTL_ADD, subscribers[i].stream.fd(), &event);
  }
  epoll_event events[256];
  while (true) {
    const int count = ::epoll_wait(poller, events, std::size(events), settled_after_ms);
    if (count == 0 && changes_made) break;
    for (int i = 0; i < count; ++i) take(subscribers[events[i].data.u64]);
  }
  ::close(poller);
}

std::vector<Subscriber> subscribe(const Target& target, bool listens, int count) {
  const Connection control(target);
  for (int i = 0; i < changes_ahead; ++i) change(target, control);
  std::vector<Subscriber> subscribers;
  for (int i = 0; i < count; ++i)
    subscribers.push_back(listens ? listen(target) : open_session(target, control));
  return subscribers;
}

std::vector<double> delays_of(const std::vector<Subscriber>& subscribers,
                              const std::vector<Change>& changes) {
  std::vector<double> delays;  // milliseconds from a change until the subscriber was told after it
  for (const Subscriber& subscriber : subscribers) {
    const std::vector<std::int64_t>& told = subscriber.told_at;
    const bool each = told.size() == changes.size();
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const auto at = each ? told.begin() + static_cast<std::ptrdiff_t>(i)
                           : std::lower_bound(told.begin(), told.end(), changes[i].at);
      if (at != told.end()) delays.push_back(static_cast<double>(*at - changes[i].at) / 1e6);
    }
  }
  std::sort(delays.begin(), delays.end());
  return delays;
}

// What a subscriber reads when it has been told for the last time.
bool reads_last(const Target& target, const Connection& control, const Subscriber& subscriber,
                const Change& last) {
  if (subscriber.told_at.empty() || subscriber.told_at.back() < last.at) return false;
  const std::string uri = R"("uri":)" + quoted(target.uri);
  const std::string answer = subscriber.session.empty()
                                 ? control.ask(modern_headers("resources/read", target.uri),
                                               modern_request("resources/read", uri))
                                 : control.ask(subscriber.session, request("resources/read", uri));
  return answer.find(last.as_of) != answer.npos;
}

int resident_kb(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::atoi(line.c_str() + 6);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 10) {
    std::fprintf(stderr,
                 "usage: bench_subscribers listen|sessions HOST PORT PATH URI PID SUBSCRIBERS "
                 "PER_SECOND SECONDS\n");
    return 2;
  }
  const Target target{argv[2], argv[3], argv[4], argv[5]};
  const int seconds = std::atoi(argv[9]);
  std::vector<Subscriber> subscribers =
      subscribe(target, argv[1] == std::string_view("listen"), std::atoi(argv[7]));
  std::vector<Change> changes;
  std::atomic<bool> made = false;
  std::thread driver([&] {
    changes = make_changes(target, std::atoi(argv[8]), seconds);
    made = true;
  });
  hear(subscribers, made);
  driver.join();
  const int resident = resident_kb(argv[6]);
  const std::vector<double> delays = delays_of(subscribers, changes);
  if (delays.empty()) give_up("nobody was told anything");
  const Connection control(target);
  std::size_t told = 0;
  std::size_t missed = 0;
  for (const Subscriber& subscriber : subscribers) {
    told += subscriber.told_at.size();
    if (!reads_last(target, control, subscriber, changes.back())) ++missed;
  }
  const double took = static_cast<double>(changes.back().at - changes.front().at) / 1e9;
  const auto at = [&](double share) {
    return delays[static_cast<std::size_t>(share * static_cast<double>(delays.size() - 1))];
  };
  std::printf(
      "{\"changes\":%zu,\"told\":%zu,\"seconds\":%.3f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
      "\"longest_ms\":%.3f,\"missed\":%zu,\"resident_kb\":%d}\n",
      changes.size(), told, took, at(0.5), at(0.99), delays.back(), missed, resident);
  return 0;
}
