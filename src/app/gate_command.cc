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
  params.set("cancel_orders", Json::boolean(on && command.cancel_orders));
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

// What waits, in words; the limits as the daemon answers with them.
std::string waiting(const Json& limits) {
  if (limits.string_or("version", "").empty()) return "No looser limits wait for you.\n";
  std::string text = "These wait for you; what is tighter in the file holds already:\n";
  if (const Json* lines = limits.find("lines"))
    for (const Json& line : lines->items()) text += "  " + line.text() + "\n";
  return text;
}

Result<std::string> look(const GateCommand& command) {
  PITWALL_TRY(SocketClient client, SocketClient::connect(find_paths(command.data).socket));
  const std::string_view method =
      command.what == GateCommand::What::reload ? LimitsMethods::reload : LimitsMethods::show;
  PITWALL_TRY(const Json limits, client.request(method, Json::object(), answer_deadline));
  return waiting(limits) + (limits.string_or("version", "").empty()
                                ? ""
                                : "Let them hold with: pitwall gate accept-limits\n");
}

Result<std::string> accept(const GateCommand& command) {
  if (!has_terminal())
    return error(Code::permission_denied,
                 "Limits are loosened by a person at a terminal; there is none here.");
  PITWALL_TRY(SocketClient client, SocketClient::connect(find_paths(command.data).socket));
  PITWALL_TRY(const Json limits,
              client.request(LimitsMethods::show, Json::object(), answer_deadline));
  const std::string_view version = limits.string_or("version", "");
  if (version.empty()) return waiting(limits);
  std::fprintf(stderr, "\n%s\n", waiting(limits).c_str());
  PITWALL_TRY(std::string pin,
              ask_hidden("Your PIN lets them hold: ", "the limits are as they were"));
  Json params = Json::object();
  params.set("version", Json::string(std::string(version)));
  params.set("pin", Json::string(std::move(pin)));
  PITWALL_TRY(const Json done, client.request(LimitsMethods::accept, params, answer_deadline));
  return std::string("They hold now. What waited for your yes under the old ones is void.\n");
}

int say(const Result<std::string>& text) {
  if (!text) return fail(text.error());
  std::printf("%s", text->c_str());
  return 0;
}

}  // namespace

int run_gate(const GateCommand& command) {
  using What = GateCommand::What;
  if (command.what == What::table) return print_table(command.all);
  if (command.what == What::limits || command.what == What::reload) return say(look(command));
  if (command.what == What::accept) return say(accept(command));
  const bool on = command.what == GateCommand::What::stop;
  if (const Result<void> turned = turn(command, on); !turned) return fail(turned.error());
  std::printf("%s%s\n",
              on ? "The kill switch is on: nothing goes out until you turn it off, after a restart "
                   "too. "
                 : "The kill switch is off.",
              !on                     ? ""
              : command.cancel_orders ? "Working orders are taken back."
                                      : "Orders at the broker stay there.");
  return 0;
}

}  // namespace pitwall::app
