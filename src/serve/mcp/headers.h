// The headers with which a modern request repeats what its body says (SEP-2243), for machines on
// the way that do not read bodies. They must agree.
#pragma once

#include <optional>

#include "net/http.h"
#include "serve/mcp/offer.h"

namespace pitwall::serve {

// What disagrees, or nothing. `tool`: the one that is called, where it is a call of one.
std::optional<RpcError> check_headers(const net::Headers& headers, const RpcMessage& message,
                                      const OfferedTool* tool);

// A header's value: literal, or =?base64?…?= where it must be. Code::invalid_argument where that is
// broken.
Result<std::string> header_value(std::string_view text);

}  // namespace pitwall::serve
