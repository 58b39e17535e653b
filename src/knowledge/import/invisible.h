// What a person does not see in a text, but a model reads: tag characters, marks that turn the
// direction of writing, characters of no width, selectors that carry data, control characters.
// They are taken out and counted. Pure; any thread.
//
// What makes visible text stays: the joiners inside emoji and in Arabic, Persian and Indic words,
// one selector after a character that has variants, the flags of England, Scotland and Wales. What
// editors and web pages leave behind is not counted: soft hyphens and byte order marks go, and a
// no-break space becomes a space.
#pragma once

#include <cstdint>
#include <string>

namespace pitwall::knowledge {

struct InvisibleCount {
  std::uint64_t tags = 0;        // U+E0000 to U+E0FFF but for selectors: text that nobody sees
  std::uint64_t bidi = 0;        // marks, embeddings, overrides and isolates of direction
  std::uint64_t zero_width = 0;  // spaces and joiners of no width, fillers, invisible operators
  std::uint64_t selectors = 0;   // variation selectors where there is nothing to vary
  std::uint64_t controls = 0;    // of C0 and C1, but for tab and line ends
  std::uint64_t damaged = 0;     // bytes that are no UTF-8: each becomes U+FFFD

  std::uint64_t total() const { return tags + bidi + zero_width + selectors + controls + damaged; }
  InvisibleCount& operator+=(const InvisibleCount& other);
  bool operator==(const InvisibleCount&) const = default;
};

// Cleaned in place: the text is left as it is where nothing has to go.
InvisibleCount remove_invisible(std::string& text);

}  // namespace pitwall::knowledge
