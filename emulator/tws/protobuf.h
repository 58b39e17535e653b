// Protobuf as far as this wire uses it: varints, 64-bit doubles, texts and messages within
// messages. Total: any bytes are read, or refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::emulator::tws {

struct ProtoField {
  int number = 0;
  bool is_bytes = false;
  std::uint64_t scalar = 0;  // a varint, or the bits of a fixed value
  bool is_fixed64 = false;
  std::string_view bytes;  // a text or a message; of what was read

  std::int64_t integer() const { return static_cast<std::int64_t>(scalar); }
  double real() const;
};

inline constexpr std::size_t max_proto_fields = 4096;

// All fields of one message, in order.
Result<std::vector<ProtoField>> read_proto(std::string_view message);

class ProtoWriter {
 public:
  // Nothing is left out by itself: what is written is there.
  ProtoWriter& integer(int number, std::int64_t value);
  ProtoWriter& flag(int number, bool value) { return integer(number, value ? 1 : 0); }
  ProtoWriter& real(int number, double value);
  ProtoWriter& text(int number, std::string_view value);
  ProtoWriter& message(int number, const ProtoWriter& inner) { return text(number, inner.out_); }
  // Only where there is something.
  ProtoWriter& text_if(int number, std::string_view value) {
    return value.empty() ? *this : text(number, value);
  }
  ProtoWriter& integer_if(int number, std::int64_t value) {
    return value == 0 ? *this : integer(number, value);
  }
  const std::string& bytes() const { return out_; }

 private:
  void varint(std::uint64_t value);
  std::string out_;
};

}  // namespace pitwall::emulator::tws
