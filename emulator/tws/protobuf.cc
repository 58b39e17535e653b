#include "emulator/tws/protobuf.h"

#include <bit>

namespace pitwall::emulator::tws {
namespace {

enum WireType : std::uint64_t {
  varint_type = 0,
  fixed64_type = 1,
  bytes_type = 2,
  fixed32_type = 5
};
constexpr std::uint64_t max_field_number = (1U << 29) - 1;
constexpr int longest_varint = 10;

class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}
  bool at_end() const { return rest_.empty(); }

  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (int i = 0; i < longest_varint && !rest_.empty(); ++i) {
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }
  std::optional<std::uint64_t> fixed(std::size_t size) {
    if (rest_.size() < size) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(rest_[i]);
    rest_.remove_prefix(size);
    return value;
  }
  std::optional<std::string_view> bytes() {
    const std::optional<std::uint64_t> size = varint();
    if (!size || *size > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return taken;
  }

 private:
  std::string_view rest_;
};

bool read_value(Cursor& cursor, std::uint64_t type, ProtoField& field) {
  if (type == bytes_type) {
    const std::optional<std::string_view> bytes = cursor.bytes();
    if (!bytes) return false;
    field.is_bytes = true;
    field.bytes = *bytes;
    return true;
  }
  std::optional<std::uint64_t> value;
  if (type == varint_type) value = cursor.varint();
  if (type == fixed64_type) value = cursor.fixed(8);
  if (type == fixed32_type) value = cursor.fixed(4);
  field.is_fixed64 = type == fixed64_type;
  field.scalar = value.value_or(0);
  return value.has_value();
}

}  // namespace

double ProtoField::real() const {
  return is_fixed64 ? std::bit_cast<double>(scalar) : static_cast<double>(integer());
}

Result<std::vector<ProtoField>> read_proto(std::string_view message) {
  std::vector<ProtoField> fields;
  Cursor cursor(message);
  while (!cursor.at_end()) {
    const std::optional<std::uint64_t> tag = cursor.varint();
    ProtoField field;
    const bool good = tag && *tag >> 3 >= 1 && *tag >> 3 <= max_field_number &&
                      fields.size() < max_proto_fields && read_value(cursor, *tag & 7, field);
    if (!good)
      return error(Code::invalid_argument, "What follows protobuf field {} cannot be read.",
                   fields.size());
    field.number = static_cast<int>(*tag >> 3);
    fields.push_back(field);
  }
  return fields;
}

void ProtoWriter::varint(std::uint64_t value) {
  while (value >= 0x80) {
    out_ += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out_ += static_cast<char>(value);
}

ProtoWriter& ProtoWriter::integer(int number, std::int64_t value) {
  varint(static_cast<std::uint64_t>(number) << 3 | varint_type);
  varint(static_cast<std::uint64_t>(value));
  return *this;
}

ProtoWriter& ProtoWriter::real(int number, double value) {
  varint(static_cast<std::uint64_t>(number) << 3 | fixed64_type);
  std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
  for (int i = 0; i < 8; ++i, bits >>= 8) out_ += static_cast<char>(bits & 0xFF);
  return *this;
}

ProtoWriter& ProtoWriter::text(int number, std::string_view value) {
  varint(static_cast<std::uint64_t>(number) << 3 | bytes_type);
  varint(value.size());
  out_ += value;
  return *this;
}

}  // namespace pitwall::emulator::tws
