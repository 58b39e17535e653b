#include "serve/sign_in/redirect.h"

namespace pitwall::serve::sign_in {

Result<net::Url> read_redirect(std::string_view uri) {
  if (uri.size() > max_redirect_bytes)
    return error(Code::too_large, "A redirect address has at most {} bytes.", max_redirect_bytes);
  if (uri.find('#') != uri.npos)
    return error(Code::invalid_argument, "A redirect address has no '#' part.");
  // A browser reads a backslash as a slash, which would move the host.
  if (uri.find('\\') != uri.npos || std::ranges::any_of(uri, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f;
      }))
    return error(Code::invalid_argument, "A redirect address is written in plain ASCII.");
  PITWALL_TRY(net::Url url, net::parse_url(uri));
  if (url.scheme != "https" && !(url.scheme == "http" && net::is_loopback_host(url.host)))
    return error(Code::invalid_argument,
                 "A redirect address is https, or http on localhost; {} is neither.", uri);
  return url;
}

bool is_same_redirect(std::string_view registered, std::string_view asked) {
  if (registered == asked) return true;
  const Result<net::Url> one = read_redirect(registered);
  const Result<net::Url> other = read_redirect(asked);
  return one && other && one->scheme == "http" && other->scheme == "http" &&
         one->host == other->host && one->target == other->target;
}

}  // namespace pitwall::serve::sign_in
