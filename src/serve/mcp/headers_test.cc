#include "serve/mcp/headers.h"

#include <doctest/doctest.h>

#include "serve/mcp/test_parts.h"

namespace pitwall::serve {
namespace {

const OfferedTool tool{.name = "t", .headers = {{"region", "Region"}, {"count", "Count"}}};

RpcMessage call(std::string_view arguments) {
  return testing::message_of(testing::modern_request(
      "1", "tools/call", fmt::format(R"("name":"t","arguments":{})", arguments)));
}

net::Headers headers_for_call() {
  net::Headers headers;
  headers.set("MCP-Protocol-Version", modern_version);
  headers.set("Mcp-Method", "tools/call");
  headers.set("Mcp-Name", "t");
  return headers;
}

TEST_CASE("headers that say what the body says are right") {
  net::Headers headers = headers_for_call();
  CHECK_FALSE(check_headers(headers, call("{}"), &tool));
  headers.set("Mcp-Param-Region", "=?base64?w6Q=?=");
  headers.set("mcp-param-count", "7");
  CHECK_FALSE(check_headers(headers, call(R"({"region":"ä","count":7})"), &tool));
}

TEST_CASE("each header that is missing or says something else is named") {
  for (const std::string_view name : {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"}) {
    net::Headers headers = headers_for_call();
    headers.remove(name);
    const auto missing = check_headers(headers, call("{}"), &tool);
    REQUIRE(missing);
    CHECK(missing->code == RpcCode::header_mismatch);
    CHECK(missing->message.find(name) != std::string::npos);
    headers.set(name, "else");
    const auto other = check_headers(headers, call("{}"), &tool);
    REQUIRE(other);
    CHECK(other->message.find(name) != std::string::npos);
  }
}

TEST_CASE("a parameter's header goes with the parameter") {
  net::Headers headers = headers_for_call();
  CHECK(check_headers(headers, call(R"({"region":"eu"})"), &tool));
  headers.set("Mcp-Param-Region", "eu");
  CHECK_FALSE(check_headers(headers, call(R"({"region":"eu"})"), &tool));
  CHECK(check_headers(headers, call(R"({"region":"us"})"), &tool));
  CHECK(check_headers(headers, call("{}"), &tool));
  CHECK(check_headers(headers, call(R"({"region":null})"), &tool));
  headers.set("Mcp-Param-Region", "=?base64?!!!!?=");
  CHECK(check_headers(headers, call(R"({"region":"eu"})"), &tool));
}

TEST_CASE("resources and tasks are named by what names them") {
  net::Headers headers;
  headers.set("MCP-Protocol-Version", modern_version);
  headers.set("Mcp-Method", "resources/read");
  headers.set("Mcp-Name", "a:b");
  const auto read = [](std::string_view uri) {
    return testing::message_of(
        testing::modern_request("1", "resources/read", fmt::format(R"("uri":"{}")", uri)));
  };
  CHECK_FALSE(check_headers(headers, read("a:b"), nullptr));
  CHECK(check_headers(headers, read("a:c"), nullptr));
}

TEST_CASE("a value stands as it is, or in base 64") {
  CHECK(header_value("plain").value() == "plain");
  CHECK(header_value("").value().empty());
  CHECK(header_value("=?base64?aGk=?=").value() == "hi");
  CHECK(header_value("=?base64?"
                     "?=")
            .value()
            .empty());
  CHECK(header_value("=?base64?=").value() == "=?base64?=");
  CHECK_FALSE(header_value("=?base64?aGk?="));
  CHECK_FALSE(header_value("=?base64?a Gk=?="));
}

}  // namespace
}  // namespace pitwall::serve
