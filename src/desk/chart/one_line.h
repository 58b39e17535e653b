// A text that somebody typed, as one bounded line between quotes: what stands inside cannot end the
// line or the quotes, nor turn the direction of reading. For wherever a model or a log reads it.
#pragma once

#include <string>
#include <string_view>

namespace pitwall::desk {

// At most `most` bytes of the text, never half a character; "..." where it was cut.
std::string one_line(std::string_view text, std::size_t most);

}  // namespace pitwall::desk
