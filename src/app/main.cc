#include <cstdio>
#include <exception>

#include "app/commands.h"

namespace pitwall::app {

int fail(const Error& why) {
  std::fprintf(stderr, "pitwall: %s\n", why.message.c_str());
  return 1;
}

namespace {

int run(const ServeCommand& command) { return run_serve(command); }
int run(const BridgeCommand& command) { return run_bridge(command); }
int run(const CallCommand& command) { return run_call(command); }
int run(const ToolsCommand& command) { return run_tools(command); }
int run(const ConfigCommand& command) { return run_config(command); }
int run(const ImportBarsCommand& command) { return run_import_bars(command); }
int run(const ImportHistoryCommand& command) { return run_import_history(command); }
int run(const MemoryCommand& command) { return run_memory(command); }
int run(const JournalCommand& command) { return run_journal(command); }
int run(const PasswordCommand& command) { return run_password(command); }
int run(const AccessCommand& command) { return run_access(command); }
int run(const ConnectCommand& command) { return run_connect(command); }
int run(const ChannelsCommand& command) { return run_channels(command); }
int run(const GateCommand& command) { return run_gate(command); }
int run(const ApproveCommand& command) { return run_approve(command); }
int run(const PinCommand& command) { return run_pin(command); }
int run(const GrantCommand& command) { return run_grant(command); }
int run(const AuditCommand& command) { return run_audit(command); }
int run(const ReplayCommand& command) { return run_replay(command); }

}  // namespace
}  // namespace pitwall::app

int main(int argc, char** argv) {
  using namespace pitwall::app;
  try {
    const std::variant<Command, int> parsed = parse_command_line(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    return std::visit([](const auto& command) { return run(command); }, std::get<Command>(parsed));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "pitwall: an internal error: %s\n", e.what());
    return 1;
  }
}
