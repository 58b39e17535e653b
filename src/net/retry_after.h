// How long a server asks to be left alone.
#pragma once

#include "base/time.h"
#include "net/http.h"

namespace pitwall::net {

// Of the header Retry-After in seconds (RFC 9110, 10.2.3), at most `longest`. Zero where there is
// none, or a date: those who ask for it wait a while of their own then.
Duration retry_after(const Response& response, Duration longest);

}  // namespace pitwall::net
