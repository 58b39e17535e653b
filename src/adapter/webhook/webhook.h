// A signed webhook as port::Channel, by Standard Webhooks 1.0.0:
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
// Belongs to the loop's thread; the loop and the clock outlive it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/visitor.h"
#include "net/http.h"
#include "net/stream.h"
#include "net/tls.h"
#include "port/channel.h"
#include "port/clock.h"

namespace pitwall::webhook {

struct Options {
  std::string address;  // https; http on this machine only
  Secret secret;        // "whsec_" and base64 of 24 to 64 bytes, or a text of at least 24 bytes
  net::TlsClientOptions tls{};
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial{};  // for tests
};

// The bytes to sign with. Code::invalid_argument where the secret is none; it is not shown.
Result<Secret> signing_key(const Secret& secret);

// The header webhook-id: the message's key, in which all but letters, digits, '-', '_' and ':' is
// percent-encoded, for a dot in it could move the border between what is signed.
std::string message_id(std::string_view key);

// The body: {"type":"pitwall.message","timestamp":…,"data":{"severity":…,"title":…,"text":…}}.
std::string payload(const port::Message& message, Time now);

// The header webhook-signature: "v1," and the base64 of HMAC-SHA-256 over "id.timestamp.body", the
// timestamp in seconds since 1970.
std::string signature(const Secret& key, std::string_view id, std::int64_t timestamp,
                      std::string_view body);

port::Attempt attempt_of(const net::Response& response);

class Webhook final : public port::Channel {
 public:
  // Code::invalid_argument where address or secret cannot be one. No request is made yet.
  static Result<std::unique_ptr<Webhook>> create(net::Loop& loop, const port::Clock& clock,
                                                 Options options);
  ~Webhook() override;

  std::string_view name() const override { return "webhook"; }
  bool takes_answers() const override { return false; }
  void start(Sink) override {}
  void stop() override;
  void send(std::string key, port::Message message, port::Attempted reply) override;
  void edit(std::string handle, port::Message message, port::Attempted reply) override;
  void acknowledge(std::string, std::string) override {}

 private:
  class Session;
  explicit Webhook(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::webhook
