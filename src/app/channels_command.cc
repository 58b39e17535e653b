#include <cstdio>
#include <filesystem>

#include "adapter/telegram/telegram.h"
#include "app/channel/channels.h"
#include "app/commands.h"
#include "app/config.h"
#include "app/paths.h"
#include "app/system.h"

namespace pitwall::app {
namespace {

constexpr Duration patience = seconds(90);

Result<Config> config_of(const std::string& file) {
  if (!file.empty()) return read_config_file(file);
  const std::string usual = default_config_file();
  std::error_code ignored;
  if (std::filesystem::exists(usual, ignored)) return read_config_file(usual);
  return Config{};
}

// Runs the loop until `reply` was called, or patience is over.
template <class T, class Begin>
Result<T> ask(net::Loop& loop, Begin begin) {
  std::optional<Result<T>> answer;
  net::Timer give_up = loop.after(patience, [&] { loop.stop(); });
  begin([&](Result<T> reply) {
    answer = std::move(reply);
    loop.stop();
  });
  if (!answer) loop.run();
  if (!answer) return error(Code::deadline_exceeded, "No answer came within {}.", patience.text());
  return std::move(*answer);
}

Result<void> send_test(net::Loop& loop, port::Channel& channel, const port::Clock& clock) {
  const port::Message message{port::Severity::attention,
                              "A test message from Pitwall",
                              fmt::format("If you can read this, the channel {} works. Sent at {}.",
                                          channel.name(), clock.now().floor(seconds(1)).text()),
                              {}};
  const Result<port::Attempt> attempt = ask<port::Attempt>(loop, [&](auto reply) {
    channel.send(fmt::format("test:{}", clock.now().nanoseconds), message,
                 [reply](port::Attempt made) { reply(std::move(made)); });
  });
  if (!attempt) return attempt.error();
  if (attempt->outcome == port::Attempt::Outcome::delivered) return {};
  return error(Code::unavailable, "{}", attempt->words);
}

// For somebody who has a bot and not yet the number of the chat.
Result<void> find_chat(net::Loop& loop, telegram::Telegram& bot) {
  const Result<std::string> name = ask<std::string>(
      loop, [&](port::Reply<std::string> reply) { bot.who_am_i(std::move(reply)); });
  if (!name) return name.error();
  std::printf("The bot is @%s.\n", name->c_str());
  const auto callers = ask<std::vector<telegram::Caller>>(
      loop,
      [&](port::Reply<std::vector<telegram::Caller>> reply) { bot.callers(std::move(reply)); });
  if (!callers) return callers.error();
  if (callers->empty())
    return error(Code::not_found,
                 "Nobody has written to it yet: open https://t.me/{} in Telegram, press Start, and "
                 "run this again.",
                 *name);
  for (const telegram::Caller& caller : *callers)
    std::printf(
        "%s has written to it; if that is you, put into the configuration:\n"
        "  channels:\n    telegram:\n      chat: %lld\n",
        caller.name.value.c_str(), static_cast<long long>(caller.chat));
  return error(Code::invalid_argument, "channels.telegram.chat is not set yet.");
}

Result<void> test_channel(const ChannelsConfig& config, const std::string& name) {
  net::Loop loop;
  const SystemClock clock;
  PITWALL_TRY(const std::unique_ptr<port::Channel> channel,
              make_channel(config, name, loop, clock));
  if (auto* bot = dynamic_cast<telegram::Telegram*>(channel.get());
      bot && config.telegram.chat == 0)
    return find_chat(loop, *bot);
  return send_test(loop, *channel, clock);
}

int test_all(const ChannelsConfig& config, const std::string& wanted) {
  const std::vector<std::string> names =
      wanted.empty() ? channels_on(config) : std::vector<std::string>{wanted};
  if (names.empty())
    return fail(
        error(Code::not_found, "No channel is set up: docs/channels.md shows how, step by step."));
  int code = 0;
  for (const std::string& name : names) {
    const Result<void> sent = test_channel(config, name);
    if (sent)
      std::printf("%s: the message was taken; look whether it has arrived.\n", name.c_str());
    else
      code = fail(error(Code::unavailable, "{}: {}", name, sent.error().message));
  }
  return code;
}

}  // namespace

int run_channels(const ChannelsCommand& command) {
  const Result<Config> config = config_of(command.config);
  if (!config) return fail(config.error());
  if (command.what == ChannelsCommand::What::test) return test_all(config->channels, command.name);
  const std::vector<std::string> on = channels_on(config->channels);
  for (const std::string_view name : channel_names)
    std::printf("%-9s %s\n", std::string(name).c_str(),
                std::ranges::find(on, name) != on.end() ? "on" : "off");
  return 0;
}

}  // namespace pitwall::app
