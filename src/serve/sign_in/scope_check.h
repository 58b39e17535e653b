// Whether a message to /mcp asks for a tool that its sender's scopes do not cover. Looked at in
// front of the protocol, so that no carrier and no revision of it can forget.
#pragma once

#include "serve/sign_in/front.h"
#include "tool/registry.h"

namespace pitwall::serve::sign_in {

// The 403 that asks for more scope, or nothing: also where the message is none, which is for the
// protocol to say. Who holds every scope is let through unread.
std::optional<net::Response> refuse_call(const Front& front, const Principal& who,
                                         const tool::Registry& registry, std::string_view body);

// What `body` needs: the scope of the tool it calls, `read` for anything else.
Scope scope_of(const tool::Registry& registry, std::string_view body);

}  // namespace pitwall::serve::sign_in
