#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/socket_client.h"

namespace pitwall::app {
namespace {

constexpr Duration answer_deadline = seconds(90);

// The text of the answer's first content block.
std::string content_text(const Json& result) {
  const Json* content = result.find("content");
  if (!content || content->items().empty()) return "";
  return std::string(content->items().front().string_or("text", ""));
}

}  // namespace

int run_call(const CallCommand& command) {
  const Result<Json> arguments =
      command.arguments.empty() ? Result<Json>(Json::object()) : parse_json(command.arguments);
  if (!arguments) return fail(arguments.error());
  Result<SocketClient> client = SocketClient::connect(find_paths(command.data).socket);
  if (!client) return fail(client.error());
  Json params = Json::object();
  params.set("name", Json::string(command.tool));
  params.set("arguments", *arguments);
  const Result<Json> result = client->request("tools/call", params, answer_deadline);
  if (!result) return fail(result.error());
  const Json* failed = result->find("isError");
  if (failed && failed->as_boolean())
    return fail(Error{Code::invalid_argument, content_text(*result)});
  const Json* structured = result->find("structuredContent");
  const std::string out = command.text || !structured ? content_text(*result) : structured->dump();
  std::printf("%s\n", out.c_str());
  return 0;
}

}  // namespace pitwall::app
