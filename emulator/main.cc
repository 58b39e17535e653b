// pitwall-emulator: the brokerage with its doors, on loopback ports, until it is told to end.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>

#include "adapter/sqlite/bars.h"
#include "emulator/client_portal/server.h"
#include "emulator/command_line.h"
#include "emulator/control.h"
#include "emulator/tws/server.h"

namespace pitwall::emulator {

namespace {

Time system_time() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Time{std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

int fail(const Error& why) {
  std::fprintf(stderr, "pitwall-emulator: %s\n", why.message.c_str());
  return 1;
}

std::uint16_t port_number(int port) { return static_cast<std::uint16_t>(port); }

Result<void> open_portal(ClientPortalServer& portal, const Settings& settings) {
  portal.enforce_pacing(settings.pacing);
  const std::uint16_t port = port_number(settings.client_portal_port);
  PITWALL_TRY_VOID(settings.tls ? portal.listen_tls(port) : portal.listen_tcp(port));
  std::printf("Client Portal: %s://127.0.0.1:%d/v1/api\n", settings.tls ? "https" : "http",
              portal.port());
  if (settings.tls) std::printf("Certificate:   SHA-256 %s\n", portal.fingerprint().c_str());
  return {};
}

// Whatever keeps the program's parts alive while the loop runs.
struct Program {
  net::Loop loop;
  LoopClock clock{loop, system_time()};
  market::CalendarSet calendars = market::CalendarSet::built_in();
  std::unique_ptr<sqlite::SqliteBars> bars;
  std::unique_ptr<Brokerage> broker;
  std::unique_ptr<ClientPortalServer> portal;
  std::unique_ptr<TwsServer> tws;
  std::unique_ptr<Control> control;
  std::vector<net::Timer> timers;
};

Result<void> start(Program& program, Settings settings) {
  if (!settings.replay.empty()) {
    PITWALL_TRY(program.bars, sqlite::SqliteBars::open(settings.replay));
    settings.broker.store = program.bars.get();
  }
  PITWALL_TRY(program.broker,
              Brokerage::create(program.loop, program.clock, program.calendars, settings.broker));
  program.broker->faults() = settings.faults;
  std::printf("Market:        %s; all of it is simulated\n",
              program.broker->market().description().c_str());
  if (settings.client_portal_port >= 0) {
    program.portal = std::make_unique<ClientPortalServer>(*program.broker);
    PITWALL_TRY_VOID(open_portal(*program.portal, settings));
  }
  if (settings.tws_port >= 0) {
    TwsOptions options;
    options.pacing = settings.pacing;
    program.tws = std::make_unique<TwsServer>(*program.broker, settings.tws_version, options);
    PITWALL_TRY_VOID(program.tws->listen(port_number(settings.tws_port)));
    std::printf("TWS:           127.0.0.1:%d, server version %d\n", program.tws->port(),
                settings.tws_version);
  }
  if (settings.control_port >= 0) {
    program.control =
        std::make_unique<Control>(*program.broker, program.portal.get(), program.tws.get());
    PITWALL_TRY_VOID(program.control->listen(port_number(settings.control_port)));
    std::printf("Control:       http://127.0.0.1:%d\n", program.control->port());
  }
  for (const Planned& planned : settings.plan)
    program.timers.push_back(program.loop.after(planned.after, [&program, planned] {
      std::printf("%s\n", std::string(name_of(planned.what)).c_str());
      std::fflush(stdout);
      program.broker->happen(planned.what);
    }));
  if (settings.lifetime > Duration{})
    program.timers.push_back(
        program.loop.after(settings.lifetime, [&program] { program.loop.stop(); }));
  program.loop.on_signal({SIGINT, SIGTERM}, [&program](int) { program.loop.stop(); });
  std::fflush(stdout);
  return {};
}

int run(Settings settings) {
  Program program;
  const Result<void> started = start(program, std::move(settings));
  if (!started) return fail(started.error());
  program.loop.run();
  return 0;
}

}  // namespace
}  // namespace pitwall::emulator

int main(int argc, char** argv) {
  using namespace pitwall::emulator;
  try {
    std::variant<Settings, int> read = read_command_line(argc, argv);
    if (const int* code = std::get_if<int>(&read)) return *code;
    return run(std::move(std::get<Settings>(read)));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pitwall-emulator: an internal error: %s\n", failure.what());
    return 1;
  }
}
