// The owner's side of remote use, for the dashboard on this machine: who is signed in, and ending
// it.
#pragma once

#include "serve/sign_in/front.h"

namespace pitwall::serve::sign_in {

// GET /sign-in/tokens and POST /sign-in/revoke {"id":…}. `front` is null while remote use is off:
// then the list says so. The request has passed the guard and came by loopback.
net::Reply answer_owner(net::Loop& loop, Front* front, const net::Request& request);

inline constexpr std::string_view listing_when_off = R"({"enabled":false,"grants":[]})";

}  // namespace pitwall::serve::sign_in
