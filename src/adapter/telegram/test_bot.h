// The Bot API as this folder's tests need it, on a simulated loop: updates are held and confirmed
// as the server does it, everything else answers what it was told to.
// tests/harness/telegram_fake.mjs is the strict twin that other people's clients have been run
// against.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "adapter/telegram/telegram.h"
#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::telegram::testing {

inline constexpr std::string_view token = "123456:AAE-secret_part";
inline constexpr std::int64_t anna = 777;

class LoopClock final : public port::Clock {
 public:
  explicit LoopClock(const net::Loop& loop) : loop_(loop) {}
  Time now() const override { return Time::parse("2026-11-20T15:00:00Z").value() + loop_.now(); }

 private:
  const net::Loop& loop_;
};

struct Asked {
  std::string method;
  Json body;
  Duration at;
};

inline std::int64_t whole(const Json& body, std::string_view name, std::int64_t otherwise) {
  const Json* found = body.find(name);
  return found ? std::stoll(found->text()) : otherwise;
}

class TestBot {
 public:
  explicit TestBot(net::Loop& loop)
      : loop_(loop),
        news_(loop),
        server_(loop, [this](net::Request& request, const auto& disconnect) {
          if (!reachable) disconnect->hang_up();
          return handle(request);
        }) {}

  auto dial() {
    return [this]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> { return connect(); };
  }
  // Answers the next request of this method so, once for each call.
  void once(const std::string& method, int status, std::string body) {
    scripted_[method].emplace_back(status, std::move(body));
  }
  // Something happened in Telegram; `update` is all but its id.
  std::int64_t happens(const std::string& update) {
    const std::int64_t id = ++last_update_;
    waiting_.emplace_back(
        id, fmt::format(R"({{"update_id":{},{})", id, std::string_view(update).substr(1)));
    news_.notify();
    return id;
  }
  std::int64_t writes(const std::string& text, std::int64_t from = anna, std::int64_t chat = anna,
                      const char* type = "private") {
    std::string quoted;
    append_json_string(quoted, text);
    return happens(fmt::format(
        R"({{"message":{{"message_id":5,"from":{{"id":{},"is_bot":false,"first_name":"Anna"}},)"
        R"("chat":{{"id":{},"type":"{}"}},"date":1795186800,"text":{}}}}})",
        from, chat, type, quoted));
  }
  std::int64_t taps(const std::string& data, std::int64_t from = anna, std::int64_t chat = anna,
                    const char* type = "private") {
    return happens(fmt::format(
        R"({{"callback_query":{{"id":"q{}","from":{{"id":{},"is_bot":false,"first_name":"Anna"}},)"
        R"("message":{{"message_id":17,"date":0,"chat":{{"id":{},"type":"{}"}}}},)"
        R"("chat_instance":"1","data":"{}"}}}})",
        last_update_ + 1, from, chat, type, data));
  }
  std::size_t count(std::string_view method) const {
    return static_cast<std::size_t>(std::ranges::count(asked, method, &Asked::method));
  }
  const Asked& last(std::string_view method) const {
    const Asked* found = nullptr;
    for (const Asked& one : asked)
      if (one.method == method) found = &one;
    REQUIRE(found != nullptr);
    return *found;
  }
  std::size_t unconfirmed() const { return waiting_.size(); }

  std::vector<Asked> asked;
  bool reachable = true;
  bool holds = true;  // a question for news waits for it

 private:
  net::Awaitable<Result<std::unique_ptr<net::Stream>>> connect() {
    if (!reachable) co_return error(Code::unavailable, "nobody listens there");
    net::MemoryPipe pipe = net::memory_pipe(loop_);
    server_.serve(std::move(pipe.second));
    co_return std::move(pipe.first);
  }
  net::Reply handle(net::Request& request) {
    const std::string before = fmt::format("/bot{}/", token);
    if (!request.target.starts_with(before))
      return net::Response::json(401,
                                 R"({"ok":false,"error_code":401,"description":"Unauthorized"})");
    const std::string method = request.target.substr(before.size());
    Json body = parse_json(request.body.empty() ? "{}" : request.body).value();
    asked.push_back({method, body, loop_.now()});
    std::deque<std::pair<int, std::string>>& script = scripted_[method];
    if (!script.empty()) {
      auto [status, answer] = std::move(script.front());
      script.pop_front();
      return net::Response::json(status, std::move(answer));
    }
    if (method == "getUpdates")
      return give_updates(whole(body, "offset", 0), seconds(whole(body, "timeout", 0)));
    if (method == "sendMessage")
      return net::Response::json(
          200, fmt::format(R"({{"ok":true,"result":{{"message_id":{}}}}})", ++last_message_));
    return net::Response::json(200, R"({"ok":true,"result":true})");
  }
  net::Awaitable<net::Reply> give_updates(std::int64_t offset, Duration timeout) {
    while (!waiting_.empty() && waiting_.front().first < offset) waiting_.pop_front();
    const Duration end = loop_.now() + timeout;
    while (holds && waiting_.empty() && loop_.now() < end) {
      net::Timer timer = loop_.after(end - loop_.now(), [this] { news_.notify(); });
      co_await news_.wait();
    }
    std::string all;
    for (const auto& [id, update] : waiting_) all += (all.empty() ? "" : ",") + update;
    co_return net::Response::json(200, R"({"ok":true,"result":[)" + all + "]}");
  }

  net::Loop& loop_;
  net::Notice news_;
  net::HttpServer server_;
  std::map<std::string, std::deque<std::pair<int, std::string>>> scripted_;
  std::deque<std::pair<std::int64_t, std::string>> waiting_;
  std::int64_t last_update_ = 1000;
  std::int64_t last_message_ = 16;
};

// A bot, its server and a desk that takes events as told.
struct Desk {
  explicit Desk(Options options = {}) {
    options.token = {std::string(token)};
    options.address = "http://telegram.test";  // what is dialled in memory speaks no TLS
    options.chat = anna;
    options.dial = bot.dial();
    auto made = Telegram::create(loop, clock, std::move(options));
    REQUIRE(made.ok());
    channel = std::move(*made);
  }
  ~Desk() {
    channel->stop();
    run_for(minutes(3));
  }
  void start() {
    channel->start([this](port::ChannelEvent event, std::function<void()> taken) {
      events.push_back(std::move(event));
      if (takes) taken();
    });
  }
  void run_for(Duration length) {
    net::Timer timer = loop.after(length, [this] { loop.stop(); });
    loop.run();
  }
  template <class T>
  std::vector<T> told() const {
    std::vector<T> found;
    for (const port::ChannelEvent& event : events)
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    return found;
  }
  port::ChannelState state() const { return told<port::ChannelChanged>().back().state; }
  std::string words() const { return told<port::ChannelChanged>().back().detail; }
  port::Attempt send(port::Message message) {
    std::optional<port::Attempt> attempt;
    channel->send("k", std::move(message), [&](port::Attempt made) { attempt = std::move(made); });
    run_for(minutes(1));
    REQUIRE(attempt.has_value());
    return *attempt;
  }
  port::Attempt edit(std::string handle, port::Message message) {
    std::optional<port::Attempt> attempt;
    channel->edit(std::move(handle), std::move(message),
                  [&](port::Attempt made) { attempt = std::move(made); });
    run_for(minutes(1));
    REQUIRE(attempt.has_value());
    return *attempt;
  }

  net::Loop loop{net::testing::simulated()};
  LoopClock clock{loop};
  TestBot bot{loop};
  std::unique_ptr<Telegram> channel;
  std::vector<port::ChannelEvent> events;
  bool takes = true;
};

inline std::string failure(int code, std::string_view description,
                           std::string_view parameters = {}) {
  std::string text =
      fmt::format(R"({{"ok":false,"error_code":{},"description":"{}")", code, description);
  if (!parameters.empty()) text += fmt::format(R"(,"parameters":{})", parameters);
  return text + "}";
}

}  // namespace pitwall::telegram::testing
