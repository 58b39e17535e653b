#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/person_methods.h"
#include "app/socket_client.h"
#include "app/terminal.h"
#include "desk/gate/decision_table.h"

namespace pitwall::app {
namespace {

constexpr Duration answer_deadline = seconds(30);

int print_table(bool all) {
  const std::string text = all ? desk::decision_lines() : desk::decision_table();
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written ? 0 : fail(error(Code::unavailable, "The output cannot be written."));
}

Result<void> turn(const GateCommand& command, bool on) {
  Json params = Json::object();
  params.set("on", Json::boolean(on));
  params.set("reason", Json::string(command.reason));
  if (!on) {
    if (!has_terminal())
      return error(Code::permission_denied,
                   "The kill switch is turned off by a person at a terminal; there is none here.");
    PITWALL_TRY(std::string pin, ask_hidden("Your PIN turns the kill switch off: ", "it stays on"));
    params.set("pin", Json::string(std::move(pin)));
  }
  PITWALL_TRY(SocketClient client, SocketClient::connect(find_paths(command.data).socket));
  PITWALL_TRY(const Json done, client.request(KillSwitchTurn::method, params, answer_deadline));
  return {};
}

}  // namespace

int run_gate(const GateCommand& command) {
  if (command.what == GateCommand::What::table) return print_table(command.all);
  const bool on = command.what == GateCommand::What::stop;
  if (const Result<void> turned = turn(command, on); !turned) return fail(turned.error());
  std::printf(on ? "The kill switch is on: nothing goes out until you turn it off, after a restart "
                   "too. Orders at the broker stay there.\n"
                 : "The kill switch is off.\n");
  return 0;
}

}  // namespace pitwall::app
