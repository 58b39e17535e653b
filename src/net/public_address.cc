#include "net/public_address.h"

#include <boost/asio/ip/address.hpp>

namespace pitwall::net {
namespace {

namespace ip = boost::asio::ip;

struct Block4 {
  std::uint32_t first;
  int bits;
};
// RFC 6890 and its registry: not globally reachable.
constexpr Block4 apart4[] = {
    {0x00000000, 8},   // this network
    {0x0a000000, 8},   // private
    {0x64400000, 10},  // carriers' shared space
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local: cloud machines' own metadata too
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmarks
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 3},   // multicast, reserved, broadcast
};

bool is_public(ip::address_v4 address) {
  const std::uint32_t number = address.to_uint();
  return std::ranges::none_of(apart4, [&](const Block4& block) {
    return (number ^ block.first) >> (32 - block.bits) == 0;
  });
}

bool is_public(const ip::address_v6& address) {
  const ip::address_v6::bytes_type b = address.to_bytes();
  const int first = b[0] << 8 | b[1];
  const int second = b[2] << 8 | b[3];
  if ((first & 0xe000) != 0x2000) return false;           // global unicast is 2000::/3
  if (first == 0x2001 && second < 0x0200) return false;   // protocol assignments, Teredo
  if (first == 0x2001 && second == 0x0db8) return false;  // documentation
  if (first == 0x2002) return false;                      // 6to4 carries IPv4
  return !(first == 0x3fff && second < 0x1000);           // documentation
}

}  // namespace

bool is_public_address(std::string_view text) {
  boost::system::error_code failure;
  const ip::address address = ip::make_address(std::string(text), failure);
  if (failure) return false;
  return address.is_v4() ? is_public(address.to_v4()) : is_public(address.to_v6());
}

}  // namespace pitwall::net
