#include "knowledge/search/letters.h"

namespace pitwall::knowledge {
namespace {

// U+00C0 to U+017F without accents and case; '.' is no letter.
constexpr std::string_view unaccented =
    "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
    "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(unaccented.size() == 0x180 - 0xC0);

constexpr bool within(char32_t value, char32_t first, char32_t last) {
  return value >= first && value <= last;
}

bool is_invisible(char32_t value) {
  return value == 0xAD || within(value, 0x300, 0x36F) || within(value, 0x200B, 0x200F) ||
         within(value, 0x202A, 0x202E) || within(value, 0x2060, 0x206F) ||
         within(value, 0xFE00, 0xFE0F) || value == 0xFEFF || within(value, 0xE0000, 0xE0FFF);
}

bool is_ideograph(char32_t value) {
  return within(value, 0x3040, 0x30FF) || within(value, 0x3400, 0x9FFF) ||
         within(value, 0xF900, 0xFAFF) || within(value, 0x20000, 0x3FFFF);
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
  constexpr CodePoint broken{0xFFFD, 1};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() - at < size) return broken;
  char32_t value = first & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return broken;
    value = value << 6 | (byte(at + i) & 0x3F);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[size] || value > 0x10FFFF || within(value, 0xD800, 0xDFFF)) return broken;
  return {value, size};
}

void append_utf8(std::string& out, char32_t value) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) return put(value);
  if (value < 0x800) {
    put(0xC0 | value >> 6);
  } else {
    if (value < 0x10000) {
      put(0xE0 | value >> 12);
    } else {
      put(0xF0 | value >> 18);
      put(0x80 | (value >> 12 & 0x3F));
    }
    put(0x80 | (value >> 6 & 0x3F));
  }
  put(0x80 | (value & 0x3F));
}

Letter letter_of(char32_t value) {
  if (within(value, 'a', 'z') || within(value, 'A', 'Z')) return Letter::latin;
  if (within(value, '0', '9')) return Letter::digit;
  if (value < 0x80) return Letter::none;
  if (is_invisible(value)) return Letter::invisible;
  if (within(value, 0xC0, 0x24F)) {
    return value == 0xD7 || value == 0xF7 ? Letter::none : Letter::latin;
  }
  if (within(value, 0x400, 0x52F)) return Letter::cyrillic;
  if (is_ideograph(value)) return Letter::ideograph;
  const bool of_symbols = value < 0xC0 || within(value, 0x2000, 0x2BFF) ||
                          within(value, 0x2E00, 0x303F) || within(value, 0xE000, 0xF8FF) ||
                          within(value, 0xFE10, 0xFE6F) || within(value, 0xFFE0, 0x1FFFF) ||
                          value > 0x3FFFF;
  return of_symbols ? Letter::none : Letter::other;
}

char32_t folded(char32_t value) {
  if (within(value, 'A', 'Z')) return value + 0x20;
  if (value < 0xC0) return value;
  if (value < 0x180) {
    const char base = unaccented[value - 0xC0];
    return base == '.' ? value : static_cast<char32_t>(base);
  }
  if (value == 0x401 || value == 0x451) return 0x435;  // ё
  if (within(value, 0x391, 0x3A9) || within(value, 0x410, 0x42F)) return value + 0x20;
  if (within(value, 0x400, 0x40F)) return value + 0x50;
  if (within(value, 0x460, 0x481) || within(value, 0x48A, 0x4BF) || within(value, 0x4D0, 0x52F)) {
    return value | 1;
  }
  return value;
}

}  // namespace pitwall::knowledge
