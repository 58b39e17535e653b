#include "emulator/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "emulator/control.h"

namespace pitwall::emulator {

namespace {

constexpr const char* about =
    "A stand-in for Interactive Brokers' gateways over a simulated market, for testing clients.\n"
    "Nothing of it reaches a broker, and no figure of it is real. Everything listens on 127.0.0.1.";

constexpr const char* examples =
    "Examples:\n"
    "  pitwall-emulator\n"
    "  curl http://127.0.0.1:5000/v1/api/iserver/auth/status\n"
    "  curl -d '{\"what\":\"competing_login\"}' http://127.0.0.1:5999/happen\n"
    "  pitwall-emulator --tls --seed 7 --at 30s=nightly_reset --lifetime 10m\n"
    "docs/emulator.md tells the rest.";

// What was typed, before it is read.
struct Typed {
  std::string from, lifetime, delay;
  std::vector<std::string> plan;
  std::string data = "live";
  bool exchange_hours = false;
  bool no_pacing = false;
};

std::string happening_names() {
  std::string names;
  for (int i = 0; i < count_of(Happening{}); ++i)
    names += fmt::format("{}{}", i == 0 ? "" : ", ", name_of(static_cast<Happening>(i)));
  return names;
}

void add_options(CLI::App& app, Settings& settings, Typed& typed) {
  const auto port = CLI::Range(-1, 65535);
  paper::PaperConfig& market = settings.broker.market;
  app.add_option("--client-portal-port", settings.client_portal_port,
                 "Port of the Client Portal server (0: any free one; -1: none)")
      ->check(port)
      ->capture_default_str();
  app.add_flag("--tls", settings.tls,
               "Serve Client Portal over HTTPS, with a certificate made at the start");
  app.add_option("--tws-port", settings.tws_port,
                 "Port of the TWS server (0: any free one; -1: none)")
      ->check(port)
      ->capture_default_str();
  app.add_option("--tws-version", settings.tws_version, "Its server version")
      ->check(CLI::IsMember({178, 193, 200, 203}))
      ->capture_default_str();
  app.add_option("--control-port", settings.control_port,
                 "Port for faults on command (0: any free one; -1: none)")
      ->check(port)
      ->capture_default_str();
  app.add_option("--seed", market.seed, "Seed of the simulated market")->capture_default_str();
  app.add_option("--speed", market.speed, "Market seconds in a second")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--from", typed.from, "Where the market begins, as 2026-11-23T14:30:00Z");
  app.add_option("--replay", settings.replay,
                 "Play the bars of a desk's data folder (with bars.db) instead");
  app.add_flag("--loop", market.loop, "Begin a replay again when it ends");
  app.add_flag("--exchange-hours", typed.exchange_hours,
               "Trade in each exchange's hours only; otherwise the simulated market never closes");
  app.add_option("--username", settings.broker.username, "Who is logged in")->capture_default_str();
  app.add_flag("--read-only", settings.broker.read_only, "Refuse all orders");
  app.add_flag("--no-pacing", typed.no_pacing, "Answer as many requests as come, however fast");
  app.add_option("--market-data", typed.data, "What market data is said to be")
      ->check(CLI::IsMember({"live", "delayed", "frozen", "none"}))
      ->capture_default_str();
  app.add_option("--delay", typed.delay, "Wait so long before each answer, as 250ms");
  app.add_option("--at", typed.plan,
                 "A happening so long after the start, as 30s=drop; may be given often. One of " +
                     happening_names());
  app.add_option("--lifetime", typed.lifetime, "End by itself after so long, as 10m");
}

Result<Planned> read_planned(std::string_view text) {
  const std::size_t mark = text.find('=');
  if (mark == std::string_view::npos)
    return error(Code::invalid_argument, "--at is written as 30s=drop, not \"{}\".", text);
  PITWALL_TRY(const Duration after, Duration::parse(text.substr(0, mark)));
  const std::optional<Happening> what = happening_named(text.substr(mark + 1));
  if (!what)
    return error(Code::invalid_argument, "\"{}\" does not happen; what does: {}.",
                 text.substr(mark + 1), happening_names());
  return Planned{after, *what};
}

Result<void> read_typed(const Typed& typed, Settings& settings) {
  paper::PaperConfig& market = settings.broker.market;
  market.always_open = !typed.exchange_hours;
  settings.pacing = !typed.no_pacing;
  if (!settings.replay.empty()) market.tape = paper::TapeKind::replay;
  if (!typed.from.empty()) {
    PITWALL_TRY(market.from, Time::parse(typed.from));
  }
  if (!typed.lifetime.empty()) {
    PITWALL_TRY(settings.lifetime, Duration::parse(typed.lifetime));
  }
  if (!typed.delay.empty()) {
    PITWALL_TRY(settings.faults.delay, Duration::parse(typed.delay));
  }
  for (int i = 0; i < count_of(DataKind{}); ++i)
    if (name_of(static_cast<DataKind>(i)) == typed.data)
      settings.faults.market_data = static_cast<DataKind>(i);
  for (const std::string& each : typed.plan) {
    PITWALL_TRY(const Planned planned, read_planned(each));
    settings.plan.push_back(planned);
  }
  return {};
}

}  // namespace

std::variant<Settings, int> read_command_line(int argc, const char* const* argv) {
  Settings settings;
  Typed typed;
  CLI::App app{about, "pitwall-emulator"};
  app.footer(examples);
  add_options(app, settings, typed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& failure) {
    return app.exit(failure);
  }
  if (const Result<void> read = read_typed(typed, settings); !read) {
    std::cerr << "pitwall-emulator: " << read.error().message << "\n";
    return 2;
  }
  return settings;
}

}  // namespace pitwall::emulator
