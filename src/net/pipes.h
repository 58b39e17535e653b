// The standard input and output of other processes, handed over through a Unix socket, each pair
// as one stream. So a small program that a host starts lends its pipes to the process that serves
// them, and no byte is copied on the way.
#pragma once

#include <memory>
#include <string>

#include "net/stream.h"

namespace pitwall::net {

class PipeListener {
 public:
  static constexpr Duration handover_deadline = seconds(5);

  // As Listener::unix_socket().
  static Result<std::unique_ptr<PipeListener>> at(Loop& loop, const std::string& path);
  ~PipeListener();

  // The next pair. Only pipes and sockets are taken: anything else is given back, and its owner
  // must copy. The stream ends when the process that lent it is gone.
  Awaitable<Result<std::unique_ptr<Stream>>> accept();
  void close();

 private:
  struct State;
  explicit PipeListener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The other side, blocking: lends the two descriptors to whoever listens at `path`, and returns a
// descriptor on which one byte is read when the conversation has ended in order, and the end of
// the file when the other process is gone. Code::unsupported where the descriptors cannot be lent,
// Code::unavailable where nobody takes them.
Result<int> lend_pipes(const std::string& path, int in, int out);

}  // namespace pitwall::net
