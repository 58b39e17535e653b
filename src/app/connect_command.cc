// `pitwall connect ibkr`: from an account at Interactive Brokers to a desk that shows it.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "adapter/ibkr/supervision.h"
#include "app/commands.h"
#include "app/connect/config_block.h"
#include "app/connect/gateway_probe.h"
#include "app/connect/tws_probe.h"
#include "app/paths.h"
#include "app/system.h"
#include "net/http.h"

namespace pitwall::app {
namespace {

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

// A line from the person; nothing where nobody is there to write one.
std::optional<std::string> ask(std::string_view question) {
  say(question);
  std::string line;
  if (!std::getline(std::cin, line)) {
    say("\n");
    return std::nullopt;
  }
  return line;
}

bool yes(std::string_view question) {
  const std::optional<std::string> answer = ask(fmt::format("{} [y/N] ", question));
  return answer && (*answer == "y" || *answer == "Y" || *answer == "yes");
}

// "127.0.0.1:7497", or a port alone.
Result<void> read_tws(std::string_view text, TwsConfig& tws) {
  const std::string whole = text.find(':') == std::string_view::npos
                                ? fmt::format("127.0.0.1:{}", text)
                                : std::string(text);
  const Result<net::HostPort> read = net::parse_host(whole);
  if (!read || !read->port || *read->port == 0)
    return error(Code::invalid_argument, "\"{}\" is no HOST:PORT such as 127.0.0.1:7497.",
                 text.substr(0, 60));
  tws.host = read->host;
  tws.port = *read->port;
  return {};
}

Result<void> choose(const ConnectCommand& command, Config& config) {
  if (!command.client_portal.empty() && !command.tws.empty())
    return error(Code::invalid_argument, "Choose one of --client-portal and --tws.");
  if (!command.client_portal.empty()) {
    config.broker.kind = BrokerKind::client_portal;
    config.client_portal.address = command.client_portal;
    return check(config);
  }
  if (!command.tws.empty()) {
    config.broker.kind = BrokerKind::tws;
    PITWALL_TRY_VOID(read_tws(command.tws, config.tws));
    return check(config);
  }
  const std::optional<std::string> way =
      ask("How do you log in to Interactive Brokers on this machine?\n"
          "  1  TWS or IB Gateway (a program with windows; knows everything Pitwall can show)\n"
          "  2  Client Portal Gateway (a small program; you log in with a browser)\n"
          "docs/ibkr.md says how to install either, and what each cannot do.\n"
          "1 or 2? ");
  if (way == "1") {
    config.broker.kind = BrokerKind::tws;
    const std::optional<std::string> port =
        ask("Its socket port? 7497 TWS paper, 7496 TWS live, 4002 Gateway paper, 4001 Gateway live "
            "[7497] ");
    if (!port) return error(Code::cancelled, "Nothing was changed.");
    PITWALL_TRY_VOID(read_tws(port->empty() ? "7497" : *port, config.tws));
    return check(config);
  }
  if (way == "2") {
    config.broker.kind = BrokerKind::client_portal;
    const std::optional<std::string> address = ask("Its address? [https://127.0.0.1:5000] ");
    if (!address) return error(Code::cancelled, "Nothing was changed.");
    if (!address->empty()) config.client_portal.address = *address;
    return check(config);
  }
  return error(Code::invalid_argument,
               "Say which way: --tws HOST:PORT or --client-portal ADDRESS. Nothing was changed.");
}

Result<void> apply(const ConnectCommand& command, Config& config) {
  for (Region* region : {&config.client_portal.region, &config.tws.region}) {
    if (command.region == "NA") *region = Region::na;
    if (command.region == "EU") *region = Region::eu;
    if (command.region == "APAC") *region = Region::apac;
  }
  if (!command.account.empty()) {
    config.client_portal.account = command.account;
    config.tws.account = command.account;
  }
  return choose(command, config);
}

// "the nightly reset, until 01:45 in New York"
std::string pause_of(const Config& config, Time now) {
  const bool tws = config.broker.kind == BrokerKind::tws;
  ibkr::SupervisionOptions options;
  options.interface = tws ? ibkr::Interface::tws : ibkr::Interface::client_portal;
  options.region = name_of(tws ? config.tws.region : config.client_portal.region);
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  const auto pause = ibkr::Supervision(options, calendars).pause(now);
  return pause ? fmt::format("{}, until {}", pause->reason, pause->until_text) : std::string();
}

Diagnosis knock(const Config& config) {
  net::Loop loop;
  SystemClock clock;
  SystemRandom random;
  Diagnosis found;
  const std::string pause = pause_of(config, clock.now());
  if (config.broker.kind == BrokerKind::tws) {
    constexpr std::uint64_t first_id = 1000, ids = 1'000'000;
    TwsProbe probe;
    probe.host = config.tws.host;
    probe.port = static_cast<std::uint16_t>(config.tws.port);
    probe.client_id = static_cast<std::int64_t>(first_id + random.next() % ids);
    probe.pause = pause;
    loop.spawn("probe", [](net::Loop* l, TwsProbe p, Diagnosis* out) -> net::Awaitable<void> {
      *out = co_await probe_tws(*l, std::move(p));
    }(&loop, std::move(probe), &found));
  } else {
    const Result<GatewayAddress> address = gateway_address(config.client_portal.address);
    GatewayProbe probe;
    probe.host = address->host;
    probe.port = address->port;
    probe.fingerprint = config.client_portal.fingerprint;
    probe.pause = pause;
    loop.spawn("probe", [](net::Loop* l, GatewayProbe p, Diagnosis* out) -> net::Awaitable<void> {
      *out = co_await probe_gateway(*l, std::move(p));
    }(&loop, std::move(probe), &found));
  }
  loop.run();
  return found;
}

// Several accounts and none chosen: all are used, and the person should know.
void check_account(const Config& config, Diagnosis& found) {
  const std::string& wanted =
      config.broker.kind == BrokerKind::tws ? config.tws.account : config.client_portal.account;
  if (found.accounts.empty()) return;
  if (wanted.empty()) {
    if (found.accounts.size() > 1)
      found.note(fmt::format("All {} accounts will be used; --account takes one of them.",
                             found.accounts.size()));
    return;
  }
  if (std::ranges::find(found.accounts, wanted) == found.accounts.end())
    found.stop(fmt::format("The login has no account {}; it has {}.", wanted,
                           fmt::join(found.accounts, ", ")));
}

void offer_pin(const ConnectCommand& command, const Diagnosis& found, Config& config) {
  if (config.broker.kind != BrokerKind::client_portal || found.fingerprint.empty() ||
      !config.client_portal.fingerprint.empty())
    return;
  say(fmt::format(
      "\nThe gateway's certificate is its own; no authority signed it. Its SHA-256 is\n  {}\n",
      found.fingerprint));
  if (command.pin || (!command.yes && yes("Accept this certificate alone from now on?")))
    config.client_portal.fingerprint = found.fingerprint;
}

Result<void> write(const ConnectCommand& command, const std::string& path, const Config& config,
                   std::string_view before) {
  say(fmt::format("\nFor {}:\n\n{}\n", path, broker_block(config)));
  if (!command.yes && !yes("Write this?")) return error(Code::cancelled, "Nothing was changed.");
  PITWALL_TRY(const std::string text, with_broker_block(before, config));
  return replace_file(path, text);
}

Result<std::string> read_whole(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::string();
  std::ifstream file(path, std::ios::binary);
  if (!file) return error(Code::not_found, "The configuration file {} cannot be read.", path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

int run_connect(const ConnectCommand& command) {
  const std::string path = command.config.empty() ? default_config_file() : command.config;
  const Result<std::string> before = read_whole(path);
  if (!before) return fail(before.error());
  Result<Config> config = parse_config(*before, path);
  if (!config) return fail(config.error());
  if (const Result<void> chosen = apply(command, *config); !chosen) return fail(chosen.error());

  const bool tws = config->broker.kind == BrokerKind::tws;
  say(fmt::format("Knocking at {} …\n\n",
                  tws ? fmt::format("{}:{}", config->tws.host, config->tws.port)
                      : config->client_portal.address));
  Diagnosis found = knock(*config);
  check_account(*config, found);
  say(text_of(found));
  if (!found.right_door || command.check) {
    if (!found.right_door)
      say("\nNothing was changed. docs/ibkr.md goes through it step by step.\n");
    return found.stopped() ? 1 : 0;
  }
  offer_pin(command, found, *config);
  if (const Result<void> written = write(command, path, *config, *before); !written)
    return fail(written.error());
  say(fmt::format(
      "\nWritten to {}.\n{}Next: pitwall serve{}\nThen ask your assistant: \"Show me my "
      "portfolio.\"\n",
      path,
      found.stopped() ? "What is marked STOP above is still yours to do; Pitwall goes on "
                        "by itself once it is done.\n"
                      : "",
      command.config.empty() ? "" : " --config " + command.config));
  return 0;
}

}  // namespace pitwall::app
