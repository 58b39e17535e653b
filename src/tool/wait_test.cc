#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

class Listening final : public Call {
 public:
  Listening() : Call(Asker::assistant, "test") {}
  void progress(const Progress& progress) override {
    told.push_back(progress);
    if (on_progress) on_progress();
  }
  std::vector<Progress> told;
  std::function<void()> on_progress;
};

struct Waiting {
  TestDesk desk;
  std::shared_ptr<Listening> call = std::make_shared<Listening>();
  Waiting() {
    desk.market.at_once = true;
    desk.market.set_quote("SPY", 367_px, 365_px);
  }
  std::optional<Result<Answer>> run(std::string_view arguments) {
    std::optional<Result<Answer>> answer;
    (*desk.registry.find("wait_for_price"))
        ->call(*parse_json(arguments), desk.context, call,
               [&](Result<Answer> result) { answer.emplace(std::move(result)); });
    while (!answer && !desk.market.waiting.empty()) {
      const std::function<void()> next = std::move(desk.market.waiting.front());
      desk.market.waiting.pop_front();
      next();
    }
    return answer;
  }
};

TEST_CASE("waiting ends when the price is there, and says how it stands meanwhile") {
  Waiting waiting;
  waiting.call->on_progress = [&] {
    if (waiting.call->told.size() == 3) waiting.desk.market.set_quote("SPY", 371_px, 365_px);
  };
  const auto answer = waiting.run(R"({"symbol":"SPY","price":370.5,"within":"1m"})");
  REQUIRE(answer);
  REQUIRE(answer->ok());
  const Json out = *parse_json((*answer)->structured);
  CHECK(out.find("reached")->as_boolean());
  CHECK(out.find("mark")->text() == "371");
  REQUIRE(waiting.call->told.size() == 3);
  CHECK(waiting.call->told[0].done < waiting.call->told[1].done);
  CHECK(waiting.call->told[1].total == 60);
}

TEST_CASE("waiting ends when the time is up") {
  Waiting waiting;
  const auto answer = waiting.run(R"({"symbol":"SPY","price":300,"within":"10s"})");
  REQUIRE(answer);
  REQUIRE(answer->ok());
  CHECK_FALSE(parse_json((*answer)->structured)->find("reached")->as_boolean());
  CHECK(waiting.call->told.size() == 10);
}

TEST_CASE("waiting can be called off") {
  Waiting waiting;
  waiting.call->on_progress = [&] {
    if (waiting.call->told.size() == 2) waiting.call->cancel();
  };
  const auto answer = waiting.run(R"({"symbol":"SPY","price":400})");
  REQUIRE(answer);
  REQUIRE_FALSE(answer->ok());
  CHECK(answer->error().code == Code::cancelled);
}

TEST_CASE("what cannot be waited for is refused") {
  Waiting waiting;
  for (const std::string_view bad :
       {R"({"symbol":"SPY"})", R"({"symbol":"SPY","price":0})",
        R"({"symbol":"SPY","price":400,"within":"2h"})", R"({"symbol":"NONE","price":400})"}) {
    const auto answer = waiting.run(bad);
    REQUIRE(answer);
    CHECK_FALSE(answer->ok());
  }
}

}  // namespace
}  // namespace pitwall::tool
