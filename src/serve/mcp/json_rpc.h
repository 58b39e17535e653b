// JSON-RPC 2.0 as MCP uses it: one request or notification for each message, no batches.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace pitwall::serve {

// Error codes of JSON-RPC 2.0.
enum class RpcCode {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
};

struct RpcMessage {
  std::optional<std::string> id;  // as JSON, to be sent back as it came; absent in a notification
  std::string method;             // empty in a response to a request of ours
  Json params = Json::object();
};

struct RpcFault {
  RpcCode code;
  std::string message;
  std::string id = "null";  // of the faulty request, where it could be read
};

// The message, or what to answer it with.
std::variant<RpcMessage, RpcFault> read_rpc(JsonReader& reader, std::string_view text);

std::string rpc_error(std::string_view id, RpcCode code, std::string_view message);
// `result` is JSON.
std::string rpc_result(std::string_view id, std::string_view result);

}  // namespace pitwall::serve
