#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/person_methods.h"
#include "app/socket_client.h"
#include "app/terminal.h"

namespace pitwall::app {
namespace {

constexpr Duration answer_deadline = seconds(30);

Json params_of(const GrantCommand& command) {
  Json params = Json::object();
  const auto text = [&](const char* name, const std::string& value) {
    params.set(name, Json::string(value));
  };
  text("account", command.account);
  text("tool", command.tool);
  text("strategy", command.strategy);
  Json symbols = Json::array();
  for (const std::string& symbol : command.symbols) symbols.append(Json::string(symbol));
  params.set("symbols", std::move(symbols));
  if (!command.side.empty()) text("side", command.side);
  text("min_quantity", command.min_quantity);
  text("max_quantity", command.max_quantity);
  text("max_value", command.max_value);
  params.set("count", Json::number(std::to_string(command.count)));
  text("lasts", command.lasts);
  return params;
}

Result<std::string> give(const GrantCommand& command) {
  if (!has_terminal())
    return error(Code::permission_denied,
                 "A grant is given by a person at a terminal; there is none here.");
  PITWALL_TRY(SocketClient client, SocketClient::connect(find_paths(command.data).socket));
  Json params = params_of(command);
  params.set("preview", Json::boolean(true));
  PITWALL_TRY(const Json shown, client.request(GrantMethods::give, params, answer_deadline));
  std::fprintf(stderr, "\n  %s\n\n", std::string(shown.string_or("text", "")).c_str());
  PITWALL_TRY(std::string pin, ask_hidden("Your PIN gives it: ", "nothing was given"));
  params = params_of(command);
  params.set("pin", Json::string(std::move(pin)));
  PITWALL_TRY(const Json given, client.request(GrantMethods::give, params, answer_deadline));
  return fmt::format("Given: {}\nTake it back with: pitwall grant revoke {}\n",
                     given.string_or("text", ""), given.string_or("id", ""));
}

Result<std::string> list(const GrantCommand& command) {
  PITWALL_TRY(SocketClient client, SocketClient::connect(find_paths(command.data).socket));
  PITWALL_TRY(const Json answer,
              client.request(GrantMethods::list, Json::object(), answer_deadline));
  const Json* grants = answer.find("grants");
  if (!grants || grants->items().empty())
    return std::string("There are no grants: every action asks you.\n");
  std::string text;
  for (const Json& grant : grants->items()) {
    const Json* open = grant.find("open");
    text += fmt::format("{}  {}{}\n", grant.string_or("id", ""),
                        open && open->as_boolean() ? "" : "(over) ", grant.string_or("text", ""));
    if (const Json* used = grant.find("used_by"))
      for (const Json& approval : used->items())
        text += fmt::format("  used by {}\n", approval.text());
  }
  return text;
}

Result<std::string> revoke(const GrantCommand& command) {
  PITWALL_TRY(SocketClient client, SocketClient::connect(find_paths(command.data).socket));
  Json params = Json::object();
  params.set("id", Json::string(command.id));
  PITWALL_TRY(const Json done, client.request(GrantMethods::revoke, params, answer_deadline));
  return std::string("Taken back.\n");
}

}  // namespace

int run_grant(const GrantCommand& command) {
  const auto run = [&]() -> Result<std::string> {
    switch (command.what) {
      case GrantCommand::What::give:
        return give(command);
      case GrantCommand::What::list:
        return list(command);
      case GrantCommand::What::revoke:
        return revoke(command);
    }
    return error(Code::internal, "There is no such command.");
  };
  const Result<std::string> said = run();
  if (!said) return fail(said.error());
  std::printf("%s", said->c_str());
  return 0;
}

}  // namespace pitwall::app
