#include "serve/mcp/json_rpc.h"

#include <doctest/doctest.h>

namespace pitwall::serve {
namespace {

RpcFault fault_of(std::string_view text) {
  JsonReader reader;
  auto read = read_rpc(reader, text);
  REQUIRE(std::holds_alternative<RpcFault>(read));
  return std::get<RpcFault>(read);
}

TEST_CASE("a request keeps its id as it came") {
  JsonReader reader;
  const auto read = read_rpc(reader, R"({"jsonrpc":"2.0","id":"a\"b","method":"ping"})");
  REQUIRE(std::holds_alternative<RpcMessage>(read));
  CHECK(std::get<RpcMessage>(read).id == R"("a\"b")");
  CHECK(std::get<RpcMessage>(read).params.is_object());
  const auto note = read_rpc(reader, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  CHECK_FALSE(std::get<RpcMessage>(note).id.has_value());
}

TEST_CASE("what is no request has its code, and the id where there is one") {
  CHECK(fault_of("{").code == RpcCode::parse_error);
  CHECK(fault_of("[]").code == RpcCode::invalid_request);
  CHECK(fault_of("7").code == RpcCode::invalid_request);
  CHECK(fault_of(R"({"id":1,"method":"x"})").id == "1");
  CHECK(fault_of(R"({"jsonrpc":"2.0","id":null,"method":"x"})").code == RpcCode::invalid_request);
  CHECK(fault_of(R"({"jsonrpc":"2.0","id":1,"method":7})").code == RpcCode::invalid_request);
  CHECK(fault_of(R"({"jsonrpc":"2.0","id":1,"method":"x","params":[]})").code ==
        RpcCode::invalid_params);
}

TEST_CASE("answers are JSON") {
  CHECK(rpc_error("1", RpcCode::method_not_found, "no \"x\"") ==
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no \"x\""}})");
  CHECK(parse_json(rpc_result("\"a\"", "{}")).ok());
}

}  // namespace
}  // namespace pitwall::serve
