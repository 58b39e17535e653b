#include "base/sha256.h"

#include <cstring>

#include "base/sha256_blocks.h"

namespace pitwall {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

}  // namespace

Sha256& Sha256::add(std::string_view data) {
  auto* bytes = reinterpret_cast<const std::uint8_t*>(data.data());
  std::size_t left = data.size();
  const std::size_t used = size_ % 64;
  size_ += left;
  if (used > 0) {
    const std::size_t take = std::min(left, 64 - used);
    std::memcpy(pending_.data() + used, bytes, take);
    bytes += take;
    left -= take;
    if (used + take < 64) return *this;
    sha256_blocks(state_, pending_.data(), 1);
  }
  if (const std::size_t whole = left / 64; whole > 0) {
    sha256_blocks(state_, bytes, whole);
    bytes += 64 * whole;
    left %= 64;
  }
  if (left > 0) std::memcpy(pending_.data(), bytes, left);
  return *this;
}

Digest Sha256::finish() {
  const std::uint64_t bits = size_ * 8;
  std::array<char, 72> padding{};
  padding[0] = static_cast<char>(0x80);
  const std::size_t zeros =
      (119 - size_ % 64) % 64 + 1;  // up to eight bytes before the block's end
  for (std::size_t i = 0; i < 8; ++i)
    padding[zeros + i] = static_cast<char>(bits >> (56 - 8 * i) & 0xff);
  add({padding.data(), zeros + 8});
  Digest digest;
  for (std::size_t i = 0; i < 32; ++i)
    digest.bytes[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

Digest sha256(std::string_view data) { return Sha256().add(data).finish(); }

std::string Digest::text() const {
  std::string out;
  out.reserve(64);
  for (const std::uint8_t byte : bytes) {
    out.push_back(hex_digits[byte >> 4]);
    out.push_back(hex_digits[byte & 15]);
  }
  return out;
}

Result<Digest> Digest::parse(std::string_view text) {
  const auto fail = [] {
    return error(Code::invalid_argument, "A SHA-256 is 64 lower-case hexadecimal digits.");
  };
  if (text.size() != 64) return fail();
  Digest digest;
  for (std::size_t i = 0; i < 32; ++i) {
    const std::size_t high = hex_digits.find(text[2 * i]);
    const std::size_t low = hex_digits.find(text[2 * i + 1]);
    if (high == hex_digits.npos || low == hex_digits.npos) return fail();
    digest.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  // Both are hashed first, so that neither length nor content shows in the time.
  const Digest left = sha256(a);
  const Digest right = sha256(b);
  unsigned difference = 0;
  for (std::size_t i = 0; i < left.bytes.size(); ++i)
    difference |= static_cast<unsigned>(left.bytes[i] ^ right.bytes[i]);
  return difference == 0;
}

}  // namespace pitwall
