#include "serve/mcp/tasks.h"

#include "net/testing.h"
#include "serve/mcp/test_parts.h"

namespace pitwall::serve {
namespace {

using testing::KeptExchange;
using testing::Wire;

constexpr std::string_view knows_tasks =
    R"({"extensions":{"io.modelcontextprotocol/tasks":{}},"elicitation":{}})";

struct Board {
  net::Loop loop{net::testing::simulated()};
  testing::LoopClock clock{loop};
  testing::CountingRandom random;
  Tasks tasks{clock, random};

  std::shared_ptr<KeptExchange> request(std::shared_ptr<Wire> wire, std::string_view params = "",
                                        std::string_view can = knows_tasks,
                                        std::string who = "me") {
    RpcMessage message = testing::message_of(testing::modern_request("1", "x", params, can));
    const Client client = McpServer::modern_client(message);
    return std::make_shared<KeptExchange>(std::move(wire), client, std::move(message),
                                          std::move(who));
  }
  // The id of a new task, and the exchange that works on it.
  std::pair<std::string, std::shared_ptr<KeptExchange>> begin() {
    const auto wire = std::make_shared<Wire>();
    const auto exchange = request(wire);
    if (!tasks.begin(exchange)) return {};
    const Json answer = parse_json(wire->answers.at(0)).value();
    return {std::string(answer.find("result")->string_or("taskId", "")), exchange};
  }
  Json ask(void (Tasks::*method)(Exchange&), std::string_view id, std::string_view more = "",
           std::string_view can = knows_tasks, std::string who = "me") {
    const auto wire = std::make_shared<Wire>();
    (tasks.*method)(*request(wire, fmt::format(R"("taskId":"{}"{})", id, more), can, who));
    REQUIRE(wire->answers.size() == 1);
    return parse_json(wire->answers[0]).value();
  }
  std::string status(std::string_view id) {
    const Json answer = ask(&Tasks::get, id);
    const Json* result = answer.find("result");
    return result ? std::string(result->string_or("status", "")) : "gone";
  }
  void wait(Duration time) {
    const net::Timer timer = loop.after(time, [] {});
    loop.run();
  }
};

TEST_CASE("a task is answered at once, and what it comes to is fetched") {
  Board b;
  const auto [id, exchange] = b.begin();
  CHECK(b.status(id) == "working");
  exchange->finish({.members = R"("content":[])"});
  const Json answer = b.ask(&Tasks::get, id);
  CHECK(answer.find("result")->string_or("status", "") == "completed");
  CHECK(answer.find("result")->find("result")->find("content") != nullptr);
}

TEST_CASE("a task's question waits for its answers, each taken once") {
  Board b;
  const auto [id, exchange] = b.begin();
  std::vector<Json> got;
  exchange->ask({{"a", "elicitation/create", "{}"}, {"b", "elicitation/create", "{}"}},
                [&](Result<std::vector<Json>> answers) { got = answers.value(); });
  CHECK(b.status(id) == "input_required");
  b.ask(&Tasks::update, id, R"(,"inputResponses":{"a":{"n":1},"z":{}})");
  b.ask(&Tasks::update, id, R"(,"inputResponses":{"a":{"n":2},"b":7})");
  CHECK(got.empty());
  b.ask(&Tasks::update, id, R"(,"inputResponses":{"b":{"n":3}})");
  REQUIRE(got.size() == 2);
  CHECK(got[0].dump() == R"({"n":1})");
  CHECK(b.status(id) == "working");
}

TEST_CASE("a task that is called off stays called off") {
  Board b;
  const auto [id, exchange] = b.begin();
  bool told = false;
  exchange->on_cancel([&] { told = true; });
  b.ask(&Tasks::cancel, id);
  CHECK(told);
  exchange->finish({});
  CHECK(b.status(id) == "cancelled");
}

TEST_CASE("a task is its asker's, and for clients that know tasks") {
  Board b;
  const auto [id, exchange] = b.begin();
  CHECK(b.ask(&Tasks::get, id, "", knows_tasks, "you").find("error") != nullptr);
  CHECK(b.ask(&Tasks::cancel, id, "", knows_tasks, "you").find("error") != nullptr);
  CHECK(b.ask(&Tasks::get, id, "", "{}").find("error") != nullptr);
  CHECK(b.ask(&Tasks::get, "task-none").find("error") != nullptr);
  CHECK(b.status(id) == "working");
  exchange->finish({});
}

TEST_CASE("so many run at a time, and one that waits in vain makes room") {
  Board b;
  std::vector<std::shared_ptr<KeptExchange>> running;
  std::size_t called_off = 0;
  std::string first;
  while (true) {
    const auto [id, exchange] = b.begin();
    if (!exchange) break;
    if (first.empty()) first = id;
    exchange->ask({{"a", "elicitation/create", "{}"}},
                  [&](Result<std::vector<Json>> answers) { called_off += !answers.ok(); });
    running.push_back(exchange);
    REQUIRE(running.size() <= Tasks::max_running);
  }
  CHECK(running.size() == Tasks::max_running);
  b.wait(Tasks::keep_for + seconds(1));
  CHECK(b.begin().second != nullptr);
  CHECK(called_off == Tasks::max_running);
  CHECK(b.status(first) == "gone");
}

TEST_CASE("an old task is forgotten when it has ended") {
  Board b;
  const auto [ended, exchange] = b.begin();
  exchange->finish({});
  const auto [running, other] = b.begin();
  b.wait(Tasks::keep_for + seconds(1));
  b.begin();
  CHECK(b.status(ended) == "gone");
  CHECK(b.status(running) == "working");
}

}  // namespace
}  // namespace pitwall::serve
