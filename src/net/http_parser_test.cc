#include "net/http_parser.h"

#include <doctest/doctest.h>

using namespace pitwall;
using namespace pitwall::net;

namespace {

// Feeds `text` in pieces of `step` bytes, the way a connection does.
template <class Parser>
void feed(Parser& parser, std::string_view text, std::size_t step) {
  std::string waiting;
  for (std::size_t at = 0; at < text.size() && !parser.failed(); at += step) {
    waiting.append(text.substr(at, step));
    waiting.erase(0, parser.feed(waiting));
  }
}

HttpFailure failure_of(std::string_view text, HttpLimits limits = {}) {
  RequestParser parser(limits);
  feed(parser, text, text.size());
  REQUIRE(parser.failed());
  return parser.failure();
}

int status_of(std::string_view text, HttpLimits limits = {}) {
  return failure_of(text, limits).status;
}

}  // namespace

TEST_CASE("a request is the same however its bytes are cut") {
  const std::string text =
      "POST /a?b=c HTTP/1.1\r\nHost: desk\r\nX-Empty:\r\nAccept: a,\tb \r\n"
      "Transfer-Encoding: Chunked\r\n\r\n5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: "
      "t\r\n\r\n";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    CAPTURE(step);
    RequestParser parser{HttpLimits{}};
    feed(parser, text, step);
    REQUIRE(parser.complete());
    Request& request = parser.request();
    CHECK(request.method == "POST");
    CHECK(request.target == "/a?b=c");
    CHECK(request.headers.get("host") == "desk");
    CHECK(request.headers.get("X-Empty") == "");
    CHECK(request.headers.get("Accept") == "a,\tb");
    CHECK(request.body == "hello world");
    CHECK_FALSE(request.headers.contains("Trailer"));
    CHECK(parser.keep_alive());
  }
}

TEST_CASE("what is not HTTP is refused") {
  for (auto bad :
       {"\r\n\r\nGET", "GET\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n: novalue\r\n\r\n"}) {
    CAPTURE(bad);
    RequestParser parser{HttpLimits{}};
    std::string_view text = bad;
    std::size_t taken = parser.feed(text);
    if (parser.complete()) {
      parser.reset();
      parser.feed(text.substr(taken));
    }
    CHECK(parser.failed());
  }
  CHECK(status_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n") == 505);
}

TEST_CASE("what could be read in two ways is refused: the ends of messages are never guessed") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
  CHECK(status_of(head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n") == 400);
  CHECK(status_of(head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: gzip, chunked\r\n\r\n") == 501);
  CHECK(status_of(head + "Transfer-Encoding: identity\r\n\r\n") == 501);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\n\r\n-5\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
}

TEST_CASE("every limit is named when it is exceeded, and holds exactly") {
  HttpLimits limits{.header_bytes = 200, .header_fields = 3, .target_bytes = 20, .body_bytes = 10};
  auto named = [&](std::string_view text, int status, std::string_view name) {
    HttpFailure failure = failure_of(text, limits);
    CAPTURE(failure.message);
    CHECK(failure.status == status);
    CHECK(failure.message.find(name) != std::string::npos);
  };
  named("GET /" + std::string(20, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_bytes");
  named("GET /" + std::string(300, 'x'), 414, "target_bytes");
  named("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(300, 'x'), 431, "header_bytes");
  named("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 1\r\nC: 1\r\n\r\n", 431, "header_fields");
  named("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413, "body_bytes");
  named(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "6\r\nabcdef\r\n5\r\nabcde\r\n0\r\n\r\n",
      413, "body_bytes");
  RequestParser parser(limits);
  feed(parser,
       "POST /" + std::string(19, 'x') +
           " HTTP/1.1\r\nHost: a\r\nA: 1\r\nContent-Length: 10\r\n\r\n0123456789",
       7);
  CHECK(parser.complete());
}

TEST_CASE("keep-alive and Expect follow the version and the fields") {
  auto parse = [](std::string_view text) {
    auto parser = std::make_unique<RequestParser>(HttpLimits{});
    parser->feed(text);
    return parser;
  };
  CHECK_FALSE(parse("GET / HTTP/1.0\r\n\r\n")->keep_alive());
  CHECK(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->keep_alive());
  CHECK_FALSE(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")->keep_alive());
  auto waits =
      parse("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  CHECK(waits->expects_continue());
  waits->feed("x");
  CHECK(waits->complete());
  CHECK_FALSE(waits->expects_continue());
}

TEST_CASE("responses end by length, by chunks, by nature or by the connection") {
  auto body_of = [](std::string_view text, bool to_head, bool ended) -> std::string {
    ResponseParser parser{HttpLimits{}};
    parser.reset(to_head);
    feed(parser, text, 3);
    if (ended) parser.end();
    return parser.complete() ? parser.response().body : parser.failed() ? "failed" : "unfinished";
  };
  CHECK(body_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", false, false) == "ab");
  CHECK(body_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", true, false) == "");
  CHECK(body_of("HTTP/1.1 204 No Content\r\n\r\n", false, false) == "");
  CHECK(body_of("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false, false) == "");
  CHECK(body_of("HTTP/1.1 200 \r\n\r\nabc", false, false) == "unfinished");
  CHECK(body_of("HTTP/1.1 200 \r\n\r\nabc", false, true) == "abc");
  CHECK(body_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", false, true) == "failed");
  CHECK(body_of("", false, true) == "failed");
}
