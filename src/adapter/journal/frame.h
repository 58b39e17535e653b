// The format of journal.log. Pure: bytes in, values out.
//
//   file    = file_header frame*
//   frame   = header (64 bytes) body          one commit; its size is a multiple of 64
//   header  = "PWJF" u32 records · u64 body size · u64 first sequence
//           · 32 bytes hash of the record before · u32 body checksum · u32 header checksum
//   body    = record* padding
//   record  = i64 time · u32 type size · u32 payload size · 32 bytes hash · type · payload
//   padding = 0xff, fewer than 64
//
// Numbers are little end first. The checksums are CRC-32C, which finds any change within 32 bits
// for certain; what is changed with intent shows in the records' hash chain.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "port/journal_store.h"

namespace pitwall::journal {

inline constexpr std::size_t frame_alignment = 64;
inline constexpr std::size_t frame_header_size = 64;
inline constexpr std::size_t record_overhead = 48;
inline constexpr std::size_t max_body = std::size_t{64} << 20;

// The same for every file of this version, to the byte.
inline constexpr std::string_view file_header =
    "Pitwall journal, format 1. See adapter/journal/frame.h.       \r\n";
static_assert(file_header.size() == frame_alignment);

struct FrameHeader {
  std::uint32_t records = 0;
  std::uint64_t body_size = 0;
  std::uint64_t first_sequence = 0;
  Digest previous;
  std::uint32_t body_checksum = 0;

  std::uint64_t frame_size() const { return frame_header_size + body_size; }
  std::uint64_t next_sequence() const { return first_sequence + records; }
};

std::uint32_t crc32c(std::string_view bytes);

// How many bytes of body a record takes.
std::size_t encoded_size(const port::JournalRecord& record);

// One frame of records that follow each other, at least one, with a body of at most max_body.
std::string encode_frame(std::span<const port::JournalRecord> records);

// Nothing where the 64 bytes are no header as encode_frame writes them.
std::optional<FrameHeader> decode_header(std::string_view bytes);

// Whether the body is the one that the header was written for.
bool belongs(const FrameHeader& header, std::string_view body);

// Calls `each` for every record of a body that belongs to the header, in order.
Result<void> decode_body(const FrameHeader& header, std::string_view body,
                         const port::JournalStore::Each& each);

}  // namespace pitwall::journal
