// The door of the dashboard's own page for what only the person may say: yes to an approval, that
// the kill switch may be off again. Behind it the PIN is asked for like at the terminal; here it is
// made sure that no other page, and no address but this machine's own, gets that far.
//
//   POST /person/approvals        {}
//   POST /person/approval_answer  {"approval":…,"yes":true,"pin":…}
//   POST /person/kill_switch      {"on":false,"pin":…}
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "net/http_server.h"
#include "port/reply.h"

namespace pitwall::serve {

inline constexpr std::string_view person_path = "/person/";
inline constexpr std::size_t max_person_request = 4096;  // bytes

// The refusal, or nothing where the request comes from the dashboard as this desk served it: a POST
// of JSON to this machine's own name, with an Origin that is the very address it was sent to. Comes
// after refuse_stranger (guard.h).
std::optional<net::Response> refuse_other_pages(const net::Request& request);

// False where there is no such method; else `done` is called once, with the result as JSON.
using PersonMethod = std::function<bool(std::string_view method, const Json& params,
                                        const port::Reply<std::string>& done)>;
net::Reply answer_person(net::Loop& loop, const PersonMethod& method, const net::Request& request);

}  // namespace pitwall::serve
