// What the owner sets about remote use; part of the configuration file.
#pragma once

#include <string>

#include "base/time.h"
#include "base/visitor.h"

namespace pitwall::serve::sign_in {

struct Options {
  bool enabled = false;
  std::string public_url;  // "https://desk.example.com": what the proxy is reached at
  Duration access_lifetime = minutes(15);
  Duration refresh_lifetime = days(30);
  bool call_private_clients = false;
};
void describe(Options& options, Visitor& v);

// Shorter than this no client gets anything done; tests of expiry wait as long.
inline constexpr Duration shortest_access = seconds(2);
inline constexpr Duration longest_access = hours(24);
inline constexpr Duration shortest_refresh = minutes(1);
inline constexpr Duration longest_refresh = days(365);

Result<void> validate(const Options& options);

// The public address without a slash at its end, host in lower case and without the scheme's own
// port: what tokens and documents name. Validated options only.
std::string origin_of(const Options& options);

}  // namespace pitwall::serve::sign_in
