// Who may speak to the desk over HTTP at all. The desk listens on loopback, but a web page of
// anybody's runs on this machine too, in the user's browser: it is told by its Origin, and a name
// that was rebound to 127.0.0.1 by its Host. A proxy that passes strangers on as if they were local
// is told by what it leaves in the header; docs/safety.md says how far that goes.
#pragma once

#include <optional>

#include "net/http.h"

namespace pitwall::serve {

// The refusal (403, 415), or nothing where the request may go on. `port` is the desk's own.
std::optional<net::Response> refuse_stranger(const net::Request& request, std::uint16_t port);

}  // namespace pitwall::serve
