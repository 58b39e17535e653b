#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/daemon.h"

namespace pitwall::app {
namespace {

// The file that is meant; empty where there is none.
std::string config_file(const ServeCommand& command) {
  std::error_code ignored;
  const std::string file = command.config.empty() ? default_config_file() : command.config;
  if (command.config.empty() && !std::filesystem::exists(file, ignored)) return {};
  return std::filesystem::absolute(file, ignored).string();
}

// What the command line says goes before what the file says.
Result<void> apply(const ServeCommand& command, Config& config) {
  if (!command.data.empty()) config.data = command.data;
  if (command.port) config.listen.port = *command.port;
  for (const BrokerKind kind : {BrokerKind::paper, BrokerKind::client_portal, BrokerKind::tws})
    if (command.broker == name_of(kind)) config.broker.kind = kind;
  const bool of_paper =
      command.tape || command.seed || command.speed || command.from || command.loop;
  if (of_paper && config.broker.kind != BrokerKind::paper)
    return error(Code::invalid_argument,
                 "The desk runs on {}; --tape, --seed, --speed, --from and --loop belong to the "
                 "paper market: leave them out, or add --broker paper.",
                 name_of(config.broker.kind));
  if (command.tape)
    config.paper.tape =
        *command.tape == "replay" ? paper::TapeKind::replay : paper::TapeKind::synthetic;
  if (command.seed) config.paper.seed = static_cast<std::uint64_t>(*command.seed);
  if (command.speed) config.paper.speed = *command.speed;
  if (command.from) {
    PITWALL_TRY(config.paper.from, Time::parse(*command.from));
  }
  if (command.loop) config.paper.loop = true;
  return check(config);
}

void greet(std::uint16_t port, const Paths& paths) {
  std::printf(
      "Pitwall is up.\n"
      "  Dashboard        http://127.0.0.1:%u/\n"
      "  Assistant (MCP)  claude mcp add --transport http pitwall http://127.0.0.1:%u/mcp\n"
      "  or by command    pitwall mcp%s%s\n"
      "  Data             %s\n"
      "Stop with Ctrl-C.\n",
      port, port, paths.data == find_paths("").data ? "" : " --data ",
      paths.data == find_paths("").data ? "" : paths.data.c_str(), paths.data.c_str());
  std::fflush(stdout);
}

}  // namespace

int run_serve(const ServeCommand& command) {
  const std::string file = config_file(command);
  Result<Config> config = file.empty() ? Result<Config>(Config{}) : read_config_file(file);
  if (!config) return fail(config.error());
  if (const Result<void> applied = apply(command, *config); !applied) return fail(applied.error());
  Result<Paths> paths = prepare_paths(config->data);
  if (!paths) return fail(paths.error());
  paths->config = file;
  const Result<std::unique_ptr<Daemon>> daemon = Daemon::start(
      *config, *paths, tool::all_tools(), command.conformance ? Face::conformance : Face::desk);
  if (!daemon) return fail(daemon.error());
  greet((*daemon)->port(), *paths);
  return (*daemon)->run();
}

}  // namespace pitwall::app
