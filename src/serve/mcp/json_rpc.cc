#include "serve/mcp/json_rpc.h"

namespace pitwall::serve {

std::variant<RpcMessage, RpcFault> read_rpc(JsonReader& reader, std::string_view text) {
  Result<Json> json = reader.read(text);
  if (!json) return RpcFault{RpcCode::parse_error, json.error().message};
  if (json->is_array())
    return RpcFault{RpcCode::invalid_request,
                    "Batches are not part of MCP any more; send one message at a time."};
  if (!json->is_object()) return RpcFault{RpcCode::invalid_request, "A message is a JSON object."};
  RpcMessage message;
  if (const Json* id = json->find("id")) {
    if (!id->is_string() && !id->is_number())
      return RpcFault{RpcCode::invalid_request, "The id of a request is a string or a number."};
    message.id = id->dump();
    if (message.id->size() > max_id)
      return RpcFault{RpcCode::invalid_request,
                      fmt::format("The id of a request has at most {} bytes.", max_id)};
  }
  const std::string id = message.id.value_or("null");
  if (json->string_or("jsonrpc", "") != "2.0")
    return RpcFault{RpcCode::invalid_request, "The member \"jsonrpc\" must be \"2.0\".", id};
  const Json* method = json->find("method");
  if (!method) {
    const Json* result = json->find("result");
    if (message.id && (result || json->find("error"))) {
      message.params = result ? *result : Json();
      return message;
    }
    return RpcFault{RpcCode::invalid_request, "The member \"method\" is missing.", id};
  }
  if (!method->is_string())
    return RpcFault{RpcCode::invalid_request, "The member \"method\" is a string.", id};
  message.method = method->text();
  if (const Json* params = json->find("params")) {
    if (!params->is_object())
      return RpcFault{RpcCode::invalid_params, "The member \"params\" is an object.", id};
    message.params = *params;
  }
  return message;
}

std::string rpc_error(std::string_view id, const RpcError& error) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("jsonrpc").string("2.0").key("id").raw(id);
  writer.key("error").begin_object();
  writer.key("code").integer(static_cast<int>(error.code)).key("message").string(error.message);
  if (!error.data.empty()) writer.key("data").raw(error.data);
  writer.end_object().end_object();
  return out;
}

std::string rpc_result(std::string_view id, std::string_view result) {
  std::string out;
  out.reserve(id.size() + result.size() + 40);
  out += R"({"jsonrpc":"2.0","id":)";
  out += id;
  out += R"(,"result":)";
  out += result;
  out += '}';
  return out;
}

std::string rpc_call(std::string_view method, std::string_view params, std::string_view id) {
  std::string out;
  out.reserve(method.size() + params.size() + id.size() + 48);
  out += R"({"jsonrpc":"2.0",)";
  if (!id.empty()) out.append(R"("id":)").append(id).push_back(',');
  out.append(R"("method":")").append(method).append(R"(","params":)").append(params).push_back('}');
  return out;
}

}  // namespace pitwall::serve
