#include "serve/mcp/headers.h"

#include "serve/mcp/base64.h"

namespace pitwall::serve {
namespace {

constexpr std::string_view encoded_prefix = "=?base64?";
constexpr std::string_view encoded_suffix = "?=";

RpcError mismatch(std::string message) { return {RpcCode::header_mismatch, std::move(message)}; }

// The member that the header Mcp-Name repeats, or nothing.
std::string_view name_member(std::string_view method) {
  if (method == "tools/call" || method == "prompts/get") return "name";
  if (method == "resources/read") return "uri";
  if (method == "tasks/get" || method == "tasks/update" || method == "tasks/cancel")
    return "taskId";
  return {};
}

std::optional<RpcError> compare(const net::Headers& headers, std::string_view header,
                                std::string_view in_body) {
  const std::optional<std::string_view> said = headers.find(header);
  if (!said) return mismatch(fmt::format("The header {} is missing.", header));
  const Result<std::string> value = header_value(*said);
  if (!value) return mismatch(fmt::format("The header {}: {}", header, value.error().message));
  if (*value != in_body)
    return mismatch(fmt::format("The header {} and the body disagree.", header));
  return std::nullopt;
}

// As a header says it: text as it is, the rest as in JSON.
std::string plain(const Json& value) { return value.is_string() ? value.text() : value.dump(); }

}  // namespace

Result<std::string> header_value(std::string_view text) {
  if (!text.starts_with(encoded_prefix) || !text.ends_with(encoded_suffix) ||
      text.size() < encoded_prefix.size() + encoded_suffix.size())
    return std::string(text);
  text.remove_prefix(encoded_prefix.size());
  text.remove_suffix(encoded_suffix.size());
  return from_base64(text);
}

std::optional<RpcError> check_headers(const net::Headers& headers, const RpcMessage& message,
                                      const OfferedTool* tool) {
  const Json* meta = message.meta();
  const Json* version = meta ? meta->find(protocol_meta) : nullptr;
  // What the body does not say at all is the body's fault, and told as such.
  if (version && version->is_string())
    if (auto wrong = compare(headers, "MCP-Protocol-Version", version->text())) return wrong;
  if (auto wrong = compare(headers, "Mcp-Method", message.method)) return wrong;
  if (const std::string_view member = name_member(message.method); !member.empty()) {
    const Json* name = message.params.find(member);
    if (name && name->is_string())
      if (auto wrong = compare(headers, "Mcp-Name", name->text())) return wrong;
  }
  if (!tool) return std::nullopt;
  const Json* arguments = message.params.find("arguments");
  for (const HeaderParameter& expected : tool->headers) {
    const std::string header = "Mcp-Param-" + expected.header;
    const Json* value = arguments ? arguments->find(expected.parameter) : nullptr;
    if (!value || value->is_null()) {
      if (headers.contains(header))
        return mismatch(fmt::format("The header {} has no counterpart in the body.", header));
      continue;
    }
    if (auto wrong = compare(headers, header, plain(*value))) return wrong;
  }
  return std::nullopt;
}

}  // namespace pitwall::serve
