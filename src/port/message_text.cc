#include "port/message_text.h"

namespace pitwall::port {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026

struct Character {
  std::string_view bytes;  // as they stand in the text
  char32_t point = 0;
  bool valid = false;
};

bool continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The character at the front; one byte of it where that is no UTF-8.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char lead = byte(0);
  std::size_t size = 0;
  char32_t point = 0;
  if (lead < 0x80) {
    return {text.substr(0, 1), lead, true};
  } else if (lead >= 0xC2 && lead < 0xE0) {
    size = 2;
    point = lead & 0x1F;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    size = 3;
    point = lead & 0x0F;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    size = 4;
    point = lead & 0x07;
  }
  if (size == 0 || size > text.size()) return {text.substr(0, 1), 0, false};
  for (std::size_t i = 1; i < size; ++i) {
    if (!continues(byte(i))) return {text.substr(0, 1), 0, false};
    point = (point << 6) | (byte(i) & 0x3F);
  }
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  if (surrogate || overlong || point > 0x10FFFF) return {text.substr(0, 1), 0, false};
  return {text.substr(0, size), point, true};
}

bool is_control(char32_t point) {
  return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0);
}

// Directions that show text in another order than it stands (Unicode UAX #9), and tag characters,
// which no one sees.
bool deceives(char32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
         point == 0x200E || point == 0x200F || point == 0x061C ||
         (point >= 0xE0000 && point <= 0xE007F);
}

}  // namespace

std::string cut_text(std::string_view text, std::size_t limit, TextUnit unit) {
  const auto cost = [unit](const Character& one, std::string_view shown) -> std::size_t {
    if (unit == TextUnit::bytes) return shown.size();
    return one.valid && one.point > 0xFFFF ? 2 : 1;
  };
  const std::size_t mark = unit == TextUnit::bytes ? ellipsis.size() : 1;
  std::string out;
  std::size_t used = 0;
  std::size_t fits = 0;  // bytes of `out` that leave room for the mark
  while (!text.empty()) {
    const Character one = first_of(text);
    text.remove_prefix(one.bytes.size());
    if (one.valid && (is_control(one.point) || deceives(one.point))) continue;
    const std::string_view shown = one.valid ? one.bytes : replacement;
    if (used + cost(one, shown) > limit) {
      out.resize(fits);
      if (mark <= limit) out += ellipsis;
      return out;
    }
    used += cost(one, shown);
    out += shown;
    if (used + mark <= limit) fits = out.size();
  }
  return out;
}

std::string plain_text(const Message& message, std::size_t limit, TextUnit unit) {
  std::string whole = message.title;
  if (!whole.empty() && !message.text.empty()) whole += "\n\n";
  whole += message.text;
  return cut_text(whole, limit, unit);
}

std::string title_line(const Message& message, std::size_t limit, TextUnit unit) {
  std::string line = message.title;
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\t', ' ');
  return cut_text(line, limit, unit);
}

}  // namespace pitwall::port
