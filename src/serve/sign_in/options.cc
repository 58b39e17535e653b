#include "serve/sign_in/options.h"

#include "net/http.h"

namespace pitwall::serve::sign_in {

void describe(Options& options, Visitor& v) {
  v("enabled", "Let assistants in from outside, by sign-in. docs/remote.md is the guide.", "true",
    options.enabled, with_default);
  v("public_url", "Address of the proxy in front of the desk: https, no path.",
    "https://desk.example.com", options.public_url, with_default);
  v("access_lifetime", "How long a token works before the assistant renews it.", "15m",
    options.access_lifetime, with_default);
  v("refresh_lifetime", "After how long without use an assistant must ask you again.", "30d",
    options.refresh_lifetime, with_default);
  v("call_private_clients",
    "For tests: look up assistants that live on this machine or its network.", "false",
    options.call_private_clients, with_default);
}

Result<void> validate(const Options& options) {
  if (!options.enabled) return {};
  if (options.public_url.empty())
    return error(Code::invalid_argument,
                 "remote.public_url is missing; it is the https address that your proxy answers "
                 "at, such as https://desk.example.com.");
  const Result<net::Url> url = net::parse_url(options.public_url);
  if (!url) return error(Code::invalid_argument, "remote.public_url: {}", url.error().message);
  if (url->scheme != "https")
    return error(Code::invalid_argument,
                 "remote.public_url is {}; it must be https, or passwords and tokens could be read "
                 "on the way.",
                 options.public_url);
  if (url->target != "/" || options.public_url.find_first_of("?#") != std::string::npos)
    return error(Code::invalid_argument,
                 "remote.public_url is {}; leave out what follows the host and port.",
                 options.public_url);
  if (options.access_lifetime < shortest_access || options.access_lifetime > longest_access)
    return error(Code::invalid_argument, "remote.access_lifetime is {}; it is {} to {}.",
                 options.access_lifetime.text(), shortest_access.text(), longest_access.text());
  if (options.refresh_lifetime < shortest_refresh || options.refresh_lifetime > longest_refresh)
    return error(Code::invalid_argument, "remote.refresh_lifetime is {}; it is {} to {}.",
                 options.refresh_lifetime.text(), shortest_refresh.text(), longest_refresh.text());
  return {};
}

std::string origin_of(const Options& options) {
  const Result<net::Url> url = net::parse_url(options.public_url);
  return url->scheme + "://" + url->authority();
}

}  // namespace pitwall::serve::sign_in
