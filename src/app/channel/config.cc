#include "app/channel/config.h"

namespace pitwall::app {

void describe(TelegramConfig& config, Visitor& v) {
  v("token", "The bot's token, as @BotFather gives it. With it the bot is on.", "", config.token,
    with_default);
  v("chat",
    "Number of your private chat with the bot: the only one it writes to and listens to. "
    "`pitwall channels test telegram` finds it.",
    "123456789", config.chat, {.has_default = true, .minimum = 0});
  v("users", "Numbers of those who may answer there; empty: the one whose chat it is.", "123456789",
    config.users, {.has_default = true, .max_items = 20});
  v("address", "Address of the Bot API, should you run a server of it yourself.",
    "https://api.telegram.org", config.address, with_default);
  v("poll", "How long one question for news is held by the server: 1s to 50s.", "50s", config.poll,
    with_default);
  v("first_pause", "Pause after a fault, doubled each time.", "1s", config.first_pause,
    with_default);
  v("longest_pause", "The longest of these pauses.", "1m", config.longest_pause, with_default);
}

void describe(SlackConfig& config, Visitor& v) {
  v("webhook", "Address of an incoming webhook, as Slack gives it. With it the channel is on.", "",
    config.webhook, with_default);
}

void describe(NtfyConfig& config, Visitor& v) {
  v("topic",
    "Name of the topic; choose one that nobody guesses, for whoever knows it reads along. With it "
    "the channel is on.",
    "", config.topic, with_default);
  v("token", "Access token, where the server asks for one.", "", config.token, with_default);
  v("address", "Address of the server.", "https://ntfy.sh", config.address, with_default);
}

std::string_view name_of(MailSecurity security) {
  switch (security) {
    case MailSecurity::starttls:
      return "starttls";
    case MailSecurity::tls:
      return "tls";
    case MailSecurity::none:
      return "none";
  }
  return "starttls";
}

void describe(EmailConfig& config, Visitor& v) {
  v("host", "Your provider's server for outgoing mail. With it the channel is on.",
    "smtp.example.com", config.host, with_default);
  v("port", "Its port: 587 with starttls, 465 with tls.", "587", config.port,
    {.has_default = true, .minimum = 1, .maximum = 65535});
  v("security", "How it is encrypted; none is for a server on this machine only.", "starttls",
    config.security, with_default);
  v("user", "User name there; empty where it asks for none.", "desk@example.com", config.user,
    with_default);
  v("password", "Password, often one made for programs (\"app password\").", "", config.password,
    with_default);
  v("from", "Address that the mail comes from.", "desk@example.com", config.from, with_default);
  v("to", "Addresses that it goes to.", "you@example.com", config.to,
    {.has_default = true, .max_items = 20});
  v("fingerprint",
    "SHA-256 of the server's certificate, where it signs itself: no other is accepted then.", "",
    config.fingerprint, {.has_default = true, .max_length = 95});
}

void describe(WebhookConfig& config, Visitor& v) {
  v("secret",
    "What each message is signed with: whsec_ and base64 of 24 to 64 bytes, or a text of at least "
    "24 characters. With it the channel is on.",
    "", config.secret, with_default);
  v("address", "Where your program listens: https, or http on this machine.",
    "https://desk.example.com/pitwall", config.address, with_default);
}

void describe(ChannelsConfig& config, Visitor& v) {
  v("telegram", "A Telegram bot: messages, buttons and commands.", "", config.telegram,
    with_default);
  v("slack", "A Slack channel: messages only.", "", config.slack, with_default);
  v("ntfy", "A phone by ntfy: messages only.", "", config.ntfy, with_default);
  v("email", "Mail: messages only.", "", config.email, with_default);
  v("webhook", "A program of your own: messages only, each signed.", "", config.webhook,
    with_default);
  v("least", "What is less than this is not sent: info, attention or urgent.", "info", config.least,
    with_default);
  v("tell_start", "Say so when the desk has started.", "false", config.tell_start, with_default);
}

Result<void> check(const ChannelsConfig& config) {
  const TelegramConfig& telegram = config.telegram;
  if (telegram.poll < seconds(1) || telegram.poll > seconds(50))
    return error(Code::invalid_argument, "channels.telegram.poll is {}; use 1s to 50s.",
                 telegram.poll.text());
  if (telegram.first_pause < milliseconds(10) || telegram.longest_pause < telegram.first_pause ||
      telegram.longest_pause > hours(1))
    return error(Code::invalid_argument,
                 "channels.telegram.first_pause is {} and longest_pause is {}; use 10ms to 1h, the "
                 "first not longer than the longest.",
                 telegram.first_pause.text(), telegram.longest_pause.text());
  const EmailConfig& email = config.email;
  if (email.on() && (email.from.empty() || email.to.empty()))
    return error(Code::invalid_argument,
                 "channels.email has a host and lacks {}: say who the mail comes from and goes to.",
                 email.from.empty() ? "from" : "to");
  if (!email.user.empty() && !email.password.given())
    return error(Code::invalid_argument,
                 "channels.email has a user and no password: say in which file or environment "
                 "variable it is.");
  const WebhookConfig& webhook = config.webhook;
  if (webhook.on() == webhook.address.empty())
    return error(Code::invalid_argument,
                 "channels.webhook lacks {}: a message is signed, and goes to one address.",
                 webhook.on() ? "address" : "secret");
  return {};
}

}  // namespace pitwall::app
