#include "app/channel/channels.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "adapter/sqlite/outbox.h"
#include "app/channel/answers.h"
#include "app/system.h"
#include "net/http_server.h"

namespace pitwall::app {
namespace {

constexpr Duration patience = seconds(20);

class LoopTimers final : public port::Timers {
 public:
  explicit LoopTimers(net::Loop& loop) : loop_(loop) {}
  void after(Duration delay, std::function<void()> callback) override {
    timers_.push_back(loop_.after(delay, std::move(callback)));
  }

 private:
  net::Loop& loop_;
  std::vector<net::Timer> timers_;
};

// Telegram and ntfy behind one port of this machine, and a folder with their secrets.
struct Street {
  Street() : server(loop, [this](net::Request& request, const auto&) { return handle(request); }) {
    std::string pattern = (std::filesystem::temp_directory_path() / "pitwall-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
    REQUIRE(server.listen_tcp("127.0.0.1", 0).ok());
    const std::string address = fmt::format("http://127.0.0.1:{}", server.port());
    config.telegram.token.file = secret("token", "123456:AAE");
    config.telegram.address = address;
    config.telegram.chat = 77;
    config.telegram.poll = seconds(1);
    config.telegram.first_pause = milliseconds(20);
    config.ntfy.topic.file = secret("topic", "desk-1");
    config.ntfy.address = address;
    outbox = std::move(*sqlite::SqliteOutbox::open(folder));
    auto made = Channels::open(
        config, {loop, clock, timers, *outbox,
                 [this](LogLevel, const std::string& line) { logged.push_back(line); }});
    REQUIRE_MESSAGE(made.ok(), (made ? "" : made.error().message));
    channels = std::move(*made);
    answers = std::make_unique<Answers>(
        *channels, [] { return port::Message{port::Severity::info, "All is well", "", {}}; });
    channels->start([this](port::ChannelEvent event, std::function<void()> taken) {
      answers->take(std::move(event), std::move(taken));
    });
  }
  ~Street() {
    channels.reset();
    std::filesystem::remove_all(folder);
  }
  std::string secret(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = folder / name;
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path;
  }
  // "sendMessage {...}" for each request but those for news; ntfy's are "ntfy {...}".
  net::Reply handle(net::Request& request) {
    const std::size_t slash = request.target.rfind('/');
    const std::string method = request.target == "/" ? "ntfy" : request.target.substr(slash + 1);
    if (method == "getUpdates") {
      if (updates.empty()) return never();
      return net::Response::json(200,
                                 R"({"ok":true,"result":[)" + std::exchange(updates, "") + "]}");
    }
    heard.push_back(method + " " + request.body);
    return net::Response::json(200, R"({"ok":true,"result":{"message_id":17}})");
  }
  net::Awaitable<net::Reply> never() {
    while (updates.empty()) co_await loop.sleep(milliseconds(5));
    co_return net::Response::json(200,
                                  R"({"ok":true,"result":[)" + std::exchange(updates, "") + "]}");
  }
  // The first request that begins so.
  // What was heard at the other end is done with here once its answer has come.
  void until_sent(std::string_view channel) {
    const Duration end = loop.now() + patience;
    while (outbox->waiting(channel).value() > 0 && loop.now() < end) {
      net::Timer look = loop.after(milliseconds(5), [&] { loop.stop(); });
      loop.run();
    }
  }
  std::string until(std::string_view beginning, std::size_t number = 1) {
    const auto found = [&]() -> const std::string* {
      std::size_t left = number;
      for (const std::string& one : heard)
        if (one.starts_with(beginning) && --left == 0) return &one;
      return nullptr;
    };
    const Duration end = loop.now() + patience;
    while (!found() && loop.now() < end) {
      net::Timer look = loop.after(milliseconds(5), [&] { loop.stop(); });
      loop.run();
    }
    const std::string* one = found();
    REQUIRE_MESSAGE(one != nullptr, std::string(beginning));
    return *one;
  }
  std::size_t count(std::string_view beginning) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        heard, [&](const std::string& one) { return one.starts_with(beginning); }));
  }
  void taps(const std::string& button) {
    updates = fmt::format(
        R"({{"update_id":{},"callback_query":{{"id":"q{}","from":{{"id":77,"is_bot":false}},)"
        R"("message":{{"message_id":17,"chat":{{"id":77,"type":"private"}}}},"data":"{}"}}}})",
        ++last_update, last_update, button);
  }
  void writes(const std::string& text) {
    updates = fmt::format(
        R"({{"update_id":{},"message":{{"message_id":1,"from":{{"id":77,"is_bot":false}},)"
        R"("chat":{{"id":77,"type":"private"}},"date":1795186800,"text":"{}"}}}})",
        ++last_update, text);
  }

  net::Loop loop;
  SystemClock clock;
  LoopTimers timers{loop};
  std::filesystem::path folder;
  net::HttpServer server;
  ChannelsConfig config;
  std::unique_ptr<sqlite::SqliteOutbox> outbox;
  std::unique_ptr<Channels> channels;
  std::unique_ptr<Answers> answers;
  std::vector<std::string> logged;
  std::vector<std::string> heard;
  std::string updates;
  int last_update = 100;
};

port::Message question() {
  return {port::Severity::urgent,
          "SELL 25 AAPL?",
          "about $5,037",
          {{"yes1", "Approve", port::ButtonStyle::confirm},
           {"no1", "Deny", port::ButtonStyle::refuse}}};
}

TEST_CASE("a question has buttons where answers come back, and becomes its outcome there") {
  Street street;
  street.channels->ask("approval:1", question(), "/approve 7F3K", minutes(1));
  CHECK(street.until("sendMessage").find(R"("callback_data":"yes1")") != std::string::npos);
  const std::string read_only = street.until("ntfy");
  CHECK(read_only.find("SELL 25 AAPL?") != std::string::npos);
  CHECK(read_only.find("yes1") == std::string::npos);
  CHECK(read_only.find("/approve") == std::string::npos);

  std::vector<std::string> decided;
  street.answers->on_decision([&](const port::ChannelEvent& event,
                                  const std::function<void()>& taken) {
    const auto& tap = std::get<port::ButtonTapped>(event);
    decided.push_back(tap.button + " by " + tap.sender.id);
    street.channels->acknowledge(tap, "Approved.");
    street.channels->settle("approval:1", {port::Severity::info, "SELL 25 AAPL: approved", "", {}});
    taken();
    return true;
  });
  street.taps("yes1");
  CHECK(street.until("answerCallbackQuery").find("Approved.") != std::string::npos);
  const std::string edited = street.until("editMessageText");
  CHECK(edited.find("SELL 25 AAPL: approved") != std::string::npos);
  CHECK(edited.find("reply_markup") == std::string::npos);
  CHECK(decided == std::vector<std::string>{"yes1 by 77"});
  CHECK(street.count("ntfy") == 1);
  CHECK_FALSE(street.channels->settle("never asked", {port::Severity::info, "x", "", {}}));
  CHECK(std::ranges::none_of(street.logged, [](const std::string& line) {
    return line.find("never asked") != std::string::npos;
  }));
}

TEST_CASE("without anybody to decide, the person is told that nothing waits") {
  Street street;
  street.taps("yes1");
  CHECK(street.until("answerCallbackQuery").find("no longer waits") != std::string::npos);
  street.writes("/approve 7F3K");
  CHECK(street.until("sendMessage", 1).find("The code is unknown") != std::string::npos);
  street.writes("/deny");
  CHECK(street.until("sendMessage", 2).find("The code is missing") != std::string::npos);
  street.writes("/status");
  CHECK(street.until("sendMessage", 3).find("All is well") != std::string::npos);
}

TEST_CASE("what is less than the least is told to nobody, and a message of one key once") {
  Street street;
  street.channels->tell("a", {port::Severity::attention, "Look", "", {}});
  street.channels->tell("a", {port::Severity::attention, "Look", "", {}});
  street.until("sendMessage");
  street.until("ntfy");
  street.until_sent("telegram");
  street.until_sent("ntfy");
  CHECK(street.count("sendMessage") == 1);
  CHECK(street.channels->names() == std::vector<std::string>{"telegram", "ntfy"});
  CHECK(street.channels->courier("telegram")->waiting().value() == 0);
  CHECK(street.channels->channel("email") == nullptr);
  CHECK(std::ranges::any_of(street.logged, [](const std::string& line) {
    return line.find("not Telegram's own") != std::string::npos;
  }));

  ChannelsConfig quiet = street.config;
  quiet.least = port::Severity::urgent;
  quiet.telegram.token = {};
  std::vector<std::string> logged;
  const auto channels = std::move(
      *Channels::open(quiet, {street.loop, street.clock, street.timers, *street.outbox,
                              [&](LogLevel, const std::string& line) { logged.push_back(line); }}));
  channels->tell("b", {port::Severity::attention, "Look", "", {}});
  CHECK(street.outbox->waiting("ntfy").value() == 0);
  channels->tell("c", {port::Severity::urgent, "", "", {}});  // says nothing: refused, and logged
  CHECK(logged.size() == 1);
}

TEST_CASE("a bot without a chat is refused with what to do") {
  Street street;
  ChannelsConfig config = street.config;
  config.telegram.chat = 0;
  const auto made = Channels::open(config, {street.loop, street.clock, street.timers,
                                            *street.outbox, [](LogLevel, const std::string&) {}});
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().message.find("channels test telegram") != std::string::npos);
}

}  // namespace
}  // namespace pitwall::app
