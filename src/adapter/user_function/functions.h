// One program of the user's and the questions that are put to it. Belongs to the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/loop.h"

namespace pitwall::user_function {

struct Options {
  std::vector<std::string> command;  // no shell
  std::string folder = {};
  std::vector<std::string> environment = {};
  Duration deadline = seconds(1);            // for each answer
  std::uint64_t memory_bytes = 512'000'000;  // of address space
  Duration first_pause = seconds(1);         // before it is started again; doubled each time
  Duration longest_pause = minutes(5);
};

struct Question {
  std::string function;  // "my_score"
  std::vector<double> arguments;
  std::string symbol;
  std::string time;  // RFC 3339
  double price = 0;  // 0 where it is not known
};

// {"id":7,"function":"my_score","arguments":[14],"symbol":"AAPL","price":201.5,"time":"…"}
std::string question_line(std::uint64_t id, const Question& question);

// {"id":7,"value":0.5}, {"id":7,"value":null} for what is not known, {"id":7,"error":"why"}.
struct Answer {
  std::uint64_t id = 0;
  Result<double> value = 0.0;  // NaN for null; Code::unavailable with the program's own words
};
// Code::invalid_argument where the line is no answer.
Result<Answer> read_answer(std::string_view line);

class Functions {
 public:
  static constexpr std::size_t max_waiting = 1000;    // questions
  static constexpr std::size_t max_line = 64 * 1024;  // bytes of an answer
  static constexpr int max_bad_lines = 20;            // in a row, that answer nothing

  // `on_fault` gets one sentence each time that the program had to be ended or did not start.
  Functions(net::Loop& loop, Options options, std::function<void(std::string)> on_fault);
  ~Functions();  // ends the program; who waits is told Code::cancelled

  // The program is started with the first question. Code::unavailable while it rests after a fault,
  // Code::deadline_exceeded, Code::too_large where too many wait.
  void ask(const Question& question, std::function<void(Result<double>)> reply);
  bool running() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pitwall::user_function
