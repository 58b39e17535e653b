// A Slack incoming webhook as port::Channel: https://api.slack.com/messaging/webhooks. Belongs to
// the loop's thread; the loop outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/visitor.h"
#include "net/http.h"
#include "net/stream.h"
#include "net/tls.h"
#include "port/channel.h"

namespace pitwall::slack {

struct Options {
  Secret webhook;                    // "https://hooks.slack.com/services/T…/B…/…"
  Duration mend_pause = minutes(5);  // where a person has to do something first
  net::TlsClientOptions tls{};
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial{};  // for tests
};

// The body of the request.
std::string payload(const port::Message& message);
// What an answer means: Slack says "ok", or one word of what is wrong.
port::Attempt attempt_of(const net::Response& response, Duration mend_pause);

class Slack final : public port::Channel {
 public:
  // Code::invalid_argument where the address cannot be a webhook's. No request is made yet.
  static Result<std::unique_ptr<Slack>> create(net::Loop& loop, Options options);
  ~Slack() override;

  std::string_view name() const override { return "slack"; }
  bool takes_answers() const override { return false; }
  void start(Sink) override {}
  void stop() override;
  void send(std::string key, port::Message message, port::Attempted reply) override;
  void edit(std::string handle, port::Message message, port::Attempted reply) override;
  void acknowledge(std::string, std::string) override {}

 private:
  class Session;
  explicit Slack(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::slack
