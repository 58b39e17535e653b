#include "serve/dashboard/dashboard.h"

#include <doctest/doctest.h>

#include "serve/dashboard/embedded.h"

namespace pitwall::serve {
namespace {

// Every src="…" and href="…" of the page that is an address of ours.
std::vector<std::string_view> addresses(std::string_view page) {
  std::vector<std::string_view> found;
  for (std::string_view attribute : {"src=\"/", "href=\"/"}) {
    for (std::size_t at = page.find(attribute); at != page.npos;
         at = page.find(attribute, at + 1)) {
      const std::size_t begin = at + attribute.size() - 1;
      found.push_back(page.substr(begin, page.find('"', begin) - begin));
    }
  }
  return found;
}

TEST_CASE("the page and all that it names are in the program") {
  const Asset page = find_asset("/").value();
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(page.cache_control == "no-cache");
  const std::vector<std::string_view> named = addresses(page.body);
  CHECK(named.size() >= 3);
  for (std::string_view address : named) {
    CAPTURE(address);
    const Result<Asset> asset = find_asset(address);
    REQUIRE(asset.ok());
    CHECK(!asset->body.empty());
    CHECK(asset->cache_control.ends_with("immutable"));
  }
}

TEST_CASE("an address that names other content is asked for again") {
  CHECK(find_asset("/app.js").value().cache_control == "no-cache");
  CHECK(find_asset("/app.js?v=000000000000").value().cache_control == "no-cache");
  CHECK(find_asset("/app.js?v=").value().cache_control == "no-cache");
}

TEST_CASE("no script stands inside the page") {
  const std::string_view page = find_asset("/index.html").value().body;
  for (std::size_t at = page.find("<script"); at != page.npos; at = page.find("<script", at + 1))
    CHECK(page.substr(at, page.find('>', at) - at).find(" src=") != page.npos);
}

TEST_CASE("nothing is fetched from elsewhere") {
  for (std::string_view name : {"/index.html", "/app.css"}) {
    const std::string_view body = find_asset(name).value().body;
    CHECK(body.find("//") == body.npos);
  }
}

TEST_CASE("the chart for a chat is one page that fetches nothing") {
  const std::string_view page = chart_app_html();
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(page.size() < 400'000);  // hosts read it into a frame for every chart
  CHECK(page.find(" src=") == page.npos);
  CHECK(page.find("<link") == page.npos);
  CHECK(page.find("@import") == page.npos);
  const std::size_t script = page.find("<script>");
  REQUIRE(script != page.npos);
  CHECK(page.find("</script", script) == page.rfind("</script"));  // nothing ends it early
  const Asset asset = find_asset("/chart.html").value();
  CHECK(asset.body == page);
  CHECK(asset.security_policy.starts_with("default-src 'none'"));
  CHECK(find_asset("/").value().security_policy.find("script-src") == page.npos);
}

TEST_CASE("compressed copies are of the same length once unpacked") {
  for (const EmbeddedFile& file : embedded_files()) {
    CAPTURE(file.name);
    if (file.gzip.empty()) continue;
    CHECK(file.gzip.starts_with("\x1f\x8b"));
    std::size_t size = 0;  // the last four bytes, little-endian
    for (std::size_t i = 1; i <= 4; ++i)
      size = size << 8 | static_cast<unsigned char>(file.gzip[file.gzip.size() - i]);
    CHECK(size == file.body.size());
  }
}

TEST_CASE("what is not a file of the dashboard is not found") {
  for (std::string_view path :
       {"/missing.js", "/../CMakeLists.txt", "//app.js", "/app.js/", "/APP.JS"})
    CHECK(find_asset(path).error().code == Code::not_found);
}

}  // namespace
}  // namespace pitwall::serve
