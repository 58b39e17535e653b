#include "serve/dashboard/embedded.h"

// The assembler reads the file: faster than any array of numbers, and the same for every size.
#define PITWALL_EMBED(symbol, file)              \
  __asm__(                                       \
      ".pushsection .rodata\n"                   \
      ".globl pitwall_dist_" #symbol             \
      "\n"                                       \
      "pitwall_dist_" #symbol                    \
      ":\n"                                      \
      ".incbin \"" PITWALL_DIST "/" file         \
      "\"\n"                                     \
      ".globl pitwall_dist_" #symbol             \
      "_end\n"                                   \
      "pitwall_dist_" #symbol                    \
      "_end:\n"                                  \
      ".byte 0\n"                                \
      ".popsection\n");                          \
  extern "C" const char pitwall_dist_##symbol[]; \
  extern "C" const char pitwall_dist_##symbol##_end[]

PITWALL_EMBED(index_html, "index.html");
PITWALL_EMBED(index_html_gz, "index.html.gz");
PITWALL_EMBED(chart_html, "chart.html");
PITWALL_EMBED(chart_html_gz, "chart.html.gz");
PITWALL_EMBED(app_js, "app.js");
PITWALL_EMBED(app_js_gz, "app.js.gz");
PITWALL_EMBED(app_css, "app.css");
PITWALL_EMBED(app_css_gz, "app.css.gz");
PITWALL_EMBED(icon_svg, "icon.svg");
PITWALL_EMBED(icon_svg_gz, "icon.svg.gz");
PITWALL_EMBED(notices_txt, "notices.txt");
PITWALL_EMBED(notices_txt_gz, "notices.txt.gz");
PITWALL_EMBED(inter_woff2, "inter.woff2");

namespace pitwall::serve {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::span<const EmbeddedFile> embedded_files() {
#define PITWALL_BYTES(symbol) between(pitwall_dist_##symbol, pitwall_dist_##symbol##_end)
  static const EmbeddedFile files[] = {
      {"index.html", PITWALL_BYTES(index_html), PITWALL_BYTES(index_html_gz)},
      {"chart.html", PITWALL_BYTES(chart_html), PITWALL_BYTES(chart_html_gz)},
      {"app.js", PITWALL_BYTES(app_js), PITWALL_BYTES(app_js_gz)},
      {"app.css", PITWALL_BYTES(app_css), PITWALL_BYTES(app_css_gz)},
      {"icon.svg", PITWALL_BYTES(icon_svg), PITWALL_BYTES(icon_svg_gz)},
      {"notices.txt", PITWALL_BYTES(notices_txt), PITWALL_BYTES(notices_txt_gz)},
      {"inter.woff2", PITWALL_BYTES(inter_woff2), {}},
  };
#undef PITWALL_BYTES
  return files;
}

}  // namespace pitwall::serve
