// Unsigned numbers in as few bytes as they need, seven bits to a byte, the lowest first (LEB128).
#pragma once

#include <cstddef>
#include <cstdint>

namespace pitwall::knowledge {

template <class Bytes>
void put_varint(Bytes& out, std::uint64_t value) {
  using Byte = typename Bytes::value_type;
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<Byte>(value | 0x80));
  out.push_back(static_cast<Byte>(value));
}

// Of bytes that `put_varint` wrote: what it reads is not checked.
inline std::uint32_t take_varint(const std::uint8_t*& at) {
  std::uint32_t value = *at++;
  if (value < 0x80) return value;
  value &= 0x7F;
  for (unsigned shift = 7;; shift += 7) {
    const std::uint32_t byte = *at++;
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}

}  // namespace pitwall::knowledge
