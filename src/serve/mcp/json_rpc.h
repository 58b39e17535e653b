// JSON-RPC 2.0 as MCP uses it: one request or notification for each message, no batches.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace pitwall::serve {

// Error codes of JSON-RPC 2.0, and those that MCP adds.
enum class RpcCode {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  resource_not_found = -32002,  // before 2026-07-28; invalid_params since
  header_mismatch = -32020,
  missing_client_capability = -32021,
  unsupported_version = -32022,
};

struct RpcError {
  RpcCode code = RpcCode::internal_error;
  std::string message;
  std::string data{};  // JSON; none where empty
};

// Of a request, in bytes of JSON. An id is kept and sent back with whatever belongs to it.
inline constexpr std::size_t max_id = 1024;

struct RpcMessage {
  std::optional<std::string> id;  // as JSON, to be sent back as it came; absent in a notification
  std::string method;             // empty in a response to a request of ours
  Json params = Json::object();   // of a response: its result; null where it is an error
  // The "_meta" of the parameters, or nothing.
  const Json* meta() const { return params.find("_meta"); }
};

struct RpcFault {
  RpcCode code;
  std::string message;
  std::string id = "null";  // of the faulty request, where it could be read
};

// The message, or what to answer it with.
std::variant<RpcMessage, RpcFault> read_rpc(JsonReader& reader, std::string_view text);

std::string rpc_error(std::string_view id, const RpcError& error);
inline std::string rpc_error(std::string_view id, RpcCode code, std::string_view message) {
  return rpc_error(id, RpcError{code, std::string(message)});
}
// `result` is JSON.
std::string rpc_result(std::string_view id, std::string_view result);
// A notification, or a request where `id` is not empty; `params` is JSON.
std::string rpc_call(std::string_view method, std::string_view params, std::string_view id = {});

}  // namespace pitwall::serve
