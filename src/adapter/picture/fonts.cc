#include "adapter/picture/fonts.h"

#include "base/embed.h"

PITWALL_EMBED(font_latin, PITWALL_FONTS "/inter-latin-wght-normal.woff2");
PITWALL_EMBED(font_cyrillic, PITWALL_FONTS "/inter-cyrillic-wght-normal.woff2");
PITWALL_EMBED(font_latin_ext, PITWALL_FONTS "/inter-latin-ext-wght-normal.woff2");

namespace pitwall::picture {
std::span<const std::string_view> embedded_fonts() {
  static const std::string_view fonts[] = {
      PITWALL_EMBEDDED(font_latin),
      PITWALL_EMBEDDED(font_cyrillic),
      PITWALL_EMBEDDED(font_latin_ext),
  };
  return fonts;
}

}  // namespace pitwall::picture
