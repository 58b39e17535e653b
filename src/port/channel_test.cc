#include "port/channel.h"

#include <doctest/doctest.h>

#include "base/json_in.h"
#include "base/json_out.h"
#include "port/message_text.h"

namespace pitwall::port {
namespace {

Message message_with_button(std::string id) {
  Message message;
  message.title = "SELL 25 AAPL";
  message.buttons.push_back({std::move(id), "Approve", ButtonStyle::confirm});
  return message;
}

TEST_CASE("a button's id is 1 to 64 letters, digits, - and _") {
  CHECK(check(message_with_button("a")).ok());
  CHECK(check(message_with_button(std::string(64, 'z'))).ok());
  CHECK_FALSE(check(message_with_button("")).ok());
  CHECK_FALSE(check(message_with_button(std::string(65, 'z'))).ok());
  CHECK_FALSE(check(message_with_button("sell 25")).ok());
}

TEST_CASE("a message is checked against its limits") {
  CHECK_FALSE(check(Message{}).ok());
  Message message = message_with_button("a");
  message.title.assign(Message::max_title + 1, 'x');
  CHECK_FALSE(check(message).ok());
  message.title = "x";
  message.text.assign(Message::max_text + 1, 'x');
  CHECK_FALSE(check(message).ok());
  message.text.clear();
  message.buttons.assign(Message::max_buttons + 1, message.buttons.front());
  CHECK_FALSE(check(message).ok());
  message = message_with_button("a");
  message.buttons[0].label.clear();
  CHECK_FALSE(check(message).ok());
}

TEST_CASE("a message survives being written and read") {
  Message message = message_with_button("k7");
  message.severity = Severity::urgent;
  message.text = "Line one\nline two, \"quoted\" и по-русски";
  const Result<Json> json = parse_json(to_json(message));
  REQUIRE(json.ok());
  const Result<Message> again = from_json<Message>(*json);
  REQUIRE_MESSAGE(again.ok(), again.error().message);
  CHECK(to_json(*again) == to_json(message));
}

TEST_CASE("what came from outside is fenced where it is written") {
  const std::string text =
      to_json(TextTyped{"telegram:1", {"telegram", "7", {"Anna"}}, {"hi"}, {}});
  CHECK(text.find(R"("text":"hi")") == std::string::npos);
  CHECK(text.find("hi") != std::string::npos);
}

TEST_CASE("cutting keeps whole characters and says that something is missing") {
  CHECK(cut_text("abc", 3, TextUnit::bytes) == "abc");
  CHECK(cut_text("abcdef", 5, TextUnit::bytes) == "ab…");
  CHECK(cut_text("привет", 4, TextUnit::utf16) == "при…");
  CHECK(cut_text("привет", 7, TextUnit::bytes) == "пр…");
  CHECK(cut_text("\xF0\x9F\x9A\x80\xF0\x9F\x9A\x80", 4, TextUnit::utf16) ==
        "\xF0\x9F\x9A\x80\xF0\x9F\x9A\x80");
  CHECK(cut_text("\xF0\x9F\x9A\x80\xF0\x9F\x9A\x80", 3, TextUnit::utf16) == "\xF0\x9F\x9A\x80…");
  CHECK(cut_text("ab", 0, TextUnit::bytes).empty());
}

TEST_CASE("what is no UTF-8 is replaced, and control characters go") {
  CHECK(cut_text("a\xFF"
                 "b\x1B[0m\nc\x7F",
                 100, TextUnit::bytes) ==
        "a\xEF\xBF\xBD"
        "b[0m\nc");
  CHECK(cut_text("\xC0\xAF", 100, TextUnit::utf16) == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(cut_text("\xED\xA0\x80", 100, TextUnit::utf16) == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(cut_text("\xE2\x82", 100, TextUnit::utf16) == "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("what turns or hides text is taken out; Russian and emoji stay") {
  CHECK(cut_text("BUY \xE2\x80\xAE"
                 "52\xE2\x80\xAC AAPL",
                 100, TextUnit::bytes) == "BUY 52 AAPL");
  CHECK(cut_text("a\xF3\xA0\x81\xA1\xE2\x81\xA6"
                 "b",
                 100, TextUnit::utf16) == "ab");
  const std::string family = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB да";
  CHECK(cut_text(family, 100, TextUnit::bytes) == family);
}

TEST_CASE("a message as text") {
  Message message;
  message.title = "Title\nsecond";
  message.text = "Body";
  CHECK(plain_text(message, 100, TextUnit::bytes) == "Title\nsecond\n\nBody");
  CHECK(title_line(message, 100, TextUnit::bytes) == "Title second");
  message.title.clear();
  CHECK(plain_text(message, 100, TextUnit::bytes) == "Body");
}

}  // namespace
}  // namespace pitwall::port
