// The commands, each in its own file; what they return is the exit code: 0 done, 1 it could not be
// done (said on standard error), 2 the question was wrong.
#pragma once

#include "app/command_line.h"
#include "base/result.h"

namespace pitwall::app {

int run_serve(const ServeCommand& command);
int run_bridge(const BridgeCommand& command);
int run_call(const CallCommand& command);
int run_tools(const ToolsCommand& command);
int run_config(const ConfigCommand& command);
int run_import_bars(const ImportBarsCommand& command);
int run_import_history(const ImportHistoryCommand& command);
int run_memory(const MemoryCommand& command);
int run_journal(const JournalCommand& command);
int run_password(const PasswordCommand& command);
int run_access(const AccessCommand& command);
int run_connect(const ConnectCommand& command);
int run_channels(const ChannelsCommand& command);
int run_gate(const GateCommand& command);
int run_approve(const ApproveCommand& command);
int run_pin(const PinCommand& command);
int run_grant(const GrantCommand& command);
int run_audit(const AuditCommand& command);
int run_replay(const ReplayCommand& command);

// "pitwall: …" on standard error; returns 1.
int fail(const Error& why);

}  // namespace pitwall::app
