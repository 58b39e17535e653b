#include "serve/dashboard/embedded.h"

#include "base/embed.h"

PITWALL_EMBED(index_html, PITWALL_DIST "/index.html");
PITWALL_EMBED(index_html_gz, PITWALL_DIST "/index.html.gz");
PITWALL_EMBED(chart_html, PITWALL_DIST "/chart.html");
PITWALL_EMBED(chart_html_gz, PITWALL_DIST "/chart.html.gz");
PITWALL_EMBED(app_js, PITWALL_DIST "/app.js");
PITWALL_EMBED(app_js_gz, PITWALL_DIST "/app.js.gz");
PITWALL_EMBED(app_css, PITWALL_DIST "/app.css");
PITWALL_EMBED(app_css_gz, PITWALL_DIST "/app.css.gz");
PITWALL_EMBED(icon_svg, PITWALL_DIST "/icon.svg");
PITWALL_EMBED(icon_svg_gz, PITWALL_DIST "/icon.svg.gz");
PITWALL_EMBED(notices_txt, PITWALL_DIST "/notices.txt");
PITWALL_EMBED(notices_txt_gz, PITWALL_DIST "/notices.txt.gz");
PITWALL_EMBED(inter_woff2, PITWALL_DIST "/inter.woff2");

namespace pitwall::serve {
std::span<const EmbeddedFile> embedded_files() {
  static const EmbeddedFile files[] = {
      {"index.html", PITWALL_EMBEDDED(index_html), PITWALL_EMBEDDED(index_html_gz)},
      {"chart.html", PITWALL_EMBEDDED(chart_html), PITWALL_EMBEDDED(chart_html_gz)},
      {"app.js", PITWALL_EMBEDDED(app_js), PITWALL_EMBEDDED(app_js_gz)},
      {"app.css", PITWALL_EMBEDDED(app_css), PITWALL_EMBEDDED(app_css_gz)},
      {"icon.svg", PITWALL_EMBEDDED(icon_svg), PITWALL_EMBEDDED(icon_svg_gz)},
      {"notices.txt", PITWALL_EMBEDDED(notices_txt), PITWALL_EMBEDDED(notices_txt_gz)},
      {"inter.woff2", PITWALL_EMBEDDED(inter_woff2), {}},
  };
  return files;
}

}  // namespace pitwall::serve
