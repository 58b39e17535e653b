// The bytes of a file, in pieces, from whoever opened it. For one thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace pitwall::knowledge {

// Fills the span with what comes next and says how much that was; 0 only at the end.
using ReadBytes = std::function<Result<std::size_t>(std::span<char>)>;

class ByteSource {
 public:
  explicit ByteSource(ReadBytes read) : read_(std::move(read)) {}

  // The beginning, up to 64 KB, without taking it.
  Result<std::string_view> peek();
  // What comes next, as a view that lives until the next call; empty at the end.
  Result<std::string_view> next();
  // All that is left; an error where that is more than `limit` bytes.
  Result<std::string> all(std::size_t limit);

 private:
  static constexpr std::size_t piece_size = 64 * 1024;
  Result<bool> fill();  // one more read behind what is held; false at the end

  ReadBytes read_;
  std::string piece_;
  bool held_ = false;  // the piece was peeked at and not taken
};

}  // namespace pitwall::knowledge
