// Letters as search sees them: which script, and the same letter without case and accents.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pitwall::knowledge {

enum class Letter : std::uint8_t {
  none,       // a space, punctuation, a symbol
  invisible,  // within a word, and not of it: soft hyphen, joiners, marks of direction, BOM
  latin,
  cyrillic,
  digit,      // 0 to 9
  ideograph,  // a word by itself
  other,      // of any other script
};

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // bytes it takes; at least one
};

// The code point at `at`, which lies within the text. What is no UTF-8 is U+FFFD, a byte long.
CodePoint code_point_at(std::string_view text, std::size_t at);
void append_utf8(std::string& out, char32_t value);

Letter letter_of(char32_t value);
// Lower case; Latin letters without their accents, ё as е. What has no case stays as it is.
char32_t folded(char32_t value);

}  // namespace pitwall::knowledge
