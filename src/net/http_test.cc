#include "net/http.h"

#include <doctest/doctest.h>

using namespace pitwall;
using namespace pitwall::net;

TEST_CASE("header fields are found whatever their case, and cannot smuggle others in") {
  Headers headers;
  headers.add("Content-Type", "text/plain");
  headers.add("X-A", "1");
  headers.add("x-a", "2");
  CHECK(headers.get("content-TYPE") == "text/plain");
  CHECK(headers.get("X-a") == "1");
  CHECK(headers.count("X-A") == 2);
  CHECK_FALSE(headers.contains("X"));
  headers.set("x-A", "3");
  CHECK(headers.count("X-A") == 1);
  CHECK(headers[1].value == "3");
  headers.add("X-Evil", std::string_view("a\r\nSet-Cookie: b\0c", 18));
  CHECK(headers.wire() == "Content-Type: text/plain\r\nx-A: 3\r\nX-Evil: a  Set-Cookie: b c\r\n");
  headers.set("Connection", "keep-alive , Upgrade");
  CHECK(headers.has_token("connection", "upgrade"));
  CHECK_FALSE(headers.has_token("connection", "up"));
}

TEST_CASE("targets and queries") {
  Request request;
  request.target = "/a%20b/c?x=1&y=a+b%26c&flag&x=2&bad=%4";
  CHECK(request.path() == "/a%20b/c");
  CHECK(*percent_decode(request.path()) == "/a b/c");
  CHECK(query_value(request.query(), "x") == "1");
  CHECK(query_value(request.query(), "y") == "a b&c");
  CHECK(query_value(request.query(), "flag") == "");
  CHECK_FALSE(query_value(request.query(), "bad"));
  CHECK_FALSE(query_value(request.query(), "z"));
  CHECK_FALSE(percent_decode("%zz"));
  CHECK_FALSE(percent_decode("abc%2"));
  CHECK(percent_encode("a b/ü~") == "a%20b%2F%C3%BC~");
  CHECK(*percent_decode(percent_encode("100 % \x01")) == "100 % \x01");
}

TEST_CASE("hosts, and which of them are this machine") {
  CHECK(*parse_host("LOCALHOST:8000") == HostPort{"localhost", 8000});
  CHECK(*parse_host("[::1]:80") == HostPort{"::1", 80});
  CHECK(*parse_host("example.com") == HostPort{"example.com", std::nullopt});
  for (auto bad :
       {"", ":80", "a:", "a:b", "a:70000", "a b", "[::1", "[::1]x", "a@b", "a/b", "a\r"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_host(bad));
  }
  for (auto here : {"localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "::1"}) {
    CHECK(is_loopback_host(here));
  }
  for (auto there : {"", "127.evil.com", "127.0.0.1.evil.com", "127.0.0", "1270.0.0.1",
                     "localhost.", "128.0.0.1", "127.0.0.1234", "127...1"}) {
    CAPTURE(there);
    CHECK_FALSE(is_loopback_host(there));
  }
}

TEST_CASE("addresses") {
  auto url = parse_url("HTTPS://Api.Example.com/v1/x?y=1#part");
  REQUIRE(url);
  CHECK(url->secure());
  CHECK(url->host == "api.example.com");
  CHECK(url->port == 443);
  CHECK(url->target == "/v1/x?y=1");
  CHECK(url->authority() == "api.example.com");
  auto local = parse_url("ws://[::1]:8000?x=1");
  REQUIRE(local);
  CHECK(local->authority() == "[::1]:8000");
  CHECK(local->target == "/?x=1");
  for (auto bad : {"example.com", "ftp://a/", "http://", "http://u:p@a/", "http://a/b c",
                   "http://a/\r\nX: y", "http://a:99999/"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_url(bad));
  }
}
