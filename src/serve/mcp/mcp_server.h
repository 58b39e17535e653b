// The Model Context Protocol over one message at a time, whatever carries it: Streamable HTTP
// (mcp_http.h) or lines on a Unix socket (mcp_socket.h). No state from one message to the next:
// what outlives a request is named by a handle in its arguments. That is how the newest revision
// works, and the older ones allow it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "serve/mcp/json_rpc.h"
#include "tool/registry.h"

namespace pitwall::serve {

// Revisions that are spoken, newest first.
inline constexpr std::string_view mcp_versions[] = {"2025-11-25", "2025-06-18", "2025-03-26"};
bool is_mcp_version(std::string_view version);

class McpServer {
 public:
  // Both outlive the server.
  McpServer(const tool::Registry& registry, tool::Context& context);

  // Answers one message: `done` is called once, at once or later, with the answer or, for a
  // notification, with an empty text.
  using Done = std::function<void(std::string)>;
  void handle(std::string_view message, Done done) { handle(message, std::move(done), {}); }

  // Methods beside the protocol, for the command line over its own socket: true where it took the
  // message up and will answer.
  using LocalMethods = std::function<bool(const RpcMessage&, const Done&)>;
  void handle(std::string_view message, Done done, const LocalMethods& local);

 private:
  std::string initialize(const RpcMessage& message) const;
  void call_tool(const RpcMessage& message, Done done);

  const tool::Registry& registry_;
  tool::Context& context_;
  JsonReader reader_;
  std::string tools_result_;  // the whole result of tools/list
};

}  // namespace pitwall::serve
