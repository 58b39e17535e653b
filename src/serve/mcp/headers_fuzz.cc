// Whatever headers and body say, checking them gives an error that is JSON, or nothing; a value in
// base 64 is read in one way only.
#include "serve/mcp/headers.h"

#include "serve/mcp/base64.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  static const serve::OfferedTool tool{.name = "t", .headers = {{"a", "A"}, {"b", "B"}}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Four headers, a line each, then the body.
  net::Headers headers;
  std::string_view rest = text;
  for (const std::string_view name :
       {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Param-A"}) {
    const std::size_t end = rest.find('\n');
    if (end == rest.npos) break;
    headers.add(name, rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  JsonReader reader;
  const auto read = serve::read_rpc(reader, rest);
  if (const auto* message = std::get_if<serve::RpcMessage>(&read)) {
    const auto wrong = serve::check_headers(headers, *message, &tool);
    PITWALL_CHECK(!wrong || parse_json(serve::rpc_error("1", *wrong)).ok(), "no JSON");
  }
  if (const Result<std::string> value = serve::header_value(text); value && *value != text)
    PITWALL_CHECK(text == "=?base64?" + serve::base64(*value) + "?=", "two ways to say the same");
  return 0;
}
