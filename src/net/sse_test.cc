#include "net/sse.h"

#include <doctest/doctest.h>

using namespace pitwall;
using namespace pitwall::net;
using namespace std::string_view_literals;

TEST_CASE("events survive the way there, however the bytes are cut") {
  std::vector<SseEvent> events{
      {.data = "plain"},
      {.data = "two\nlines: and a colon", .event = "quote", .id = "7", .retry = seconds(3)},
      {.data = "", .event = "empty", .id = ""},
      {.data = " leading space", .event = "", .id = "8"}};
  std::string text;
  for (const SseEvent& event : events) text += sse_comment("still\nhere") + sse_text(event);
  for (std::size_t step = 1; step <= text.size(); ++step) {
    SseParser parser;
    std::vector<SseEvent> seen;
    for (std::size_t at = 0; at < text.size(); at += step) {
      auto more = parser.feed(std::string_view(text).substr(at, step));
      REQUIRE(more);
      seen.insert(seen.end(), more->begin(), more->end());
    }
    REQUIRE(seen == events);
    CHECK(parser.last_event_id() == "8");
  }
}

TEST_CASE("the standard's own corner cases") {
  SseParser parser;
  auto events = parser.feed(
      "\xEF\xBB\xBF: comment\rdata:a\rdata\r\ndata:  b\r\n\r\nid: 1\0x\n\nretry: 12x\ndata: c\n\n"
      "data: never ended\n"sv);
  REQUIRE(events);
  REQUIRE(events->size() == 2);
  CHECK((*events)[0].data == "a\n\n b");
  CHECK((*events)[1].data == "c");
  CHECK_FALSE((*events)[1].retry);
}

TEST_CASE("a line break cannot be smuggled into a field, nor an endless event into memory") {
  SseEvent event{.data = "x", .event = "a\ndata: y", .id = "1\r\n\r\n"};
  CHECK(sse_text(event) == "event: a data: y\nid: 1    \ndata: x\n\n");
  SseParser parser(100);
  REQUIRE(parser.feed("data: fits\n\n"));
  auto refused = parser.feed("data: " + std::string(200, 'x'));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::too_large);
  CHECK_FALSE(parser.feed("\n\ndata: y\n\n"));
}
