// Mail by SMTP (RFC 5321) as port::Channel: one connection for each letter, for they are rare.
// Belongs to the loop's thread; the loop and the clock outlive it.
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

namespace pitwall::smtp {

enum class Security {
  starttls,  // begins in the clear, and goes no further without encryption: port 587
  tls,       // encrypted from the first byte: port 465
  none,      // this machine's own mail server only
};

struct Options {
  std::string host;
  std::uint16_t port = 587;
  Security security = Security::starttls;
  std::string user;  // empty: the server asks for none
  Secret password;
  std::string from;
  std::vector<std::string> to;
  Duration deadline = seconds(60);   // for one letter
  Duration mend_pause = minutes(5);  // where a person has to do something first
  net::TlsClientOptions tls{};
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial{};  // for tests
};

class Smtp final : public port::Channel {
 public:
  // Code::invalid_argument where a setting cannot be. Nothing is connected yet.
  static Result<std::unique_ptr<Smtp>> create(net::Loop& loop, const port::Clock& clock,
                                              Options options);
  ~Smtp() override;

  std::string_view name() const override { return "email"; }
  bool takes_answers() const override { return false; }
  void start(Sink) override {}
  void stop() override;
  void send(std::string key, port::Message message, port::Attempted reply) override;
  void edit(std::string handle, port::Message message, port::Attempted reply) override;
  void acknowledge(std::string, std::string) override {}

 private:
  class Session;
  explicit Smtp(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::smtp
