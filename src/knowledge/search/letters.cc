#include "knowledge/search/letters.h"

#include <string_view>

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
