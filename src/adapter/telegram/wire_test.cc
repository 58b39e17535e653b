#include "adapter/telegram/wire.h"

#include <doctest/doctest.h>

namespace pitwall::telegram {
namespace {

std::vector<Update> updates(std::string_view json) { return updates_of(parse_json(json).value()); }

Answer answer(int status, std::string_view body) {
  return answer_of(net::Response::of_type(status, "application/json", std::string(body)));
}

TEST_CASE("a text and a tap are read") {
  const auto found =
      updates(R"([{"update_id":8,"callback_query":{"id":"q","from":{"id":7,"is_bot":false,)"
              R"("first_name":"Anna","last_name":"K"},"message":{"message_id":3,"date":0,)"
              R"("chat":{"id":7,"type":"private"}},"data":"abc"}},)"
              R"({"update_id":7,"message":{"message_id":1,"from":{"id":7,"first_name":"Anna"},)"
              R"("chat":{"id":7,"type":"private"},"date":1795186800,"text":"/status"}}])");
  REQUIRE(found.size() == 2);
  CHECK(found[0].id == 7);  // in order, whatever order they came in
  REQUIRE(found[0].text.has_value());
  CHECK(found[0].text->text == "/status");
  CHECK(found[0].text->date == Time::from_unix_seconds(1795186800));
  REQUIRE(found[1].tap.has_value());
  CHECK(found[1].tap->data == "abc");
  CHECK(found[1].tap->message == 3);
  CHECK(found[1].from.name == "Anna K");
  CHECK(found[1].chat.is_private);
}

TEST_CASE("what makes no sense is passed over, but an update with a number is counted") {
  CHECK(updates("null").empty());
  CHECK(updates(R"([1,{"update_id":"x"},{"update_id":-4}])").empty());
  const auto found = updates(R"([{"update_id":5,"message":{"text":"no sender"}},{"update_id":6,)"
                             R"("poll":{}},{"update_id":7,"callback_query":{"id":""}}])");
  REQUIRE(found.size() == 3);
  for (const Update& one : found) CHECK_FALSE((one.tap || one.text));
}

TEST_CASE("data of more than 64 bytes is not ours") {
  const auto found =
      updates(R"([{"update_id":5,"callback_query":{"id":"q","from":{"id":7},"data":")" +
              std::string(65, 'x') + R"("}}])");
  REQUIRE(found.at(0).tap.has_value());
  CHECK(found[0].tap->data.empty());
}

TEST_CASE("the server's refusals are told apart") {
  const auto trouble = [](int status, std::string_view words) {
    return answer(status, fmt::format(R"({{"ok":false,"error_code":{},"description":"{}"}})",
                                      status, words))
        .trouble;
  };
  CHECK(answer(200, R"({"ok":true,"result":true})").trouble == Trouble::none);
  CHECK(trouble(401, "Unauthorized") == Trouble::token);
  CHECK(trouble(404, "Not Found") == Trouble::token);
  CHECK(trouble(403, "Forbidden: bot was blocked by the user") == Trouble::blocked);
  CHECK(trouble(400, "Bad Request: chat not found") == Trouble::no_chat);
  CHECK(trouble(400,
                "Bad Request: message is not modified: specified new message content and "
                "reply markup are exactly the same") == Trouble::not_modified);
  CHECK(trouble(400,
                "Bad Request: query is too old and response timeout expired or query ID is "
                "invalid") == Trouble::stale_tap);
  CHECK(trouble(400, "Bad Request: message to edit not found") == Trouble::gone);
  CHECK(trouble(400, "Bad Request: message text is empty") == Trouble::refused);
  CHECK(trouble(409,
                "Conflict: terminated by other getUpdates request; make sure that only one "
                "bot instance is running") == Trouble::competing);
  CHECK(trouble(409,
                "Conflict: can't use getUpdates method while webhook is active; use "
                "deleteWebhook to delete the webhook first") == Trouble::webhook);
  CHECK(trouble(500, "Internal Server Error") == Trouble::server);
  CHECK(answer(502, "<html>Bad Gateway</html>").trouble == Trouble::server);
  CHECK(answer(200, "<html>Sign in to the hotel's network</html>").trouble == Trouble::unreadable);
  CHECK(answer(200, R"({"result":[]})").trouble == Trouble::unreadable);
}

TEST_CASE("a 429 says how long, within reason") {
  const auto wait = [](std::string_view after) {
    return answer(429, fmt::format(R"({{"ok":false,"error_code":429,"description":"Too Many )"
                                   R"(Requests","parameters":{{"retry_after":{}}}}})",
                                   after))
        .wait;
  };
  CHECK(wait("35") == seconds(35));
  CHECK(wait("-1") == Duration{});
  CHECK(wait("99999999999") == hours(24));
  CHECK(wait("\"x\"") == Duration{});
}

TEST_CASE("requests carry what the API wants") {
  CHECK(get_updates_body(0, seconds(50)) ==
        R"({"limit":25,"timeout":50,"allowed_updates":["message","callback_query"]})");
  CHECK(get_updates_body(8, seconds(1)).starts_with(R"({"offset":8,)"));
  port::Message message{port::Severity::info, "Up", "2 %", {}};
  CHECK(send_body(7, message) ==
        R"({"chat_id":7,"text":"Up\n\n2 %","link_preview_options":{"is_disabled":true},)"
        R"("disable_notification":true})");
  message.severity = port::Severity::urgent;
  message.buttons = {{"a1", "Approve", port::ButtonStyle::confirm},
                     {"b2", "Deny", port::ButtonStyle::refuse}};
  CHECK(edit_body(7, 17, message) ==
        R"({"chat_id":7,"message_id":17,"text":"Up\n\n2 %","link_preview_options":)"
        R"({"is_disabled":true},"reply_markup":{"inline_keyboard":[[{"text":"Approve",)"
        R"("callback_data":"a1","style":"success"}],[{"text":"Deny","callback_data":"b2",)"
        R"("style":"danger"}]]}})");
  CHECK(acknowledge_body("q", "") == R"({"callback_query_id":"q"})");
}

TEST_CASE("texts are cut to the API's limits") {
  port::Message message{port::Severity::info, "T", std::string(9000, 'x'), {}};
  const Json body = parse_json(send_body(7, message)).value();
  CHECK(body.string_or("text", "").size() == max_text - 1 + std::string("…").size());
  const Json toast = parse_json(acknowledge_body("q", std::string(900, 'x'))).value();
  CHECK(toast.string_or("text", "").size() == max_toast - 1 + std::string("…").size());
}

TEST_CASE("commands, however they are typed") {
  const auto code = [](std::string_view text) -> std::string {
    const auto command = command_of(text);
    if (!command) return "none";
    return fmt::format("{} {}", port::name_of(command->verb), command->code);
  };
  CHECK(code("/approve 7F3K") == "approve 7F3K");
  CHECK(code("  /Approve@pitwall_bot\t7f3k \n") == "approve 7F3K");
  CHECK(code("/deny x") == "deny X");
  CHECK(code("/deny") == "deny ");
  CHECK(code("/status") == "status ");
  CHECK(code("/kill now please") == "kill ");
  CHECK(code("/kill Cancel") == "kill CANCEL");
  CHECK(code("/status all") == "status ");
  CHECK(code("/approve 7F3K 8A2B") == "approve ");
  CHECK(code("/approve 7F3K;sell") == "approve ");
  CHECK(code("/approve " + std::string(33, 'A')) == "approve ");
  CHECK(code("/approved 7F3K") == "none");
  CHECK(code("approve 7F3K") == "none");
  CHECK(code("/") == "none");
  CHECK(code("") == "none");
}

TEST_CASE("a handle is read only as it was written") {
  CHECK(parse_handle(handle_text(7, 17))->message == 17);
  for (const char* text : {"", "7", "7/", "/17", "7/0", "7/-1", "7/17x", "a/1"})
    CHECK_FALSE(parse_handle(text).has_value());
}

}  // namespace
}  // namespace pitwall::telegram
