#include "adapter/tape/block.h"

#include <algorithm>

#include "base/check.h"
#include "base/sha256.h"

namespace pitwall::tape {
namespace {

constexpr std::size_t version_at = 4;
constexpr std::size_t position_at = 6;
constexpr std::size_t size_at = 8;
constexpr std::size_t checksum_at = 12;
constexpr std::size_t header_checksum_at = 20;

// The first bytes of the SHA-256.
template <std::size_t Size>
std::array<char, Size> checksum_of(std::string_view bytes) {
  std::array<char, Size> checksum{};
  std::ranges::copy_n(sha256(bytes).bytes.begin(), Size, checksum.begin());
  return checksum;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

}  // namespace

std::array<char, header_size> encode_header(std::uint16_t position, std::string_view body) {
  PITWALL_CHECK(!body.empty() && body.size() <= max_body, "a block of {} bytes", body.size());
  std::array<char, header_size> bytes{};
  const auto put = [&](std::size_t at, std::size_t size, std::uint64_t value) {
    for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(value >> 8 * i);
  };
  std::ranges::copy(magic, bytes.begin());
  put(version_at, 2, version);
  put(position_at, 2, position);
  put(size_at, 4, body.size());
  std::ranges::copy(checksum_of<8>(body), bytes.begin() + checksum_at);
  std::ranges::copy(checksum_of<4>({bytes.data(), header_checksum_at}),
                    bytes.begin() + header_checksum_at);
  return bytes;
}

std::optional<BlockHeader> decode_header(std::string_view bytes) {
  if (bytes.size() != header_size || !bytes.starts_with(magic) ||
      !std::ranges::equal(bytes.substr(header_checksum_at),
                          checksum_of<4>(bytes.substr(0, header_checksum_at))))
    return std::nullopt;
  BlockHeader header;
  header.version = static_cast<std::uint16_t>(number_at(bytes, version_at, 2));
  header.position = static_cast<std::uint16_t>(number_at(bytes, position_at, 2));
  header.body_size = number_at(bytes, size_at, 4);
  std::ranges::copy_n(bytes.begin() + checksum_at, 8, header.checksum.begin());
  const bool fits = header.body_size > 0 && header.body_size <= max_body;
  if (header.version == version && !fits) return std::nullopt;
  return header;
}

bool belongs(const BlockHeader& header, std::string_view body) {
  return body.size() == header.body_size && checksum_of<8>(body) == header.checksum;
}

}  // namespace pitwall::tape
