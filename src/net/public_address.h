// Addresses of the public internet, told from those of this machine, its network and the ranges
// that are set apart: what an address from outside may make us call, and what not.
#pragma once

#include <string_view>

namespace pitwall::net {

// False for anything that is no address, and for IPv6 ranges that carry an IPv4 address inside.
bool is_public_address(std::string_view address);

}  // namespace pitwall::net
