// The configuration's `channels`: how Pitwall reaches a person. A channel is on where its secret
// (or, for mail, its server) is given.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/secret_source.h"
#include "base/time.h"
#include "port/channel.h"

namespace pitwall::app {

struct TelegramConfig {
  SecretSource token;
  std::int64_t chat = 0;
  std::vector<std::int64_t> users;
  std::string address = "https://api.telegram.org";
  Duration poll = seconds(50);
  Duration first_pause = seconds(1);
  Duration longest_pause = seconds(60);
  bool on() const { return token.given(); }
};
void describe(TelegramConfig& config, Visitor& v);

struct SlackConfig {
  SecretSource webhook;
  bool on() const { return webhook.given(); }
};
void describe(SlackConfig& config, Visitor& v);

struct NtfyConfig {
  SecretSource topic;
  SecretSource token;
  std::string address = "https://ntfy.sh";
  bool on() const { return topic.given(); }
};
void describe(NtfyConfig& config, Visitor& v);

enum class MailSecurity { starttls, tls, none };
std::string_view name_of(MailSecurity security);
constexpr int count_of(MailSecurity) { return 3; }

struct EmailConfig {
  std::string host;
  std::int64_t port = 587;
  MailSecurity security = MailSecurity::starttls;
  std::string user;
  SecretSource password;
  std::string from;
  std::vector<std::string> to;
  std::string fingerprint;
  bool on() const { return !host.empty(); }
};
void describe(EmailConfig& config, Visitor& v);

struct WebhookConfig {
  SecretSource secret;
  std::string address;
  bool on() const { return secret.given(); }
};
void describe(WebhookConfig& config, Visitor& v);

struct ChannelsConfig {
  TelegramConfig telegram;
  SlackConfig slack;
  NtfyConfig ntfy;
  EmailConfig email;
  WebhookConfig webhook;
  port::Severity least = port::Severity::info;
  bool tell_start = false;
  bool any() const {
    return telegram.on() || slack.on() || ntfy.on() || email.on() || webhook.on();
  }
};
void describe(ChannelsConfig& config, Visitor& v);

// What the description cannot say. The secrets are not read.
Result<void> check(const ChannelsConfig& config);

}  // namespace pitwall::app
