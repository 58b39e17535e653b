#include "adapter/journal/frame.h"

#include <doctest/doctest.h>

#include "adapter/journal/test_folder.h"

namespace pitwall::journal {
namespace {

TEST_CASE("the checksum is CRC-32C") {
  CHECK(crc32c("") == 0);
  CHECK(crc32c("123456789") == 0xe3069283);
}

TEST_CASE("a frame gives back its records") {
  TestChain chain;
  std::vector<port::JournalRecord> records = chain.next(3);
  records[1].payload.clear();
  records[2].time = Time::min();
  const std::string frame = encode_frame(records);
  CHECK(frame.size() % frame_alignment == 0);
  const std::optional<FrameHeader> header =
      decode_header(std::string_view(frame).substr(0, frame_header_size));
  REQUIRE(header);
  CHECK(header->frame_size() == frame.size());
  CHECK(header->next_sequence() == 4);
  const std::string_view body = std::string_view(frame).substr(frame_header_size);
  REQUIRE(belongs(*header, body));
  std::size_t i = 0;
  CHECK(decode_body(*header, body, [&](const port::JournalRecord& record) -> Result<void> {
          CHECK(record.sequence == records[i].sequence);
          CHECK(record.time == records[i].time);
          CHECK(record.type == records[i].type);
          CHECK(record.payload == records[i].payload);
          CHECK(record.previous == records[i].previous);
          CHECK(record.hash == records[i].hash);
          ++i;
          return {};
        }).ok());
  CHECK(i == 3);
}

}  // namespace
}  // namespace pitwall::journal
