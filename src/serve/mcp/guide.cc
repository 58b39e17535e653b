#include "serve/mcp/guide.h"

// The assembler reads the file: faster than any array of numbers.
#define PITWALL_GUIDE(symbol, file)               \
  __asm__(                                        \
      ".pushsection .rodata\n"                    \
      ".globl pitwall_guide_" #symbol             \
      "\n"                                        \
      "pitwall_guide_" #symbol                    \
      ":\n"                                       \
      ".incbin \"" PITWALL_DOCS "/" file          \
      "\"\n"                                      \
      ".globl pitwall_guide_" #symbol             \
      "_end\n"                                    \
      "pitwall_guide_" #symbol                    \
      "_end:\n"                                   \
      ".byte 0\n"                                 \
      ".popsection\n");                           \
  extern "C" const char pitwall_guide_##symbol[]; \
  extern "C" const char pitwall_guide_##symbol##_end[]

PITWALL_GUIDE(assistants, "assistants.md");
PITWALL_GUIDE(charts, "charts.md");
PITWALL_GUIDE(configuration, "configuration.md");
PITWALL_GUIDE(data, "data.md");
PITWALL_GUIDE(levels, "levels.md");
PITWALL_GUIDE(remote, "remote.md");
PITWALL_GUIDE(safety, "safety.md");
PITWALL_GUIDE(start, "start.md");

namespace pitwall::serve {
namespace {

Document page(std::string_view name, const char* begin, const char* end) {
  const std::string_view text(begin, static_cast<std::size_t>(end - begin));
  std::string_view title = text.substr(0, text.find('\n'));
  title.remove_prefix(std::min(title.find_first_not_of("# "), title.size()));
  return {name, title, text};
}

}  // namespace

std::vector<Document> user_guide() {
#define PITWALL_PAGE(symbol) page(#symbol, pitwall_guide_##symbol, pitwall_guide_##symbol##_end)
  return {PITWALL_PAGE(assistants), PITWALL_PAGE(charts), PITWALL_PAGE(configuration),
          PITWALL_PAGE(data),       PITWALL_PAGE(levels), PITWALL_PAGE(remote),
          PITWALL_PAGE(safety),     PITWALL_PAGE(start)};
#undef PITWALL_PAGE
}

}  // namespace pitwall::serve
