#include "app/channel/channels.h"

#include "adapter/ntfy/ntfy.h"
#include "adapter/slack/slack.h"
#include "adapter/smtp/smtp.h"
#include "adapter/telegram/telegram.h"
#include "adapter/webhook/webhook.h"
#include "desk/alert/policy.h"

namespace pitwall::app {
namespace {

template <class T>
Result<std::unique_ptr<port::Channel>> as_channel(Result<std::unique_ptr<T>> made) {
  if (!made) return std::move(made).error();
  return std::unique_ptr<port::Channel>(std::move(*made));
}

Result<std::unique_ptr<port::Channel>> make_telegram(const TelegramConfig& config, net::Loop& loop,
                                                     const port::Clock& clock) {
  telegram::Options options;
  PITWALL_TRY(options.token, read_secret(config.token, "The token of the Telegram bot"));
  options.address = config.address;
  options.chat = config.chat;
  options.users = config.users;
  options.poll = config.poll;
  options.first_pause = config.first_pause;
  options.longest_pause = config.longest_pause;
  return as_channel(telegram::Telegram::create(loop, clock, std::move(options)));
}

Result<std::unique_ptr<port::Channel>> make_slack(const SlackConfig& config, net::Loop& loop) {
  slack::Options options;
  PITWALL_TRY(options.webhook, read_secret(config.webhook, "The address of the Slack webhook"));
  return as_channel(slack::Slack::create(loop, std::move(options)));
}

Result<std::unique_ptr<port::Channel>> make_ntfy(const NtfyConfig& config, net::Loop& loop) {
  ntfy::Options options;
  PITWALL_TRY(options.topic, read_secret(config.topic, "The topic at ntfy"));
  PITWALL_TRY(options.token, read_secret(config.token, "The token for ntfy"));
  options.address = config.address;
  return as_channel(ntfy::Ntfy::create(loop, std::move(options)));
}

smtp::Security security_of(MailSecurity security) {
  switch (security) {
    case MailSecurity::starttls:
      return smtp::Security::starttls;
    case MailSecurity::tls:
      return smtp::Security::tls;
    case MailSecurity::none:
      return smtp::Security::none;
  }
  return smtp::Security::starttls;
}

Result<std::unique_ptr<port::Channel>> make_email(const EmailConfig& config, net::Loop& loop,
                                                  const port::Clock& clock) {
  smtp::Options options;
  PITWALL_TRY(options.password, read_secret(config.password, "The password of the mail server"));
  options.host = config.host;
  options.port = static_cast<std::uint16_t>(config.port);
  options.security = security_of(config.security);
  options.user = config.user;
  options.from = config.from;
  options.to = config.to;
  if (!config.fingerprint.empty()) {
    options.tls.verify = net::TlsVerify::pinned_fingerprint;
    options.tls.fingerprint = config.fingerprint;
  }
  return as_channel(smtp::Smtp::create(loop, clock, std::move(options)));
}

Result<std::unique_ptr<port::Channel>> make_webhook(const WebhookConfig& config, net::Loop& loop,
                                                    const port::Clock& clock) {
  webhook::Options options;
  PITWALL_TRY(options.secret, read_secret(config.secret, "The secret of the webhook"));
  options.address = config.address;
  return as_channel(webhook::Webhook::create(loop, clock, std::move(options)));
}

// How often each may be written to. Telegram: about one message a second in a chat
// (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Slack: one a
// second. ntfy.sh: 60 at once, then one in five seconds. Mail: what no provider takes for spam.
outbox::CourierOptions terms_of(std::string_view name, const ChannelsConfig& config) {
  outbox::CourierOptions options;
  if (name == "telegram") {
    options.first_pause = config.telegram.first_pause;
    options.longest_pause = config.telegram.longest_pause;
  }
  if (name == "ntfy") options.pace = {.burst = 20, .every = seconds(5)};
  if (name == "email") options.pace = {.burst = 5, .every = seconds(30)};
  return options;
}

}  // namespace

std::vector<std::string> channels_on(const ChannelsConfig& config) {
  std::vector<std::string> names;
  if (config.telegram.on()) names.emplace_back("telegram");
  if (config.slack.on()) names.emplace_back("slack");
  if (config.ntfy.on()) names.emplace_back("ntfy");
  if (config.email.on()) names.emplace_back("email");
  if (config.webhook.on()) names.emplace_back("webhook");
  return names;
}

Result<std::unique_ptr<port::Channel>> make_channel(const ChannelsConfig& config,
                                                    std::string_view name, net::Loop& loop,
                                                    const port::Clock& clock) {
  if (name == "telegram" && config.telegram.on())
    return make_telegram(config.telegram, loop, clock);
  if (name == "slack" && config.slack.on()) return make_slack(config.slack, loop);
  if (name == "ntfy" && config.ntfy.on()) return make_ntfy(config.ntfy, loop);
  if (name == "email" && config.email.on()) return make_email(config.email, loop, clock);
  if (name == "webhook" && config.webhook.on()) return make_webhook(config.webhook, loop, clock);
  if (std::ranges::find(channel_names, name) != channel_names.end())
    return error(Code::not_found, "The channel {} is off: docs/channels.md says how to set it up.",
                 name);
  return error(Code::not_found, "There is no channel \"{}\"; there are {}.", name.substr(0, 40),
               fmt::join(channel_names, ", "));
}

Result<std::unique_ptr<Channels>> Channels::open(const ChannelsConfig& config, Parts parts) {
  std::vector<std::unique_ptr<port::Channel>> all;
  for (const std::string& name : channels_on(config)) {
    if (name == "telegram" && config.telegram.chat == 0)
      return error(Code::invalid_argument,
                   "channels.telegram has a token and no chat: `pitwall channels test telegram` "
                   "finds its number.");
    PITWALL_TRY(std::unique_ptr<port::Channel> channel,
                make_channel(config, name, parts.loop, parts.clock));
    // Whoever answers there can say that a person has tapped: it should not change unnoticed.
    if (name == "telegram" && config.telegram.address != TelegramConfig{}.address)
      parts.log(LogLevel::warning,
                fmt::format("channel telegram: its server is {}, not Telegram's own",
                            config.telegram.address));
    all.push_back(std::move(channel));
  }
  return over(std::move(all), config, std::move(parts));
}

std::unique_ptr<Channels> Channels::over(std::vector<std::unique_ptr<port::Channel>> channels,
                                         const ChannelsConfig& config, Parts parts) {
  std::unique_ptr<Channels> made(new Channels(config, std::move(parts)));
  for (std::unique_ptr<port::Channel>& one : channels) made->add(std::move(one));
  return made;
}

void Channels::add(std::unique_ptr<port::Channel> channel) {
  const std::string name(channel->name());
  Line line;
  line.channel = std::move(channel);
  line.courier = std::make_unique<outbox::Courier>(*line.channel, parts_.outbox, parts_.clock,
                                                   parts_.timers, terms_of(name, config_));
  line.courier->on_given_up(
      [log = parts_.log, name](const port::OutboxEntry& entry, const std::string& why) {
        log(LogLevel::warning,
            fmt::format("a message to {} was given up ({}): {}", name, entry.key, why));
      });
  lines_.push_back(std::move(line));
}

Channels::~Channels() { stop(); }

void Channels::start(port::Channel::Sink answers) {
  answers_ = std::move(answers);
  for (Line& line : lines_) {
    line.channel->start([this](port::ChannelEvent event, std::function<void()> taken) {
      take(std::move(event), std::move(taken));
    });
    line.courier->start();
  }
}

void Channels::stop() {
  for (Line& line : lines_) {
    line.courier->stop();
    line.channel->stop();
  }
}

void Channels::take(port::ChannelEvent event, std::function<void()> taken) {
  if (const auto* changed = std::get_if<port::ChannelChanged>(&event)) {
    const bool well = changed->state == port::ChannelState::working ||
                      changed->state == port::ChannelState::starting;
    parts_.log(well ? LogLevel::info : LogLevel::warning,
               fmt::format("channel {}: {}: {}", changed->channel, port::name_of(changed->state),
                           changed->detail));
    if (listener_.changed) listener_.changed(*changed);
    return taken();
  }
  if (!answers_) return taken();
  answers_(std::move(event), std::move(taken));
}

Channels::Line* Channels::find(std::string_view name) {
  for (Line& line : lines_)
    if (line.channel->name() == name) return &line;
  return nullptr;
}

void Channels::put(Line& line, const std::string& key, const port::Message& message,
                   Duration lives) {
  const Result<bool> put = line.courier->send(key, message, lives);
  const auto& word = put ? listener_.has_room : listener_.full;
  if (word && (put || put.error().code == Code::too_large)) word(std::string(line.channel->name()));
  if (!put)
    parts_.log(LogLevel::error, fmt::format("a message to {} was not kept ({}): {}",
                                            line.channel->name(), key, put.error().message));
}

void Channels::tell(const std::string& key, const port::Message& message, Duration lives) {
  if (message.severity < config_.least) return;
  for (Line& line : lines_) put(line, key, message, lives);
}

void Channels::tell_on(const std::vector<std::string>& names, const std::string& key,
                       const port::Message& message) {
  if (message.severity < config_.least) return;
  const bool all = std::ranges::find(names, desk::every_channel) != names.end();
  for (Line& line : lines_) {
    if (!all && std::ranges::find(names, line.channel->name()) == names.end()) continue;
    port::Message shown = message;
    if (!line.channel->takes_answers()) shown.buttons.clear();
    put(line, key, shown, {});
  }
}

void Channels::ask(const std::string& key, const port::Message& question,
                   const std::string& in_writing, Duration lives) {
  for (Line& line : lines_) {
    port::Message message = question;
    if (line.channel->takes_answers())
      message.text += "\n" + in_writing;
    else
      message.buttons.clear();
    put(line, key, message, lives);
  }
}

void Channels::ask_anew(const std::string& key, const port::Message& question,
                        const std::string& in_writing) {
  port::Message message = question;
  message.text += "\n" + in_writing;
  change(key, message);
}

bool Channels::settle(const std::string& key, const port::Message& outcome) {
  port::Message message = outcome;
  message.buttons.clear();
  return change(key, message);
}

bool Channels::change(const std::string& key, const port::Message& message) {
  bool known = false;
  for (Line& line : lines_) {
    if (!line.channel->takes_answers()) continue;
    const Result<void> changed = line.courier->change(key, message);
    known = known || changed;
    if (!changed && changed.error().code != Code::not_found)
      parts_.log(LogLevel::error, fmt::format("what became of {} cannot be shown on {}: {}", key,
                                              line.channel->name(), changed.error().message));
  }
  return known;
}

void Channels::reply(const port::Sender& sender, const std::string& key,
                     const port::Message& message) {
  if (Line* line = find(sender.channel)) put(*line, key, message, minutes(10));
}

void Channels::acknowledge(const port::ButtonTapped& tap, std::string words) {
  if (Line* line = find(tap.sender.channel)) line->channel->acknowledge(tap.tap, std::move(words));
}

outbox::Courier* Channels::courier(std::string_view name) {
  Line* line = find(name);
  return line ? line->courier.get() : nullptr;
}

port::Channel* Channels::channel(std::string_view name) {
  Line* line = find(name);
  return line ? line->channel.get() : nullptr;
}

std::vector<std::string> Channels::names() const {
  std::vector<std::string> all;
  for (const Line& line : lines_) all.emplace_back(line.channel->name());
  return all;
}

}  // namespace pitwall::app
