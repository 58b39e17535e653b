#include "adapter/tws/reading.h"

#include <charconv>
#include <optional>

namespace pitwall::tws::answer {
namespace {

constexpr std::size_t escape_size = 6;

std::optional<std::uint32_t> unit_at(std::string_view text, std::size_t at) {
  if (text.size() < at + escape_size || text[at] != '\\' || text[at + 1] != 'u')
    return std::nullopt;
  std::uint32_t unit = 0;
  const char* begin = text.data() + at + 2;
  const char* end = text.data() + at + escape_size;
  const auto [stop, failure] = std::from_chars(begin, end, unit, 16);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return unit;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

std::string plain_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<std::uint32_t> unit = unit_at(text, at);
    const std::optional<std::uint32_t> second =
        unit && is_high(*unit) ? unit_at(text, at + escape_size) : std::nullopt;
    if (unit && second && is_low(*second)) {
      append_utf8(out, 0x10000 + ((*unit - 0xD800) << 10) + (*second - 0xDC00));
      at += 2 * escape_size;
    } else if (unit && *unit != 0 && !is_high(*unit) && !is_low(*unit)) {
      append_utf8(out, *unit);
      at += escape_size;
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace pitwall::tws::answer
