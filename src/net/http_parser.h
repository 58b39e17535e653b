// Incremental HTTP/1.1 parsers without I/O: bytes go in as they come, in any pieces, and a whole
// message comes out. What is over a limit or not HTTP is refused with the status that a server
// answers and a sentence that names the limit. After a failure the parser is done for: there is no
// telling where the next message would begin.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "net/http.h"

namespace pitwall::net {

struct HttpLimits {
  std::uint32_t header_bytes = 16 * 1024;  // first line and fields together
  std::uint32_t header_fields = 100;
  std::uint32_t target_bytes = 8 * 1024;  // what follows the method in the first line
  std::uint64_t body_bytes = 4 * 1024 * 1024;
};

struct HttpFailure {
  int status = 400;
  std::string message;
};

class RequestParser {
 public:
  explicit RequestParser(HttpLimits limits);
  ~RequestParser();

  // Takes from the front of `bytes` and returns how many it took. The rest is given again, with
  // more behind it, at the next call. Takes nothing beyond the end of the message.
  std::size_t feed(std::string_view bytes);
  bool failed() const;
  const HttpFailure& failure() const;
  bool begun() const;     // at least one byte of the message was seen
  bool has_head() const;  // the fields are complete; the body may be under way
  bool complete() const;
  bool keep_alive() const;        // may another message follow on this connection?
  bool expects_continue() const;  // the client waits for "100 Continue" before it sends the body

  Request& request();
  void reset();  // ready for the next message; the request's memory is kept

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class ResponseParser {
 public:
  explicit ResponseParser(HttpLimits limits);
  ~ResponseParser();

  std::size_t feed(std::string_view bytes);
  // The peer has finished sending. Completes a body that has no announced length; any other
  // unfinished message fails.
  void end();
  bool failed() const;
  const HttpFailure& failure() const;
  bool has_head() const;
  bool complete() const;
  bool keep_alive() const;

  // Body bytes land in response().body; a streaming reader takes them out between calls.
  // `body_bytes` limits the whole body all the same.
  Response& response();
  void reset(bool to_head_request);  // the answer to HEAD has no body whatever its fields say

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pitwall::net
