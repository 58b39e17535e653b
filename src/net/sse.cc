#include "net/sse.h"

#include <charconv>

namespace pitwall::net {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (char c : value) out.push_back(c == '\r' || c == '\n' || c == '\0' ? ' ' : c);
  out.push_back('\n');
}

// One field for each line of `text`; CR, LF and CRLF end a line.
void append_lines(std::string& out, std::string_view prefix, std::string_view text) {
  while (true) {
    std::size_t end = text.find_first_of("\r\n");
    out.append(prefix).append(text.substr(0, end)).push_back('\n');
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
  }
}

}  // namespace

std::string sse_text(const SseEvent& event) {
  std::string out;
  out.reserve(event.data.size() + event.event.size() + 32);
  if (!event.event.empty()) append_field(out, "event", event.event);
  if (event.id) append_field(out, "id", *event.id);
  if (event.retry) {
    fmt::format_to(std::back_inserter(out), "retry: {}\n", *event.retry / milliseconds(1));
  }
  append_lines(out, "data: ", event.data);
  out.push_back('\n');
  return out;
}

std::string sse_comment(std::string_view text) {
  std::string out;
  append_lines(out, ": ", text);
  out.push_back('\n');
  return out;
}

Result<std::vector<SseEvent>> SseParser::feed(std::string_view bytes) {
  std::vector<SseEvent> events;
  while (!bytes.empty() && !failed_) {
    if (after_cr_ && bytes.front() == '\n') bytes.remove_prefix(1);
    after_cr_ = false;
    std::size_t end = bytes.find_first_of("\r\n");
    std::string_view piece = bytes.substr(0, end);
    if (line_.size() + piece.size() + pending_.data.size() > max_) {
      failed_ = true;
      break;
    }
    line_.append(piece);
    if (end == std::string_view::npos) break;
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    take_line(events);
    line_.clear();
  }
  // What was complete before the one too many is still given out.
  if (!failed_ || !events.empty()) return events;
  return error(Code::too_large, "An event is larger than the limit of {} bytes (max_event_bytes).",
               max_);
}

void SseParser::take_line(std::vector<SseEvent>& events) {
  std::string_view line = line_;
  if (at_start_ && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  at_start_ = false;
  if (line.empty()) {
    if (pending_.id) last_id_ = *pending_.id;
    if (has_data_) events.push_back(std::move(pending_));
    pending_ = {};
    has_data_ = false;
    return;
  }
  std::size_t colon = line.find(':');
  std::string_view name = line.substr(0, colon);
  std::string_view value =
      colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data") {
    if (has_data_) pending_.data.push_back('\n');
    pending_.data.append(value);
    has_data_ = true;
  } else if (name == "event") {
    pending_.event = value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    pending_.id = std::string(value);
  } else if (name == "retry") {
    // More than a day is a mistake, not a wish.
    constexpr std::int64_t most = 86'400'000;
    std::int64_t wait = 0;
    auto [rest, failure] = std::from_chars(value.data(), value.data() + value.size(), wait);
    bool whole = failure == std::errc() && rest == value.data() + value.size();
    if (whole && wait >= 0 && wait <= most) pending_.retry = milliseconds(wait);
  }
}

}  // namespace pitwall::net
