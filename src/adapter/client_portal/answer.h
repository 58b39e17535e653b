// What an answer of the gateway means. Decided by its content: the same trouble comes with many
// statuses, and status 200 with an error inside. Pure; any thread.
#pragma once

#include "base/json.h"
#include "net/http.h"

namespace pitwall::client_portal {

enum class Trouble {
  none,         // it answered what was asked, be it with a refusal
  logged_out,   // nobody is logged in at the gateway
  no_bridge,    // logged in, but without a brokerage session
  maintenance,  // the broker is closed for now
  too_often,    // 429: everything must rest
  denied,       // the gateway does not serve this machine
};

struct Meaning {
  Trouble trouble = Trouble::none;
  // The JSON, or a string for plain text, null for an empty body; or what it complains of.
  Result<Json> body = Json();
};

// A body that is an array: as its tree, or as a string with its text, for one who reads its rows.
enum class Arrays { as_trees, as_text };
Error unreadable(const Error& fault);  // of an answer that is no JSON
Meaning meaning_of(const net::Response& response, Arrays arrays = Arrays::as_trees);

}  // namespace pitwall::client_portal
