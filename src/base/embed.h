// A file's bytes inside the program, read by the assembler: faster to compile than any array of
// numbers, and the same for every size.
//
//   PITWALL_EMBED(logo, FOLDER "/logo.svg");
//   std::string_view bytes = PITWALL_EMBEDDED(logo);
//
// Symbols are global: each name once in the whole program. The build says what to remake when the
// file changes (OBJECT_DEPENDS).
#pragma once

#include <cstddef>
#include <string_view>

#define PITWALL_EMBED(symbol, path)                  \
  __asm__(                                           \
      ".pushsection .rodata\n"                       \
      ".globl pitwall_embedded_" #symbol             \
      "\n"                                           \
      "pitwall_embedded_" #symbol                    \
      ":\n"                                          \
      ".incbin \"" path                              \
      "\"\n"                                         \
      ".globl pitwall_embedded_" #symbol             \
      "_end\n"                                       \
      "pitwall_embedded_" #symbol                    \
      "_end:\n"                                      \
      ".byte 0\n"                                    \
      ".popsection\n");                              \
  extern "C" const char pitwall_embedded_##symbol[]; \
  extern "C" const char pitwall_embedded_##symbol##_end[]

#define PITWALL_EMBEDDED(symbol) \
  std::string_view(              \
      pitwall_embedded_##symbol, \
      static_cast<std::size_t>(pitwall_embedded_##symbol##_end - pitwall_embedded_##symbol))
