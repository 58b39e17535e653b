#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/person_methods.h"
#include "app/socket_client.h"
#include "app/terminal.h"

namespace pitwall::app {
namespace {

constexpr Duration answer_deadline = seconds(30);

// The one approval that is meant: the one named, by its beginning too, or the only one that waits.
Result<Json> choose(const Json& waiting, const std::string& id) {
  const Json* approvals = waiting.find("approvals");
  if (!approvals || approvals->items().empty())
    return error(Code::not_found, "Nothing waits for approval.");
  std::vector<const Json*> meant;
  for (const Json& one : approvals->items())
    if (one.string_or("id", "").starts_with(id)) meant.push_back(&one);
  if (meant.size() == 1) return *meant.front();
  std::string text = meant.empty() ? "No approval of that id waits:" : "Say which one:";
  for (const Json& one : approvals->items())
    text += fmt::format("\n  {}  {}", one.string_or("id", ""), one.string_or("text", ""));
  return error(Code::invalid_argument, "{}", text);
}

Result<Json> answer(SocketClient& client, const Json& approval, bool yes, const Json* number,
                    std::string pin) {
  Json params = Json::object();
  params.set("approval", Json::string(std::string(approval.string_or("id", ""))));
  params.set("yes", Json::boolean(yes));
  if (yes && number) params.set("number", *number);
  if (yes) params.set("pin", Json::string(std::move(pin)));
  return client.request(ApprovalAnswer::method, params, answer_deadline);
}

bool has_pin(const Json& waiting) {
  const Json* pin = waiting.find("pin");
  return pin && pin->as_boolean();
}

// One yes: what it is for, word for word, and the PIN. `shown` says which yes it is.
Result<Json> say_yes(SocketClient& client, const Json& approval, const Json& shown) {
  std::fprintf(stderr, "\n  %s\n\n", std::string(shown.string_or("text", "")).c_str());
  PITWALL_TRY(std::string pin,
              ask_hidden("Your PIN says yes; Enter alone leaves it: ", "nothing was approved"));
  if (pin.empty()) return error(Code::cancelled, "Nothing was approved.");
  return answer(client, approval, true, shown.find("number"), std::move(pin));
}

Result<std::string> run(const ApproveCommand& command) {
  if (!command.deny && !has_terminal())
    return error(Code::permission_denied,
                 "A yes is given by a person at a terminal; there is none here.");
  PITWALL_TRY(SocketClient client, SocketClient::connect(find_paths(command.data).socket));
  PITWALL_TRY(const Json waiting,
              client.request(ApprovalsWaiting::method, Json::object(), answer_deadline));
  PITWALL_TRY(const Json approval, choose(waiting, command.id));
  if (command.deny) {
    PITWALL_TRY(const Json denied, answer(client, approval, false, nullptr, ""));
    return std::string("Denied.");
  }
  if (!has_pin(waiting))
    return error(Code::not_found,
                 "No PIN is set, so nothing can be approved. Set one first: pitwall pin");
  PITWALL_TRY(Json answered, say_yes(client, approval, approval));
  // What needs two yeses is shown again, with why.
  if (answered.find("text")) {
    PITWALL_TRY(answered, say_yes(client, approval, answered));
  }
  return fmt::format("Approved. Order {} goes out; pitwall call get_order says what comes of it.",
                     answered.string_or("order", ""));
}

}  // namespace

int run_approve(const ApproveCommand& command) {
  const Result<std::string> said = run(command);
  if (!said) return fail(said.error());
  std::printf("%s\n", said->c_str());
  return 0;
}

}  // namespace pitwall::app
