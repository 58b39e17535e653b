// The documents by which a client finds its way: RFC 9728 (the resource) and RFC 8414 (who gives
// tokens for it), and the challenges that point there.
#pragma once

#include <string>
#include <string_view>

#include "serve/sign_in/scopes.h"

namespace pitwall::serve::sign_in {

namespace path {
inline constexpr std::string_view mcp = "/mcp";
inline constexpr std::string_view resource = "/.well-known/oauth-protected-resource";
inline constexpr std::string_view resource_of_mcp = "/.well-known/oauth-protected-resource/mcp";
inline constexpr std::string_view server = "/.well-known/oauth-authorization-server";
inline constexpr std::string_view openid = "/.well-known/openid-configuration";
inline constexpr std::string_view authorize = "/authorize";
inline constexpr std::string_view token = "/token";
inline constexpr std::string_view registration = "/register";
inline constexpr std::string_view revocation = "/revoke";
}  // namespace path

// `origin` is the public address, "https://desk.example.com", and also the issuer.
std::string resource_of(std::string_view origin);  // what tokens are for
std::string resource_document(std::string_view origin);
std::string server_document(std::string_view origin);

// Whether a `resource` parameter (RFC 8707) means this desk. Scheme and host in any case, with or
// without the path of the MCP endpoint; absent is left to the caller.
bool is_our_resource(std::string_view resource, std::string_view origin);

// WWW-Authenticate: for a request without a token (`fault` empty) or with one that does not do.
std::string challenge(std::string_view origin, std::string_view fault, Scopes needed);

}  // namespace pitwall::serve::sign_in
