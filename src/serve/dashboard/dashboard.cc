#include "serve/dashboard/dashboard.h"

#include "base/sha256.h"
#include "serve/dashboard/embedded.h"

namespace pitwall::serve {
namespace {

constexpr std::string_view ask_each_time = "no-cache";
constexpr std::string_view keep_for_good = "public, max-age=31536000, immutable";
// What the pages may do. The chart for a chat has its script inside, as its hosts want it, and may
// do nothing else: the same that the strictest of them allows.
constexpr std::string_view dashboard_policy =
    "default-src 'self'; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";
constexpr std::string_view chart_app_policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";
constexpr std::string_view chart_app_name = "chart.html";
constexpr std::size_t version_digits = 12;  // as ui/build.mjs writes them

std::string_view content_type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  if (name.ends_with(".woff2")) return "font/woff2";
  return "text/plain; charset=utf-8";
}

// By name: W/"…" around the first digits of the content's hash.
const std::map<std::string_view, std::string>& etags() {
  static const std::map<std::string_view, std::string> all = [] {
    std::map<std::string_view, std::string> made;
    for (const EmbeddedFile& file : embedded_files())
      made.emplace(file.name, fmt::format("W/\"{}\"", sha256(file.body).text().substr(0, 16)));
    return made;
  }();
  return all;
}

}  // namespace

Result<Asset> find_asset(std::string_view path) {
  const std::size_t question = std::min(path.find('?'), path.size());
  const std::string_view query = path.substr(question);
  std::string_view name = path.substr(0, question);
  if (name.starts_with('/')) name.remove_prefix(1);
  if (name.empty()) name = "index.html";
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name != name) continue;
    const std::string_view etag = etags().at(file.name);
    const bool names_this_content = query.starts_with("?v=") &&
                                    query.size() == 3 + version_digits &&
                                    etag.substr(3, version_digits) == query.substr(3);
    return Asset{content_type_of(name),
                 etag,
                 names_this_content ? keep_for_good : ask_each_time,
                 file.body,
                 file.gzip,
                 name == chart_app_name ? chart_app_policy : dashboard_policy};
  }
  return error(Code::not_found, "There is no page {}; the dashboard is at /.", path.substr(0, 80));
}

std::string_view chart_app_html() {
  for (const EmbeddedFile& file : embedded_files())
    if (file.name == chart_app_name) return file.body;
  return {};
}

}  // namespace pitwall::serve
