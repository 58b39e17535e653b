// ntfy as port::Channel: https://docs.ntfy.sh/publish/#publish-as-json. Belongs to the loop's
// thread; the loop outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/visitor.h"
#include "net/http.h"
#include "net/stream.h"
#include "net/tls.h"
#include "port/channel.h"

namespace pitwall::ntfy {

struct Options {
  std::string address = "https://ntfy.sh";
  Secret topic;                      // 1 to 64 letters, digits, - and _
  Secret token;                      // "tk_…"; empty where the server asks for none
  Duration mend_pause = minutes(5);  // where a person has to do something first
  net::TlsClientOptions tls{};
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial{};  // for tests
};

// The body of the request.
std::string payload(std::string_view topic, const port::Message& message);
port::Attempt attempt_of(const net::Response& response, Duration mend_pause);

class Ntfy final : public port::Channel {
 public:
  // Code::invalid_argument where address, topic or token cannot be one. No request is made yet.
  static Result<std::unique_ptr<Ntfy>> create(net::Loop& loop, Options options);
  ~Ntfy() override;

  std::string_view name() const override { return "ntfy"; }
  bool takes_answers() const override { return false; }
  void start(Sink) override {}
  void stop() override;
  void send(std::string key, port::Message message, port::Attempted reply) override;
  void edit(std::string handle, port::Message message, port::Attempted reply) override;
  void acknowledge(std::string, std::string) override {}

 private:
  class Session;
  explicit Ntfy(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::ntfy
