// Letters as search sees them: which script, and the same letter without case and accents.
#pragma once

#include <cstdint>

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

Letter letter_of(char32_t value);
// Lower case; Latin letters without their accents, ё as е. What has no case stays as it is.
char32_t folded(char32_t value);

}  // namespace pitwall::knowledge
