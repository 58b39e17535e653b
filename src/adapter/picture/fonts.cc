#include "adapter/picture/fonts.h"

// The assembler reads the file: faster than any array of numbers.
#define PITWALL_EMBED_FONT(symbol, file)         \
  __asm__(                                       \
      ".pushsection .rodata\n"                   \
      "pitwall_font_" #symbol                    \
      ":\n"                                      \
      ".incbin \"" PITWALL_FONTS "/" file        \
      "\"\n"                                     \
      "pitwall_font_" #symbol                    \
      "_end:\n"                                  \
      ".byte 0\n"                                \
      ".globl pitwall_font_" #symbol             \
      "\n"                                       \
      ".globl pitwall_font_" #symbol             \
      "_end\n"                                   \
      ".popsection\n");                          \
  extern "C" const char pitwall_font_##symbol[]; \
  extern "C" const char pitwall_font_##symbol##_end[]

PITWALL_EMBED_FONT(latin, "inter-latin-wght-normal.woff2");
PITWALL_EMBED_FONT(cyrillic, "inter-cyrillic-wght-normal.woff2");
PITWALL_EMBED_FONT(latin_ext, "inter-latin-ext-wght-normal.woff2");

namespace pitwall::picture {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::span<const std::string_view> embedded_fonts() {
  static const std::string_view fonts[] = {
      between(pitwall_font_latin, pitwall_font_latin_end),
      between(pitwall_font_cyrillic, pitwall_font_cyrillic_end),
      between(pitwall_font_latin_ext, pitwall_font_latin_ext_end),
  };
  return fonts;
}

}  // namespace pitwall::picture
