#include "app/channel/config.h"

#include <doctest/doctest.h>

#include "app/channel/channels.h"
#include "app/config.h"
#include "app/system.h"
#include "base/json_out.h"

namespace pitwall::app {
namespace {

TEST_CASE("channels are on where their secret is given") {
  const Result<Config> config = parse_config(
      "channels:\n  telegram: {token: {file: /run/token}, chat: 77, users: [77, 78], poll: 20s}\n"
      "  slack: {webhook: {environment: HOOK}}\n"
      "  email: {host: smtp.example.com, port: 465, security: tls, from: a@b.example,\n"
      "          to: [c@d.example]}\n"
      "  webhook: {secret: {environment: KEY}, address: 'https://a.example/'}\n"
      "  least: attention\n",
      "x.yaml");
  REQUIRE_MESSAGE(config.ok(), config.error().message);
  CHECK(channels_on(config->channels) ==
        std::vector<std::string>{"telegram", "slack", "email", "webhook"});
  CHECK(config->channels.telegram.users == std::vector<std::int64_t>{77, 78});
  CHECK(config->channels.telegram.poll == seconds(20));
  CHECK(config->channels.email.security == MailSecurity::tls);
  CHECK(config->channels.least == port::Severity::attention);
  CHECK_FALSE(parse_config("", "x.yaml")->channels.any());
}

TEST_CASE("what cannot be is said with its key") {
  const auto message = [](const char* yaml) {
    const Result<Config> config = parse_config(yaml, "x.yaml");
    return config ? std::string() : config.error().message;
  };
  CHECK(message("channels: {telegram: {poll: 2m}}").find("channels.telegram.poll is 2m") !=
        std::string::npos);
  CHECK(message("channels: {telegram: {first_pause: 2m}}").find("longest_pause") !=
        std::string::npos);
  CHECK(message("channels: {telegram: {token: abc}}").find("channels.telegram.token") !=
        std::string::npos);
  CHECK(message("channels: {email: {host: a.example}}").find("lacks from") != std::string::npos);
  CHECK(message("channels: {email: {host: a.example, from: a@b, to: [c@d], user: x}}")
            .find("no password") != std::string::npos);
  CHECK(message("channels: {webhook: {address: 'https://a.example/'}}").find("lacks secret") !=
        std::string::npos);
  CHECK(message("channels: {webhook: {secret: {environment: KEY}}}").find("lacks address") !=
        std::string::npos);
  CHECK(message("channels: {least: loud}").find("attention") != std::string::npos);
}

TEST_CASE("a channel that is off or unknown is said to be") {
  net::Loop loop;
  const SystemClock clock;
  const ChannelsConfig config;
  for (const std::string_view name : channel_names)
    CHECK(make_channel(config, name, loop, clock).error().message.find("is off") !=
          std::string::npos);
  CHECK(make_channel(config, "pager", loop, clock).error().message.find("there are telegram") !=
        std::string::npos);
}

}  // namespace
}  // namespace pitwall::app
