#include "adapter/smtp/letter.h"

#include <doctest/doctest.h>

namespace pitwall::smtp {
namespace {

const Envelope envelope{"desk@example.com",
                        {"anna@example.com", "b@example.org"},
                        Time::parse("2026-11-20T15:04:05Z").value(),
                        "k1"};

TEST_CASE("base64, by the vectors of RFC 4648") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xFF\xFE") == "//4=");
}

TEST_CASE("a plain letter") {
  CHECK(letter(envelope, {port::Severity::urgent, "Gateway is down", "Log in.\n.\n..", {}}) ==
        "From: Pitwall <desk@example.com>\r\nTo: anna@example.com,\r\n b@example.org\r\n"
        "Subject: Gateway is down\r\nDate: Fri, 20 Nov 2026 15:04:05 +0000\r\n"
        "Message-ID: <e6ea051b43fab27a12e745942da27785@example.com>\r\n"
        "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nImportance: high\r\n"
        "X-Priority: 1\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 7bit\r\n\r\n"
        "Gateway is down\r\n\r\nLog in.\r\n..\r\n...\r\n");
}

TEST_CASE("what is not ASCII is encoded, in lines that every server takes") {
  const std::string text =
      letter(envelope, {port::Severity::info, "Шлюз не отвечает", std::string(3000, 'x'), {}});
  CHECK(text.find("Subject: =?UTF-8?B?") != std::string::npos);
  CHECK(text.find("Content-Transfer-Encoding: base64") != std::string::npos);
  CHECK(
      letter(envelope, {port::Severity::info, "Long", std::string(3000, 'x'), {}}).find("base64") !=
      std::string::npos);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    CHECK(end - at <= 78);
    at = end + 2;
  }
}

TEST_CASE("a copy has the same id, another content another") {
  const auto id = [](const std::string& key, const std::string& title) {
    Envelope other = envelope;
    other.key = key;
    const std::string text = letter(other, {port::Severity::info, title, "", {}});
    const std::size_t at = text.find("Message-ID: ");
    return text.substr(at, text.find("\r\n", at) - at);
  };
  CHECK(id("a", "x") == id("a", "x"));
  CHECK(id("a", "x") != id("b", "x"));
  CHECK(id("a", "x") != id("a", "y"));
}

TEST_CASE("a header cannot be broken out of") {
  const std::string text =
      letter(envelope, {port::Severity::info, "Hello\r\nBcc: thief@example.com", "x", {}});
  CHECK(text.find("Subject: Hello Bcc: thief@example.com\r\n") != std::string::npos);
  CHECK(encoded_header("=?UTF-8?B?eA==?=") != "=?UTF-8?B?eA==?=");
  const std::string folded = encoded_header("Очень длинная тема, которая не помещается в слово");
  CHECK(folded.find("?=\r\n =?UTF-8?B?") != std::string::npos);
}

TEST_CASE("addresses") {
  for (const char* good : {"a@b", "anna.k+desk@mail.example.com"}) CHECK(is_address(good));
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>",
                          "анна@example.com", "a@b,c@d"})
    CHECK_FALSE(is_address(bad));
}

TEST_CASE("dots at the beginning of a line are doubled") {
  CHECK(with_doubled_dots(".") == "..");
  CHECK(with_doubled_dots("a\r\n.b\r\n.") == "a\r\n..b\r\n..");
  CHECK(with_doubled_dots("a.b") == "a.b");
}

TEST_CASE("dates as mail writes them") {
  CHECK(mail_date(Time::parse("2024-02-29T23:59:59Z").value()) ==
        "Thu, 29 Feb 2024 23:59:59 +0000");
  CHECK(mail_date(Time{}) == "Thu, 1 Jan 1970 00:00:00 +0000");
}

}  // namespace
}  // namespace pitwall::smtp
