// Whatever arrives is either a message or a fault, and what is answered is JSON.
#include "serve/mcp/json_rpc.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  JsonReader reader;
  const auto read = serve::read_rpc(reader, {reinterpret_cast<const char*>(data), size});
  if (const auto* fault = std::get_if<serve::RpcFault>(&read)) {
    PITWALL_CHECK(parse_json(serve::rpc_error(fault->id, fault->code, fault->message)).ok(),
                  "an answer that is no JSON");
  } else if (const auto& message = std::get<serve::RpcMessage>(read); message.id) {
    PITWALL_CHECK(parse_json(serve::rpc_result(*message.id, message.params.dump())).ok(),
                  "an answer that is no JSON");
  }
  return 0;
}
