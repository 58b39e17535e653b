#include "desk/chart/one_line.h"

#include <cstdint>

namespace pitwall::desk {
namespace {

// How many bytes a character of UTF-8 has that begins so.
std::size_t length_of(unsigned char first) {
  if (first < 0xC0) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0);
  std::uint32_t code = byte(0) & (0xFFU >> (character.size() + 1));
  for (std::size_t i = 1; i < character.size(); ++i) code = code << 6 | (byte(i) & 0x3FU);
  return code;
}

// Line ends of every kind, other control characters, and what turns or hides text.
bool is_hidden(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) ||
         code == 0xFEFF || (code >= 0xE0000 && code <= 0xE007F);
}

}  // namespace

std::string one_line(std::string_view text, std::size_t most) {
  std::string line = "\"";
  std::size_t used = 0;
  while (!text.empty()) {
    const std::string_view character =
        text.substr(0, length_of(static_cast<unsigned char>(text[0])));
    if (used + character.size() > most) {
      line += "...";
      break;
    }
    used += character.size();
    text.remove_prefix(character.size());
    if (is_hidden(code_point(character))) {
      if (!line.ends_with(' ')) line += ' ';
    } else if (character == "\"") {
      line += '\'';
    } else {
      line += character;
    }
  }
  return line + "\"";
}

}  // namespace pitwall::desk
