// The letters inside the program: Inter, a variable font, in one file for each script. Compressed
// (WOFF2), which FreeType reads as it is.
#pragma once

#include <span>
#include <string_view>

namespace pitwall::picture {

// Latin first, then Cyrillic, then the rarer Latin letters. Lives as long as the program.
std::span<const std::string_view> embedded_fonts();

}  // namespace pitwall::picture
