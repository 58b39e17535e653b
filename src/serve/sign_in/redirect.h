// Where a browser may be sent back to. The likeliest way to steal a code is to have it sent
// elsewhere, so an address is compared as it stands: no prefixes, no patterns.
#pragma once

#include <string>
#include <string_view>

#include "net/http.h"

namespace pitwall::serve::sign_in {

inline constexpr std::size_t max_redirect_bytes = 1024;

// https, or http on this machine's own loopback; no fragment. Otherwise the sentence that says so.
Result<net::Url> read_redirect(std::string_view uri);

// `asked` is `registered`, byte for byte. On loopback the port may differ (RFC 8252, 7.3): a
// program on the owner's machine takes whatever port is free.
bool is_same_redirect(std::string_view registered, std::string_view asked);

}  // namespace pitwall::serve::sign_in
