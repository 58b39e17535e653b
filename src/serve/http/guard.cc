#include "serve/http/guard.h"

#include "serve/http/answer.h"

namespace pitwall::serve {
namespace {

bool is_our_origin(std::string_view origin, std::uint16_t port) {
  const Result<net::Url> url = net::parse_url(origin);
  return url && url->scheme == "http" && net::is_loopback_host(url->host) && url->port == port &&
         url->target == "/";
}

// What a proxy adds when it passes a request on. One that was told nothing adds none of these, but
// speaks HTTP/1.0.
constexpr std::string_view proxy_marks[] = {
    "Forwarded",        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP",
    "CF-Connecting-IP", "CF-Ray",          "True-Client-IP",   "X-Client-IP"};

bool was_passed_on(const net::Request& request) {
  return request.minor_version == 0 || std::ranges::any_of(proxy_marks, [&](std::string_view mark) {
           return request.headers.contains(mark);
         });
}

}  // namespace

std::optional<net::Response> refuse_stranger(const net::Request& request, std::uint16_t port) {
  if (!request.local) {
    const Result<net::HostPort> host = net::parse_host(request.headers.get("Host"));
    if (!host || !net::is_loopback_host(host->host) || host->port.value_or(80) != port)
      return error_answer(403, Code::permission_denied,
                          fmt::format("This desk answers to http://localhost:{} only.", port));
    if (was_passed_on(request))
      return error_answer(403, Code::permission_denied,
                          "A proxy passed this on as if it came from this machine. Let the proxy "
                          "keep the public Host, and set remote.public_url to it.");
  }
  if (const auto origin = request.headers.find("Origin"); origin && !is_our_origin(*origin, port))
    return error_answer(403, Code::permission_denied,
                        "Pages of other origins may not speak to this desk.");
  if (request.method == "POST") {
    // A form on a foreign page can post, but not with this type.
    std::string_view type = request.headers.get("Content-Type");
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ')) type.remove_suffix(1);
    if (!net::equal_ignoring_case(type, "application/json"))
      return error_answer(415, Code::unsupported, "Send JSON: Content-Type: application/json.");
  }
  return std::nullopt;
}

}  // namespace pitwall::serve
