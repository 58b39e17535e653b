// Frames and text fields of the TWS socket as its server reads and writes them. Written apart from
// Pitwall's own client, so that the two check each other. Values; no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/visitor.h"

namespace pitwall::emulator::tws {

// Server versions at which the wire changed.
namespace since {
inline constexpr int oldest_served = 176;
inline constexpr int fa_profile_gone = 177;
inline constexpr int pending_price_revision = 178;
inline constexpr int last_trade_date = 182;
inline constexpr int customer_account = 183;
inline constexpr int professional_customer = 184;
inline constexpr int accrued_interest = 185;
inline constexpr int ineligibility_reasons = 186;
inline constexpr int include_overnight = 189;
inline constexpr int rfq_fields = 187;  // gone again with 190
inline constexpr int rfq_fields_gone = 190;
inline constexpr int cme_tags = 192;
inline constexpr int cme_tags_in_open_order = 193;
inline constexpr int error_time = 194;
inline constexpr int full_preview = 195;
inline constexpr int history_end = 196;
inline constexpr int submitter = 198;
inline constexpr int imbalance_only = 199;
inline constexpr int execution_days = 200;
inline constexpr int raw_ids = 201;
inline constexpr int proto_executions = 201;
inline constexpr int proto_orders = 203;
}  // namespace since

// From this id on (less this, the same message) a body is protobuf.
inline constexpr int proto_base = 200;

// Cuts a stream of bytes into the payloads of its frames: four bytes of length, big endian, then so
// many bytes.
class FrameReader {
 public:
  static constexpr std::size_t max_frame = 0xFFFFFF;
  static constexpr std::size_t head = 4;

  void add(std::string_view bytes) { waiting_ += bytes; }
  // The next payload; none until all of it is there. Code::too_large ends the stream.
  Result<std::optional<std::string>> next();
  // Bytes that stand before any frame ("API\0"): none until so many are there.
  std::optional<std::string> take(std::size_t count);

 private:
  std::string waiting_;
};

std::string framed(std::string_view payload);

// A field as it was read, by the name that the protocol's users know.
struct NamedField {
  std::string name;
  std::string value;
  bool operator==(const NamedField&) const = default;
};
void describe(NamedField& field, Visitor& v);

// Reads text fields in order and remembers each under its name. The first fault sticks; what is
// read after it is empty, so that a layout can be written straight down.
class FieldReader {
 public:
  static constexpr std::size_t max_fields = 4096;
  static constexpr std::int64_t max_count = 500;  // of a list within a message

  // `body` is what follows the message's id; it outlives the reader.
  explicit FieldReader(std::string_view body) : rest_(body) {}

  std::string text(std::string_view name);
  std::int64_t integer(std::string_view name);                       // empty is 0
  std::optional<std::int64_t> maybe_integer(std::string_view name);  // empty and unset are none
  bool flag(std::string_view name);
  std::int64_t count(std::string_view name);  // of what follows: at most max_count
  template <class Number>
  std::optional<Number> decimal(std::string_view name) {
    const std::string value = text(name);
    if (is_unset(value)) return std::nullopt;
    const Result<Number> number = Number::parse(value, Rounding::half_even);
    if (number) return *number;
    fail(name, value, "is no number");
    return std::nullopt;
  }
  // "tag=value;tag=value;"
  std::vector<NamedField> pairs(std::string_view name);

  bool failed() const { return !failure_.empty(); }
  void fail(std::string_view name, std::string_view value, std::string_view what);
  bool at_end() const { return rest_.empty(); }
  // All well, and nothing left over.
  Result<void> finish();
  std::vector<NamedField> take_fields() { return std::move(fields_); }

  // "", and the values that stand for "not set" on this wire.
  static bool is_unset(std::string_view text);

 private:
  std::string_view rest_;
  std::vector<NamedField> fields_;
  std::string failure_;
};

// Writes one message at one server version: its id, then fields.
class Message {
 public:
  Message(int version, int id);

  Message& add(std::string_view text);
  Message& add(const char* text) { return add(std::string_view(text)); }
  Message& add(const std::string& text) { return add(std::string_view(text)); }
  Message& add(bool flag) { return add(flag ? "1" : "0"); }
  template <std::integral T>
  Message& add(T number) {
    return add(std::to_string(number));
  }
  template <class Tag, int Scale>
  Message& add(Decimal<Tag, Scale> number) {
    return add(number.text());
  }
  Message& add_double(double number);
  // A number that is not set.
  Message& unset_double() { return add("1.7976931348623157E308"); }
  Message& unset_integer() { return add("2147483647"); }
  template <class Number>
  Message& add_or_unset(const std::optional<Number>& number) {
    return number ? add(*number) : unset_double();
  }
  Message& empty(int count);
  template <class... Fields>
  Message& all(const Fields&... fields) {
    (add(fields), ...);
    return *this;
  }

  int id() const { return id_; }
  std::string take() { return std::move(payload_); }

 private:
  int id_;
  std::string payload_;
};

// The id and body of a payload; the id as text or as four bytes, as the version has it.
struct Envelope {
  int id = 0;
  bool proto = false;  // then `id` is already that of the text message
  std::string_view body;
};
Result<Envelope> open_envelope(std::string_view payload, int version);

}  // namespace pitwall::emulator::tws
