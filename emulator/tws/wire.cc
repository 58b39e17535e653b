#include "emulator/tws/wire.h"

#include <algorithm>
#include <charconv>

namespace pitwall::emulator::tws {
namespace {

constexpr std::size_t longest_named_value = 40;  // of a value that a fault quotes

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

std::uint32_t big_endian(std::string_view four) {
  std::uint32_t number = 0;
  for (const char byte : four.substr(0, 4)) number = number << 8 | static_cast<std::uint8_t>(byte);
  return number;
}

void append_big_endian(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
}

}  // namespace

void describe(NamedField& field, Visitor& v) {
  v("name", "What the field is called.", "symbol", field.name);
  v("value", "Its text on the wire.", "AAPL", field.value);
}

Result<std::optional<std::string>> FrameReader::next() {
  if (waiting_.size() < head) return std::optional<std::string>();
  const std::size_t size = big_endian(waiting_);
  if (size > max_frame)
    return error(Code::too_large, "A frame of {} bytes is longer than {}.", size, max_frame);
  if (waiting_.size() < head + size) return std::optional<std::string>();
  std::optional<std::string> payload(waiting_.substr(head, size));
  waiting_.erase(0, head + size);
  return payload;
}

std::optional<std::string> FrameReader::take(std::size_t count) {
  if (waiting_.size() < count) return std::nullopt;
  std::string taken = waiting_.substr(0, count);
  waiting_.erase(0, count);
  return taken;
}

std::string framed(std::string_view payload) {
  std::string out;
  out.reserve(FrameReader::head + payload.size());
  append_big_endian(out, static_cast<std::uint32_t>(payload.size()));
  out += payload;
  return out;
}

bool FieldReader::is_unset(std::string_view text) {
  return text.empty() || text == "2147483647" || text == "9223372036854775807" ||
         text.starts_with("1.7976931348623157");
}

void FieldReader::fail(std::string_view name, std::string_view value, std::string_view what) {
  if (!failed())
    failure_ = fmt::format("Field {} ({}): \"{}\" {}.", fields_.size(), name,
                           value.substr(0, longest_named_value), what);
}

std::string FieldReader::text(std::string_view name) {
  if (failed()) return {};
  const std::size_t end = rest_.find('\0');
  if (end == std::string_view::npos || fields_.size() >= max_fields) {
    fail(name, rest_, "is not there or has no end");
    return {};
  }
  std::string value(rest_.substr(0, end));
  rest_.remove_prefix(end + 1);
  fields_.push_back({std::string(name), value});
  return value;
}

std::optional<std::int64_t> FieldReader::maybe_integer(std::string_view name) {
  const std::string value = text(name);
  if (is_unset(value)) return std::nullopt;
  const std::optional<std::int64_t> number = whole_number(value);
  if (!number) fail(name, value, "is no whole number");
  return number;
}

std::int64_t FieldReader::integer(std::string_view name) { return maybe_integer(name).value_or(0); }

bool FieldReader::flag(std::string_view name) {
  const std::string value = text(name);
  if (!value.empty() && value != "0" && value != "1" && value != "true" && value != "false")
    fail(name, value, "is neither 0 nor 1");
  return value == "1" || value == "true";
}

std::int64_t FieldReader::count(std::string_view name) {
  const std::int64_t number = integer(name);
  if (number >= 0 && number <= max_count) return number;
  fail(name, std::to_string(number), "is no count of what may follow");
  return 0;
}

std::vector<NamedField> FieldReader::pairs(std::string_view name) {
  const std::string value = text(name);
  std::vector<NamedField> found;
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (pair.empty() || equals == std::string_view::npos) continue;
    found.push_back({std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1))});
  }
  return found;
}

Result<void> FieldReader::finish() {
  if (failed()) return Error{Code::invalid_argument, failure_};
  if (!at_end())
    return error(Code::invalid_argument, "Nobody expects what follows field {}.", fields_.size());
  return {};
}

Message::Message(int version, int id) : id_(id) {
  if (version >= since::raw_ids) {
    append_big_endian(payload_, static_cast<std::uint32_t>(id));
  } else {
    add(id);
  }
}

Message& Message::add(std::string_view text) {
  // A NUL ends a field; what comes from outside may hold one.
  std::ranges::copy_if(text, std::back_inserter(payload_), [](char c) { return c != '\0'; });
  payload_ += '\0';
  return *this;
}

Message& Message::add_double(double number) { return add(fmt::format("{}", number)); }

Message& Message::empty(int count) {
  payload_.append(static_cast<std::size_t>(count), '\0');
  return *this;
}

Result<Envelope> open_envelope(std::string_view payload, int version) {
  Envelope envelope;
  if (version >= since::raw_ids) {
    if (payload.size() < FrameReader::head)
      return error(Code::invalid_argument, "A message begins with the four bytes of its id.");
    const std::uint32_t id = big_endian(payload);
    if (id > 2 * proto_base) return error(Code::invalid_argument, "There is no message {}.", id);
    envelope.proto = id > proto_base;
    envelope.id = static_cast<int>(id) - (envelope.proto ? proto_base : 0);
    envelope.body = payload.substr(FrameReader::head);
    return envelope;
  }
  const std::size_t end = payload.find('\0');
  const std::optional<std::int64_t> id =
      end == std::string_view::npos ? std::nullopt : whole_number(payload.substr(0, end));
  if (!id || *id < 0 || *id > proto_base)
    return error(Code::invalid_argument, "A message begins with its id as text.");
  envelope.id = static_cast<int>(*id);
  envelope.body = payload.substr(end + 1);
  return envelope;
}

}  // namespace pitwall::emulator::tws
