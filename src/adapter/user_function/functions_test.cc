#include "adapter/user_function/functions.h"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "net/testing.h"

namespace pitwall::user_function {
namespace {

// A program written in sh; what it was told stands in $line.
class World {
 public:
  explicit World(const std::string& script, Options options = {}) {
    const std::string file = folder.file("program.sh");
    std::ofstream(file) << script;
    options.command = {"sh", file};
    if (options.deadline == Duration(seconds(1))) options.deadline = seconds(20);
    functions.emplace(loop, options, [this](std::string why) { faults.push_back(std::move(why)); });
  }
  // What the answers to that many questions come to.
  std::vector<Result<double>> ask(int count) {
    std::vector<Result<double>> answers;
    for (int i = 0; i < count; ++i)
      functions->ask({"score", {14}, "AAPL", "2026-03-09T13:00:00Z", 201.5},
                     [&, count](Result<double> answer) {
                       answers.push_back(std::move(answer));
                       if (static_cast<int>(answers.size()) == count) loop.stop();
                     });
    if (static_cast<int>(answers.size()) < count) loop.run();
    return answers;
  }

  net::testing::TemporaryFolder folder;
  net::Loop loop;
  std::vector<std::string> faults;
  std::optional<Functions> functions;
};

constexpr const char* counting =
    "i=0; while read -r line; do i=$((i+1)); echo \"{\\\"id\\\":$i,\\\"value\\\":$i.5}\"; done";

TEST_CASE("questions and answers, in lines of JSON") {
  const std::string line =
      question_line(7, {"my_score", {14, 0.5}, "AAPL", "2026-03-09T13:00:00Z", 0});
  CHECK(line ==
        "{\"id\":7,\"function\":\"my_score\",\"arguments\":[14,0.5],\"symbol\":\"AAPL\","
        "\"price\":null,\"time\":\"2026-03-09T13:00:00Z\"}\n");
  CHECK(read_answer(R"({"id":7,"value":-0.25})").value().value.value() == -0.25);
  CHECK(read_answer(R"({"id":7,"value":true})").value().value.value() == 1);
  CHECK(std::isnan(read_answer(R"({"id":7,"value":null})").value().value.value()));
  CHECK(read_answer(R"({"id":7,"error":"no data"})").value().value.error().message == "no data");
  for (const char* bad : {"", "7", "{}", R"({"id":-1,"value":1})", R"({"id":7})",
                          R"({"id":7,"value":"1"})", R"({"id":7,"value":1e999})", "{\"id\":7"})
    CHECK_FALSE(read_answer(bad).ok());
}

TEST_CASE("a program answers, many questions in one run") {
  World world(counting);
  const auto answers = world.ask(50);
  REQUIRE(answers.size() == 50);
  for (std::size_t i = 0; i < answers.size(); ++i)
    CHECK(answers[i].value() == static_cast<double>(i) + 1.5);
  CHECK(world.ask(1).front().value() == 51.5);
  CHECK(world.faults.empty());
  CHECK(world.functions->running());
}

TEST_CASE("one that hangs is ended, and rests before it is started again") {
  Options options;
  options.deadline = milliseconds(100);
  World world("while read -r line; do sleep 60; done", options);
  const auto answers = world.ask(3);
  for (const auto& answer : answers) CHECK(answer.error().code == Code::deadline_exceeded);
  REQUIRE(world.faults.size() == 1);
  CHECK(world.faults[0].find("has not answered within 100ms") != std::string::npos);
  CHECK_FALSE(world.functions->running());
  CHECK(world.ask(1).front().error().code == Code::unavailable);
  CHECK(world.faults.size() == 1);
}

TEST_CASE("one that floods, one that never ends its line, one that dies, one that is not there") {
  World flooding("read -r line; yes '{\"id\":999,\"value\":1}'");
  CHECK(flooding.ask(1).front().error().code == Code::unavailable);
  CHECK(flooding.faults.at(0).find("nobody asked") != std::string::npos);
  World endless("read -r line; yes | tr -d '\\n'");
  CHECK(endless.ask(1).front().error().code == Code::unavailable);
  CHECK(endless.faults.at(0).find("without end") != std::string::npos);
  World dying("read -r line; exit 3");
  CHECK(dying.ask(2).front().error().code == Code::unavailable);
  CHECK(dying.faults.at(0).find("code 3") != std::string::npos);
  Options small;
  small.memory_bytes = 64'000'000;
  World greedy(
      "read -r line; x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo "
      "\"{\\\"id\\\":1,\\\"value\\\":${#x}}\"",
      small);
  const auto answer = greedy.ask(1).front();
  CHECK((!answer.ok() || answer.value() < 200'000'000));
  net::Loop loop;
  std::vector<std::string> faults;
  Functions none(loop, {{"/no/such/program"}}, [&](std::string why) { faults.push_back(why); });
  Code code = Code::internal;
  none.ask({"f", {}, "AAPL", "", 1}, [&](Result<double> got) { code = got.error().code; });
  CHECK(code == Code::unavailable);
  CHECK(faults.size() == 1);
}

TEST_CASE("the example in Python") {
  net::Loop loop;
  Options options{{"python3", "deploy/functions/example.py"}};
  options.deadline = seconds(20);
  Functions functions(loop, options, [](const std::string& why) { FAIL_CHECK(why); });
  std::vector<Result<double>> answers;
  for (const int day : {6, 7, 8})
    functions.ask({"up_days", {2}, "AAPL", fmt::format("2026-03-0{}T13:00:00Z", day), 200.0 - day},
                  [&](Result<double> answer) {
                    answers.push_back(std::move(answer));
                    if (answers.size() == 3) loop.stop();
                  });
  loop.run();
  REQUIRE(answers.size() == 3);
  CHECK(std::isnan(answers[1].value()));
  CHECK(answers[2].value() == 0);
}

TEST_CASE("after its rest it is started again") {
  Options options;
  options.first_pause = milliseconds(1);
  World world("read -r line; echo '{\"id\":1,\"value\":5}'; read -r line; exit 1", options);
  CHECK(world.ask(1).front().value() == 5);
  CHECK_FALSE(world.ask(1).front().ok());
  const net::Timer wait = world.loop.after(milliseconds(20), [&] { world.loop.stop(); });
  world.loop.run();
  // Its questions are numbered on: it is another program, and the desk is the same.
  CHECK_FALSE(world.ask(1).front().ok());
  CHECK(world.faults.size() == 2);
}

}  // namespace
}  // namespace pitwall::user_function
