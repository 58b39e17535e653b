// Reads numbers and texts off bytes that may be damaged. After the first that is not there or out
// of range everything reads as nothing, and `ok` is false.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace pitwall::knowledge {

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  static Error damaged() {
    return error(Code::corrupt, "The stored search index is damaged; make it again.");
  }

  // A number that put_varint wrote, at most `max`.
  std::uint64_t number(std::uint64_t max) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (!ok_ || at_ >= bytes_.size()) break;
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte >= 0x80) continue;
      if (value <= max) return value;
      break;
    }
    ok_ = false;
    return 0;
  }
  std::string_view text(std::size_t size) {
    if (!ok_ || bytes_.size() - at_ < size) {
      ok_ = false;
      return {};
    }
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  bool ok() const { return ok_; }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace pitwall::knowledge
