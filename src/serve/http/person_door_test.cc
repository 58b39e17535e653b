#include "serve/http/person_door.h"

#include <doctest/doctest.h>

#include "serve/http/guard.h"

namespace pitwall::serve {
namespace {

using Headers = std::vector<std::pair<const char*, const char*>>;

net::Request request_of(const Headers& headers, const char* method = "POST") {
  net::Request request;
  request.method = method;
  request.target = "/person/approvals";
  request.body = "{}";
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}

// As the router asks: the guard first.
int status(const Headers& headers, const char* method = "POST") {
  const net::Request request = request_of(headers, method);
  if (const auto refusal = refuse_stranger(request, 8000)) return refusal->status;
  const auto refusal = refuse_other_pages(request);
  return refusal ? refusal->status : 200;
}

const Headers own = {{"Host", "127.0.0.1:8000"},
                     {"Origin", "http://127.0.0.1:8000"},
                     {"Content-Type", "application/json"}};

Headers with(std::pair<const char*, const char*> more, const char* without = "") {
  Headers headers;
  for (const auto& header : own)
    if (header.first != std::string_view(without)) headers.push_back(header);
  headers.push_back(more);
  return headers;
}

TEST_CASE("the dashboard's own page is let in, and nobody else") {
  CHECK(status(own) == 200);
  CHECK(status(with({"Sec-Fetch-Site", "same-origin"})) == 200);
  for (const char* site : {"cross-site", "same-site", "none", ""})
    CHECK(status(with({"Sec-Fetch-Site", site})) == 403);
  CHECK(status(with({"X-Nothing", "1"}, "Origin")) == 403);
  for (const char* origin :
       {"null", "", "http://evil.example", "http://localhost:8000", "http://127.0.0.1:8001",
        "http://127.0.0.1:8000/", "https://127.0.0.1:8000", "http://127.0.0.1:8000.evil.example"})
    CHECK(status(with({"Origin", origin}, "Origin")) == 403);
  CHECK(status(with({"Origin", "http://127.0.0.1:8000"})) == 403);  // twice
  CHECK(status(with({"Host", "127.0.0.1:8000"})) == 403);
  CHECK(status(with({"Host", "desk.evil.example:8000"}, "Host")) == 403);
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    CHECK(status(with({"Content-Type", type}, "Content-Type")) == 415);
  for (const char* method : {"GET", "PUT", "OPTIONS", "DELETE"}) CHECK(status(own, method) == 405);
}

TEST_CASE("what carries no name is not let in") {
  net::Request request = request_of(own);
  request.local = true;
  CHECK(refuse_other_pages(request)->status == 403);
}

TEST_CASE("a refusal is kept nowhere, and a request has a limit") {
  net::Request request = request_of(own);
  request.body.assign(max_person_request, ' ');
  CHECK(!refuse_other_pages(request));
  request.body += ' ';
  const std::optional<net::Response> refusal = refuse_other_pages(request);
  REQUIRE(refusal);
  CHECK(refusal->status == 413);
  CHECK(refusal->headers.get("Cache-Control") == "no-store");
  CHECK(refusal->headers.get("X-Frame-Options") == "DENY");
  CHECK(!refusal->headers.contains("Access-Control-Allow-Origin"));
}

}  // namespace
}  // namespace pitwall::serve
