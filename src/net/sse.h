// Server-sent events (the WHATWG's text/event-stream) as text, both ways, without I/O. A server
// writes sse_text() into a BodyStream (net/http_server.h); a client feeds what it reads to an
// SseParser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace pitwall::net {

struct SseEvent {
  std::string data{};
  std::string event{};              // "" is the reader's "message"
  std::optional<std::string> id{};  // what the client sends back as Last-Event-ID
  std::optional<Duration> retry{};  // how long the client waits before it reconnects; milliseconds
  bool operator==(const SseEvent&) const = default;
};

// Data of several lines becomes several data fields. Line breaks in `event` and `id` become spaces.
std::string sse_text(const SseEvent& event);
std::string sse_comment(std::string_view text);

class SseParser {
 public:
  static constexpr std::size_t default_max_event = 4 * 1024 * 1024;
  explicit SseParser(std::size_t max_event_bytes = default_max_event) : max_(max_event_bytes) {}

  // Events that `bytes` completed, in order. Code::too_large, and for good, when one exceeds the
  // limit. Of an event that has not ended when the stream does nothing is seen, as the standard
  // wants it.
  Result<std::vector<SseEvent>> feed(std::string_view bytes);
  const std::string& last_event_id() const { return last_id_; }

 private:
  void take_line(std::vector<SseEvent>& events);

  std::size_t max_;
  std::string line_;
  SseEvent pending_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool at_start_ = true;
  bool failed_ = false;
  std::string last_id_;
};

}  // namespace pitwall::net
