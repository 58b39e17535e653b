#include "adapter/tws/frame.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace pitwall::tws {
namespace {

constexpr std::size_t header = 4;

std::size_t length_at(const char* bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < header; ++i)
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  return length;
}

}  // namespace

std::string framed(std::string_view payload) {
  PITWALL_CHECK(payload.size() <= FrameSplitter::protocol_limit, "a frame of {} bytes",
                payload.size());
  std::string frame(header, '\0');
  for (std::size_t i = 0; i < header; ++i)
    frame[i] = static_cast<char>(payload.size() >> (8 * (header - 1 - i)) & 0xFF);
  frame += payload;
  return frame;
}

FrameSplitter::FrameSplitter(std::size_t limit) : limit_(std::min(limit, protocol_limit)) {}

std::span<char> FrameSplitter::room() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < end_ + read_size) buffer_.resize(end_ + read_size);
  return std::span(buffer_).subspan(end_);
}

void FrameSplitter::filled(std::size_t count) {
  PITWALL_CHECK(end_ + count <= buffer_.size(), "{} bytes where there was less room", count);
  end_ += count;
}

Result<std::optional<std::string_view>> FrameSplitter::next() {
  if (end_ - begin_ < header) return std::optional<std::string_view>();
  const std::size_t length = length_at(buffer_.data() + begin_);
  if (length == 0 || length > limit_)
    return error(Code::too_large,
                 "A message of {} bytes was announced, where at most {} are taken: this is not TWS "
                 "or IB Gateway, or the connection is damaged.",
                 length, limit_);
  if (end_ - begin_ - header < length) return std::optional<std::string_view>();
  const std::string_view payload(buffer_.data() + begin_ + header, length);
  begin_ += header + length;
  return std::optional(payload);
}

}  // namespace pitwall::tws
