#include "adapter/smtp/reply.h"

#include <doctest/doctest.h>

namespace pitwall::smtp {
namespace {

TEST_CASE("replies are read in any pieces") {
  constexpr std::string_view text =
      "220 mail.example ESMTP\r\n250-mail.example\r\n250-AUTH=LOGIN\r\n250 STARTTLS\r\n354\r\n";
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    ReplyReader reader;
    for (std::size_t at = 0; at < text.size(); at += piece)
      REQUIRE(reader.feed(text.substr(at, piece)).ok());
    const auto greeting = reader.next();
    REQUIRE(greeting.has_value());
    CHECK(greeting->code == 220);
    CHECK_FALSE(reader.empty());
    const auto hello = reader.next();
    REQUIRE(hello.has_value());
    CHECK(hello->lines.size() == 3);
    CHECK(offer_of(*hello).start_tls);
    CHECK(offer_of(*hello).login);
    CHECK_FALSE(offer_of(*hello).plain);
    CHECK(reader.next()->code == 354);
    CHECK_FALSE(reader.next().has_value());
    CHECK(reader.empty());
  }
}

TEST_CASE("what is no reply is refused") {
  for (const char* text : {"HTTP/1.1 400 Bad Request\r\n", "99 x\r\n", "\r\n", "250_x\r\n",
                           "250-a\r\n251 b\r\n", "650 x\r\n", "SSH-2.0-x\n"}) {
    ReplyReader reader;
    CHECK_MESSAGE(reader.feed(text).error().code == Code::corrupt, text);
  }
  ReplyReader endless;
  CHECK_FALSE(endless.feed(std::string(ReplyReader::max_line + 1, '2')).ok());
  ReplyReader many;
  std::string lines;
  for (std::size_t i = 0; i <= ReplyReader::max_lines; ++i) lines += "250-x\r\n";
  CHECK_FALSE(many.feed(lines).ok());
}

TEST_CASE("a server's words are cut and safe to show") {
  const Reply reply{550, {std::string(500, 'x'), "\x1B[31m"}};
  CHECK(reply.words().size() <= 200);
  CHECK(reply.words().find('\x1B') == std::string::npos);
}

}  // namespace
}  // namespace pitwall::smtp
