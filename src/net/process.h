// Other programs: started without a shell, with nothing of ours but what is given to them, and
// ended for certain. What such a program reads and writes is one Stream. Belongs to the loop's
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/stream.h"

namespace pitwall::net {

struct ProcessOptions {
  // The program, looked for on `path` where its name has no slash, and its arguments.
  std::vector<std::string> command;
  // "NAME=value". Beside PATH and LANG, which every program gets, nothing is inherited.
  std::vector<std::string> environment = {};
  std::string path = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
  std::string folder = {};                         // to start in; empty: ours
  std::optional<std::uint64_t> memory_bytes = {};  // of address space; more is refused to it
  bool with_errors = false;  // what it says on standard error comes with its output
};

// How a program ended: by itself with a code, or by a signal.
struct ProcessEnd {
  int code = 0;
  int signal = 0;
  bool good() const { return code == 0 && signal == 0; }
  std::string words() const;  // "It ended with code 1."
};

class Process {
 public:
  // Code::not_found where there is no such program, Code::unavailable where it cannot be started.
  static Result<std::unique_ptr<Process>> start(Loop& loop, const ProcessOptions& options);
  // Kills it, and all that it has started in its own process group. What waits on the stream or for
  // the end must have returned.
  ~Process();

  // Its standard input and output; standard error goes nowhere, unless asked for. Reading ends with
  // the program and with all that it has given its output to.
  Stream& stream();
  // When it has ended. Once.
  Awaitable<ProcessEnd> ended();
  void kill();

 private:
  struct State;
  explicit Process(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct Finished {
  ProcessEnd end;
  std::string output;
  bool cut = false;  // there was more than was asked for
};
// Runs a program to its end and keeps the beginning of what it says. Code::deadline_exceeded where
// it takes longer; it is killed then.
Awaitable<Result<Finished>> run_process(Loop& loop, ProcessOptions options, Duration deadline,
                                        std::size_t max_output = 64 * 1024);

}  // namespace pitwall::net
