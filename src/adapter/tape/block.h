// The format of a tape file. Pure: bytes in, values out.
//
//   file   = block*
//   block  = header (24 bytes) body
//   header = "PWTK" u16 version · u16 position · u32 body size · 8 bytes of the body's SHA-256
//          · 4 bytes of the SHA-256 of the 20 bytes before
//   body   = entries (codec.h)
//
// Numbers are little end first. A block is what was written at once, so a crash can tear the last
// one only. Blocks follow each other in runs: an entry is told as what changed since the entries
// before it in its run, and the block at position 0 begins one. A block that is damaged takes the
// rest of its run with it and no more. The header looks the same in every version.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pitwall::tape {

inline constexpr std::string_view magic = "PWTK";
inline constexpr std::uint16_t version = 1;
inline constexpr std::size_t header_size = 24;
inline constexpr std::size_t max_body = std::size_t{64} << 10;
inline constexpr std::size_t max_run = std::size_t{1} << 20;  // bytes of its bodies

struct BlockHeader {
  std::uint16_t version = 0;
  std::uint16_t position = 0;
  std::uint32_t body_size = 0;
  std::array<char, 8> checksum{};
};

// The body has 1 to max_body bytes.
std::array<char, header_size> encode_header(std::uint16_t position, std::string_view body);

// Nothing where the bytes are no header as encode_header of some version writes them.
std::optional<BlockHeader> decode_header(std::string_view bytes);

// Whether the body is the one that the header was written for.
bool belongs(const BlockHeader& header, std::string_view body);

}  // namespace pitwall::tape
