#include "serve/http/guard.h"

#include <doctest/doctest.h>

namespace pitwall::serve {
namespace {

constexpr std::uint16_t port = 8000;

int status(std::initializer_list<std::pair<const char*, const char*>> headers,
           const char* method = "GET") {
  net::Request request;
  request.method = method;
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  const std::optional<net::Response> refusal = refuse_stranger(request, port);
  return refusal ? refusal->status : 200;
}

TEST_CASE("only a loopback name and our own pages are let in") {
  CHECK(status({{"Host", "127.0.0.1:8000"}}) == 200);
  CHECK(status({{"Host", "localhost:8000"}}) == 200);
  CHECK(status({{"Host", "[::1]:8000"}}) == 200);
  CHECK(status({{"Host", "evil.example:8000"}}) == 403);
  CHECK(status({{"Host", "localhost.evil.example:8000"}}) == 403);
  CHECK(status({{"Host", "localhost:9000"}}) == 403);
  CHECK(status({}) == 403);
  CHECK(status({{"Host", "localhost:8000"}, {"Origin", "http://localhost:8000"}}) == 200);
  CHECK(status({{"Host", "localhost:8000"}, {"Origin", "http://127.0.0.1:8000"}}) == 200);
  CHECK(status({{"Host", "localhost:8000"}, {"Origin", "http://evil.example"}}) == 403);
  CHECK(status({{"Host", "localhost:8000"}, {"Origin", "http://localhost:9000"}}) == 403);
  CHECK(status({{"Host", "localhost:8000"}, {"Origin", "null"}}) == 403);
  CHECK(status({{"Host", "localhost:8000"}, {"Origin", ""}}) == 403);
}

TEST_CASE("what a proxy passed on under a local name is refused") {
  for (const char* mark : {"X-Forwarded-For", "x-forwarded-host", "Forwarded", "X-Real-IP",
                           "CF-Connecting-IP", "X-Forwarded-Proto"}) {
    CAPTURE(mark);
    CHECK(status({{"Host", "localhost:8000"}, {mark, "203.0.113.9"}}) == 403);
    CHECK(status({{"Host", "localhost:8000"}, {mark, "127.0.0.1"}}) == 403);
  }
  net::Request old;
  old.minor_version = 0;
  old.headers.add("Host", "localhost:8000");
  CHECK(refuse_stranger(old, port).has_value());
}

TEST_CASE("a post carries JSON and says so") {
  CHECK(status({{"Host", "localhost:8000"}, {"Content-Type", "application/json"}}, "POST") == 200);
  CHECK(status({{"Host", "localhost:8000"}, {"Content-Type", "application/json; charset=utf-8"}},
               "POST") == 200);
  CHECK(status({{"Host", "localhost:8000"}, {"Content-Type", "text/plain"}}, "POST") == 415);
  CHECK(status({{"Host", "localhost:8000"}}, "POST") == 415);
}

}  // namespace
}  // namespace pitwall::serve
