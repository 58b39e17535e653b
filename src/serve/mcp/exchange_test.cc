#include "serve/mcp/exchange.h"

#include "net/testing.h"
#include "serve/mcp/test_parts.h"

namespace pitwall::serve {
namespace {

using testing::KeptExchange;
using testing::message_of;
using testing::Wire;

struct Request {
  std::shared_ptr<Wire> wire = std::make_shared<Wire>();
  std::shared_ptr<KeptExchange> exchange;
  // Its client points into its message, as the carriers' do.
  explicit Request(std::string_view text) {
    RpcMessage message = message_of(text);
    const Client client = McpServer::modern_client(message);
    exchange = std::make_shared<KeptExchange>(wire, client, std::move(message));
  }
};

constexpr std::string_view with_token =
    R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"_meta":{"progressToken":"p"}}})";

TEST_CASE("a request is answered once") {
  Request r(testing::modern_request("7", "tools/call"));
  r.exchange->finish({.members = R"("a":1)", .meta = R"("b":2)"});
  r.exchange->finish({.members = R"("a":2)"});
  REQUIRE(r.wire->answers.size() == 1);
  CHECK(r.wire->answers[0] ==
        R"({"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","_meta":{"b":2},"a":1}})");
  CHECK(r.exchange->finished());
}

TEST_CASE("what a request says before its answer is not said after it") {
  Request r(with_token);
  r.exchange->progress({.done = 1});
  CHECK(r.wire->sent.size() == 1);
  r.exchange->finish({});
  r.exchange->progress({.done = 2});
  r.exchange->log(LogLevel::alert, "late");
  CHECK(r.wire->sent.size() == 1);
}

TEST_CASE("progress grows, and goes to who asked for it only") {
  Request r(with_token);
  for (const double done : {0.0, 50.0, 50.0, 20.0, 100.0}) r.exchange->progress({.done = done});
  REQUIRE(r.wire->sent.size() == 3);
  CHECK(r.wire->sent[1] == R"({"jsonrpc":"2.0","method":"notifications/progress","params":)"
                           R"({"progressToken":"p","progress":50}})");
  Request silent(R"({"jsonrpc":"2.0","id":7,"method":"tools/call"})");
  silent.exchange->progress({.done = 1});
  CHECK(silent.wire->sent.empty());
  Request odd(
      R"({"jsonrpc":"2.0","id":7,"method":"x","params":{"_meta":{"progressToken":{"a":1}}}})");
  odd.exchange->progress({.done = 1});
  CHECK(odd.wire->sent.empty());
}

TEST_CASE("progress ends when the request is called off") {
  Request r(with_token);
  int told = 0;
  r.exchange->on_cancel([&] { ++told; });
  r.exchange->cancel();
  r.exchange->cancel();
  CHECK(told == 1);
  r.exchange->progress({.done = 1});
  CHECK(r.wire->sent.empty());
}

TEST_CASE("a newer client is asked by the answer, for what it can do only") {
  bool failed = false;
  const auto reply = [&](Result<std::vector<Json>> result) { failed = !result.ok(); };
  const std::vector<tool::Question> questions{{"name", "elicitation/create", "{}"},
                                              {"text", "sampling/createMessage", "{}"}};
  Request poor(testing::modern_request("1", "tools/call", "", R"({"elicitation":{}})"));
  poor.exchange->ask(questions, reply);
  CHECK(failed);
  CHECK(poor.exchange->missing_capabilities() == std::vector<std::string>{"sampling"});
  CHECK(poor.exchange->wanted().empty());

  Request rich(
      testing::modern_request("1", "tools/call", "", R"({"elicitation":{},"sampling":{}})"));
  rich.exchange->ask(questions, reply);
  CHECK(rich.exchange->wanted().size() == 2);

  Request again(
      testing::modern_request("1", "tools/call", "", R"({"elicitation":{},"sampling":{}})"));
  again.exchange->answers.emplace("name", Json::object());
  again.exchange->ask(questions, reply);
  REQUIRE(again.exchange->wanted().size() == 1);
  CHECK(again.exchange->wanted()[0].key == "text");
}

TEST_CASE("a level that nobody wants is not logged") {
  Request r(R"({"jsonrpc":"2.0","id":7,"method":"x","params":{"_meta":{)"
            R"("io.modelcontextprotocol/logLevel":"warning"}}})");
  r.exchange->log(LogLevel::notice, "small");
  CHECK(r.wire->sent.empty());
  r.exchange->log(LogLevel::error, "a \"word\"");
  REQUIRE(r.wire->sent.size() == 1);
  CHECK(parse_json(r.wire->sent[0]).ok());
  CHECK_FALSE(log_level_of("verbose"));
}

}  // namespace
}  // namespace pitwall::serve
