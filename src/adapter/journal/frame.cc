#include "adapter/journal/frame.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace pitwall::journal {
namespace {

constexpr std::string_view magic = "PWJF";
constexpr char padding = '\xff';
constexpr std::size_t header_checksum_at = frame_header_size - 4;

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? 0x82f63b78u : 0u);
    table[byte] = rest;
  }
  return table;
}();

template <class Number>
void put(std::string& out, Number number) {
  auto bits = static_cast<std::make_unsigned_t<Number>>(number);
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    out.push_back(static_cast<char>(bits & 0xff));
    bits = static_cast<decltype(bits)>(bits >> 7 >> 1);
  }
}

void put(std::string& out, const Digest& digest) {
  out.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
}

// Takes values off the front; whoever calls has checked that they are there.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}
  std::size_t left() const { return rest_.size(); }
  std::string_view text(std::size_t size) {
    const std::string_view result = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return result;
  }
  template <class Number>
  Number number() {
    const std::string_view bytes = text(sizeof(Number));
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;)
      value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
    return static_cast<Number>(value);
  }
  Digest digest() {
    Digest result;
    std::memcpy(result.bytes.data(), text(result.bytes.size()).data(), result.bytes.size());
    return result;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = ~0u;
  for (const char byte : bytes)
    crc = (crc >> 8) ^ crc_table[(crc ^ static_cast<std::uint8_t>(byte)) & 0xff];
  return ~crc;
}

std::size_t encoded_size(const port::JournalRecord& record) {
  return record_overhead + record.type.size() + record.payload.size();
}

std::string encode_frame(std::span<const port::JournalRecord> records) {
  PITWALL_CHECK(!records.empty(), "a frame of no records");
  std::size_t size = frame_alignment;
  for (const port::JournalRecord& record : records) size += encoded_size(record);

  std::string body;
  body.reserve(size);
  for (const port::JournalRecord& record : records) {
    put(body, record.time.nanoseconds);
    put(body, static_cast<std::uint32_t>(record.type.size()));
    put(body, static_cast<std::uint32_t>(record.payload.size()));
    put(body, record.hash);
    body += record.type;
    body += record.payload;
  }
  while (body.size() % frame_alignment != 0) body.push_back(padding);
  PITWALL_CHECK(body.size() <= max_body, "a frame of {} bytes", body.size());

  std::string frame(magic);
  frame.reserve(frame_header_size + body.size());
  put(frame, static_cast<std::uint32_t>(records.size()));
  put(frame, static_cast<std::uint64_t>(body.size()));
  put(frame, records.front().sequence);
  put(frame, records.front().previous);
  put(frame, crc32c(body));
  put(frame, crc32c(frame));
  return frame += body;
}

std::optional<FrameHeader> decode_header(std::string_view bytes) {
  if (bytes.size() != frame_header_size || !bytes.starts_with(magic)) return std::nullopt;
  Taker taker(bytes.substr(magic.size()));
  FrameHeader header;
  header.records = taker.number<std::uint32_t>();
  header.body_size = taker.number<std::uint64_t>();
  header.first_sequence = taker.number<std::uint64_t>();
  header.previous = taker.digest();
  header.body_checksum = taker.number<std::uint32_t>();
  if (taker.number<std::uint32_t>() != crc32c(bytes.substr(0, header_checksum_at)) ||
      header.records == 0 || header.body_size == 0 || header.body_size > max_body ||
      header.body_size % frame_alignment != 0)
    return std::nullopt;
  return header;
}

bool belongs(const FrameHeader& header, std::string_view body) {
  return body.size() == header.body_size && crc32c(body) == header.body_checksum;
}

Result<void> decode_body(const FrameHeader& header, std::string_view body,
                         const port::JournalStore::Each& each) {
  // Under a good checksum this is not damage but another program's hand.
  const auto senseless = [&] {
    return error(Code::corrupt, "Journal: records {} to {} do not read: restore a copy.",
                 header.first_sequence, header.next_sequence() - 1);
  };
  Taker taker(body);
  port::JournalRecord record;
  Digest previous = header.previous;
  for (std::uint32_t i = 0; i < header.records; ++i) {
    if (taker.left() < record_overhead) return senseless();
    record.sequence = header.first_sequence + i;
    record.time.nanoseconds = taker.number<std::int64_t>();
    const std::size_t type_size = taker.number<std::uint32_t>();
    const std::size_t payload_size = taker.number<std::uint32_t>();
    record.hash = taker.digest();
    if (taker.left() < type_size || taker.left() - type_size < payload_size) return senseless();
    record.type = taker.text(type_size);
    record.payload = taker.text(payload_size);
    record.previous = std::exchange(previous, record.hash);
    PITWALL_TRY_VOID(each(record));
  }
  if (taker.left() >= frame_alignment) return senseless();
  return {};
}

}  // namespace pitwall::journal
