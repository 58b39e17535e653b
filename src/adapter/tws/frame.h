// Frames of the socket: four bytes of length, most significant first, and so many bytes. No I/O.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::tws {

// The payload with its length before it.
std::string framed(std::string_view payload);

// Takes bytes as they arrive and gives back whole payloads.
class FrameSplitter {
 public:
  static constexpr std::size_t protocol_limit = 0xFFFFFF;
  // The longest that is known, the scanner's parameters, is about two million bytes.
  static constexpr std::size_t default_limit = std::size_t{8} << 20;
  static constexpr std::size_t read_size = std::size_t{64} << 10;

  explicit FrameSplitter(std::size_t limit = default_limit);

  // Where the next bytes go; then how many came. Payloads given before end with it.
  std::span<char> room();
  void filled(std::size_t count);

  // The next payload; none until more has come. After an error nothing can be read any more: where
  // the next frame would begin is unknown.
  Result<std::optional<std::string_view>> next();

 private:
  std::size_t limit_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not given out yet
  std::size_t end_ = 0;
};

}  // namespace pitwall::tws
