#include "net/public_address.h"

#include <doctest/doctest.h>

namespace pitwall::net {
namespace {

TEST_CASE("what is set apart is not the public internet") {
  for (const char* apart : {"127.0.0.1",
                            "127.9.9.9",
                            "0.0.0.0",
                            "10.1.2.3",
                            "172.16.0.1",
                            "172.31.255.255",
                            "192.168.1.1",
                            "169.254.169.254",
                            "100.64.0.1",
                            "198.18.0.1",
                            "224.0.0.1",
                            "255.255.255.255",
                            "192.0.2.1",
                            "::1",
                            "::",
                            "fe80::1",
                            "fc00::1",
                            "fd12::1",
                            "ff02::1",
                            "::ffff:127.0.0.1",
                            "::ffff:8.8.8.8",
                            "2002:7f00:1::1",
                            "2001:db8::1",
                            "64:ff9b::7f00:1",
                            "2001::1",
                            "3fff::1",
                            "",
                            "localhost",
                            "8.8.8",
                            "8.8.8.8.8"}) {
    CAPTURE(apart);
    CHECK_FALSE(is_public_address(apart));
  }
}

TEST_CASE("neighbours of those ranges are public") {
  for (const char* open :
       {"1.1.1.1", "8.8.8.8", "11.0.0.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1",
        "192.0.1.1", "193.0.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111",
        "2a00:1450::1", "2001:4860:4860::8888"}) {
    CAPTURE(open);
    CHECK(is_public_address(open));
  }
}

}  // namespace
}  // namespace pitwall::net
