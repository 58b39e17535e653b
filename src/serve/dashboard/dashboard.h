// The dashboard's files by path, with what an HTTP answer says about them. Values point into the
// program's read-only data. Call from one thread.
#pragma once

#include <string_view>

#include "base/result.h"

namespace pitwall::serve {

struct Asset {
  std::string_view content_type;   // "text/html; charset=utf-8"
  std::string_view etag;           // weak, with its quotes: the same for both encodings
  std::string_view cache_control;  // asked again each time, unless the address carries the content
  std::string_view body;
  std::string_view gzip;             // body for "Content-Encoding: gzip"; empty where there is none
  std::string_view security_policy;  // for the Content-Security-Policy header
};

// "/" is the page; "/app.js?v=0123456789ab" is a file, whatever follows the question mark. Anything
// else is Code::not_found.
Result<Asset> find_asset(std::string_view path);

// The chart that a host shows inside a chat (MCP Apps): one page that fetches nothing. It is the
// asset "/chart.html" too, to be looked at in a browser.
inline constexpr std::string_view chart_app_uri = "ui://pitwall/chart.html";
inline constexpr std::string_view chart_app_type = "text/html;profile=mcp-app";
std::string_view chart_app_html();

}  // namespace pitwall::serve
