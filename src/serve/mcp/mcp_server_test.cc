#include "serve/mcp/mcp_server.h"

#include "net/testing.h"
#include "serve/mcp/fixtures/fixtures.h"
#include "serve/mcp/test_parts.h"

namespace pitwall::serve {
namespace {

using testing::KeptExchange;
using testing::KeptSession;
using testing::modern_request;
using testing::Wire;

struct Desk {
  net::Loop loop{net::testing::simulated()};
  testing::LoopClock clock{loop};
  testing::CountingRandom random;
  Fixtures fixtures{loop};
  McpServer server{loop, fixtures, clock, random};
  std::shared_ptr<KeptSession> session =
      std::make_shared<KeptSession>(loop, server.subscriptions());

  Desk() {
    fixtures.tell_changed = [this](List list) { server.subscriptions().list_changed(list); };
    fixtures.begin_task = [this](const auto& exchange) { return server.begin_task(exchange); };
  }

  std::shared_ptr<Wire> begin(std::string_view text, std::string who = "me") {
    const auto wire = std::make_shared<Wire>();
    RpcMessage message = testing::message_of(text);
    Client client;
    if (McpServer::is_modern(message)) {
      client = McpServer::modern_client(message);
    } else {
      client.capabilities = &session->capabilities;
      client.log_level = session->log_level;
    }
    const auto exchange =
        std::make_shared<KeptExchange>(wire, client, std::move(message), std::move(who));
    last = exchange;
    if (client.modern) {
      server.serve_modern(exchange);
    } else {
      exchange->session = session;
      REQUIRE(session->begin(exchange));
      server.serve_legacy(exchange, session.get());
    }
    return wire;
  }
  // The answer, after whatever it takes.
  Json ask(std::string_view text, std::string who = "me") {
    const std::shared_ptr<Wire> wire = begin(text, std::move(who));
    loop.run();
    REQUIRE(wire->answers.size() == 1);
    return parse_json(wire->answers[0]).value();
  }
  int error_of(std::string_view text) {
    const Json answer = ask(text);
    const Json* error = answer.find("error");
    return error ? std::stoi(error->find("code")->text()) : 0;
  }
  std::weak_ptr<KeptExchange> last;
};

constexpr std::string_view can_answer = R"({"elicitation":{},"sampling":{},"roots":{}})";

std::string call(std::string_view tool, std::string_view more = "") {
  return modern_request("1", "tools/call", fmt::format(R"("name":"{}"{})", tool, more), can_answer);
}

TEST_CASE("a newer request says of itself what is needed, or is told what is missing") {
  Desk d;
  CHECK(d.error_of(R"({"jsonrpc":"2.0","id":1,"method":"server/discover"})") == -32602);
  CHECK(d.error_of(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)"
                   R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})") == -32602);
  CHECK(d.error_of(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)"
                   R"({"io.modelcontextprotocol/protocolVersion":"2199-01-01"}}})") == -32022);
  CHECK(d.error_of(modern_request("1", "ping")) == -32601);
  CHECK(d.error_of(modern_request("1", "initialize")) == -32601);
  CHECK(d.error_of(modern_request("1", "resources/subscribe")) == -32601);
  const Json found = d.ask(modern_request("1", "server/discover"));
  CHECK(found.find("result")->find("supportedVersions")->items()[0].text() == modern_version);
}

TEST_CASE("an older client begins with initialize, and gets the revision it knows") {
  Desk d;
  const auto version = [&](std::string_view wanted) {
    const Json answer = d.ask(fmt::format(
        R"({{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{"protocolVersion":"{}"}}}})",
        wanted));
    return std::string(answer.find("result")->string_or("protocolVersion", ""));
  };
  for (const std::string_view known : legacy_versions) CHECK(version(known) == known);
  CHECK(version("2199-01-01") == legacy_versions[0]);
  CHECK(version(modern_version) == legacy_versions[0]);
  CHECK(d.error_of(R"({"jsonrpc":"2.0","id":1,"method":"initialize"})") == -32602);
  CHECK(d.error_of(R"({"jsonrpc":"2.0","id":1,"method":"server/nothing"})") == -32601);
}

TEST_CASE("an older client is asked over its stream, and the tool waits") {
  Desk d;
  d.session->capabilities = parse_json(can_answer).value();
  const auto wire =
      d.begin(R"({"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"test_sampling",)"
              R"("arguments":{"prompt":"?"}}})");
  REQUIRE(wire->sent.size() == 1);
  CHECK(wire->answers.empty());
  const Json question = parse_json(wire->sent[0]).value();
  const std::string id = question.find("id")->dump();
  SUBCASE("it answers") {
    d.server.take_legacy(
        testing::message_of(fmt::format(
            R"({{"jsonrpc":"2.0","id":{},"result":{{"content":{{"text":"Yes"}}}}}})", id)),
        d.session.get());
    REQUIRE(wire->answers.size() == 1);
    CHECK(wire->answers[0].find("LLM response: Yes") != std::string::npos);
  }
  SUBCASE("it cannot") {
    d.server.take_legacy(
        testing::message_of(
            fmt::format(R"({{"jsonrpc":"2.0","id":{},"error":{{"code":-1,"message":"no"}}}})", id)),
        d.session.get());
    REQUIRE(wire->answers.size() == 1);
    CHECK(wire->answers[0].find(R"("isError":true)") != std::string::npos);
  }
  SUBCASE("it calls the request off") {
    d.server.take_legacy(
        testing::message_of(R"({"jsonrpc":"2.0","method":)"
                            R"("notifications/cancelled","params":{"requestId":5}})"),
        d.session.get());
    CHECK(wire->answers.size() == 1);
  }
  SUBCASE("it never does") {
    d.loop.run();
    CHECK(wire->answers.size() == 1);
    CHECK(d.loop.now() == Session::answer_within);
  }
}

TEST_CASE("a newer client is asked by the answer, and its state fits that request once") {
  Desk d;
  const Json first = d.ask(call("test_input_required_result_request_state"));
  CHECK(first.find("result")->string_or("resultType", "") == "input_required");
  const std::string state(first.find("result")->string_or("requestState", ""));
  const std::string answers = fmt::format(
      R"(,"requestState":"{}","inputResponses":{{"confirm":{{"action":"accept"}}}})", state);
  const std::string again = call("test_input_required_result_request_state", answers);
  SUBCASE("whoever else sends it, or with another request") {
    CHECK(d.ask(again, "you").find("error") != nullptr);
    CHECK(d.ask(call("test_simple_text", answers)).find("error") != nullptr);
  }
  CHECK(d.ask(again).find("result")->string_or("resultType", "") == "complete");
  CHECK(d.error_of(again) == -32602);
}

TEST_CASE("an answer to what was never asked is none") {
  Desk d;
  const std::string unasked = call("test_input_required_result_elicitation",
                                   R"(,"inputResponses":{"user_name":{"action":"accept",)"
                                   R"("content":{"name":"Ada"}}})");
  CHECK(d.ask(unasked).find("result")->string_or("resultType", "") == "complete");
  d.fixtures.insist_on_state();
  const Json asked = d.ask(unasked);
  CHECK(asked.find("result")->string_or("resultType", "") == "input_required");
}

TEST_CASE("what is listened to is told with the name of who listens, until it ends") {
  Desk d;
  const auto wire =
      d.begin(modern_request("\"s\"", "subscriptions/listen",
                             R"("notifications":{"toolsListChanged":true,"resourceSubscriptions":)"
                             R"(["test://watched-resource","x:"]})"));
  REQUIRE(wire->sent.size() == 1);
  CHECK(wire->sent[0].find(R"("resourceSubscriptions":["test://watched-resource"])") !=
        std::string::npos);
  CHECK(d.ask(call("test_trigger_tool_change")).find("result") != nullptr);
  d.loop.run();
  REQUIRE(wire->sent.size() == 2);
  CHECK(wire->sent[1].find(R"("io.modelcontextprotocol/subscriptionId":"s")") != std::string::npos);
  SUBCASE("we say goodbye") {
    d.server.close();
    CHECK(wire->answers.size() == 1);
  }
  SUBCASE("it goes") {
    // The stream holds the exchange: by its last word it was the change's request, not this one.
    d.server.subscriptions().list_changed(List::prompts);
    d.loop.run();
    CHECK(wire->sent.size() == 2);
  }
  CHECK(d.error_of(modern_request("1", "subscriptions/listen")) == -32602);
}

TEST_CASE("a list that does not have such a page says so") {
  Desk d;
  for (const std::string_view method : {"tools/list", "prompts/list", "resources/list"})
    for (const std::string_view cursor : {R"("x")", R"("")", "7", R"("p99999999999999999999")"})
      CHECK(d.error_of(modern_request("1", method, fmt::format(R"("cursor":{})", cursor))) ==
            -32602);
}

TEST_CASE("a request under way may outlive the server") {
  auto loop = std::make_unique<net::Loop>(net::testing::simulated());
  testing::LoopClock clock{*loop};
  testing::CountingRandom random;
  auto offer = std::make_unique<testing::SmallOffer>();
  auto server = std::make_unique<McpServer>(*loop, *offer, clock, random);
  auto session = std::make_shared<KeptSession>(*loop, server->subscriptions());
  CHECK(server->subscriptions().watch("a:", session));
  server.reset();
  offer.reset();
  session.reset();
}

}  // namespace
}  // namespace pitwall::serve
