// A Telegram bot as port::Channel. Updates are read by long polling; what is confirmed to the
// server is what the desk has said it has, so that a restart loses nothing that the server still
// keeps (taps 150 seconds, texts a day). Belongs to the loop's thread; the loop and the clock
// outlive it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "net/stream.h"
#include "net/tls.h"
#include "port/channel.h"
#include "port/clock.h"

namespace pitwall::telegram {

struct Options {
  std::string address = "https://api.telegram.org";  // or of one's own Bot API server
  Secret token;                                      // "123456:ABC-DEF", as BotFather gives it
  std::int64_t chat = 0;              // the private chat that is written to and listened to
  std::vector<std::int64_t> users;    // who may answer there; empty: the one whose chat it is
  Duration poll = seconds(50);        // how long the server holds a question for news; at most 50 s
  Duration first_pause = seconds(1);  // after a fault, doubled each time
  Duration longest_pause = seconds(60);  // up to this
  Duration mend_pause = minutes(5);      // where a person has to do something first
  net::TlsClientOptions tls{};
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial{};  // for tests
};

// Somebody who wrote to the bot: for finding the number that belongs into the configuration.
struct Caller {
  std::int64_t chat = 0;
  Untrusted name;
};

class Telegram final : public port::Channel {
 public:
  // Code::invalid_argument where the token or the address cannot be one. No request is made yet.
  static Result<std::unique_ptr<Telegram>> create(net::Loop& loop, const port::Clock& clock,
                                                  Options options);
  ~Telegram() override;

  std::string_view name() const override { return "telegram"; }
  bool takes_answers() const override { return true; }
  void start(Sink sink) override;
  void stop() override;
  void send(std::string key, port::Message message, port::Attempted reply) override;
  void edit(std::string handle, port::Message message, port::Attempted reply) override;
  void acknowledge(std::string tap, std::string words) override;

  // The bot's name without '@', or in words why it cannot be used.
  void who_am_i(port::Reply<std::string> reply);
  // Who has written to the bot in a private chat and was not read yet. Not while it is started.
  void callers(port::Reply<std::vector<Caller>> reply);

 private:
  class Session;
  explicit Telegram(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::telegram
