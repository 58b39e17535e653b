// The Bot API's JSON, both ways and without any I/O: https://core.telegram.org/bots/api (10.1) says
// what stands where, the limits are the server's own (github.com/tdlib/telegram-bot-api).
// Whatever it sends is read as text from outside: what is missing or makes no sense is passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"
#include "port/channel.h"

namespace pitwall::telegram {

inline constexpr std::size_t max_text = 4096;         // of a message; we count UTF-16 units
inline constexpr std::size_t max_toast = 200;         // of answerCallbackQuery
inline constexpr std::size_t max_callback_data = 64;  // bytes
inline constexpr int max_updates = 25;  // in one answer of getUpdates; the server gives up to 100
inline constexpr int longest_poll_seconds = 50;  // the server waits no longer

struct Person {
  std::int64_t id = 0;
  bool bot = false;
  std::string name;  // their own invention
};

struct Chat {
  std::int64_t id = 0;
  bool is_private = false;
};

struct Tap {
  std::string id;  // of the callback query: what answerCallbackQuery takes
  std::string data;
  std::int64_t message = 0;  // 0 where the message is unknown
};

struct Text {
  std::string text;
  Time date;
};

// One update, as far as it concerns us: neither a tap nor a text is of a kind that we do not read.
struct Update {
  std::int64_t id = 0;
  Person from;
  Chat chat;
  std::optional<Tap> tap;
  std::optional<Text> text;
};

// The updates in the result of getUpdates, oldest first. One without an id is left out.
std::vector<Update> updates_of(const Json& result);
// message_id of the result of sendMessage; 0 where it has none.
std::int64_t message_id_of(const Json& result);
// username of the result of getMe, without '@'; "" where it has none.
std::string username_of(const Json& result);

// What the server said to one request.
enum class Trouble {
  none,
  unreachable,   // no answer came
  unreadable,    // no answer of this API: a proxy's page, half an answer
  server,        // 5xx
  too_often,     // 429: `wait` says how long
  token,         // 401, or 404: no such bot
  competing,     // 409: another program reads the updates
  webhook,       // 409: they go to a webhook
  blocked,       // 403: the person has blocked the bot, or never began
  not_modified,  // 400: it stands there already
  stale_tap,     // 400: too old to be acknowledged
  gone,          // 400: no such message, or it may not be changed
  no_chat,       // 400: no such chat
  refused,       // any other 4xx
};

struct Answer {
  Trouble trouble = Trouble::none;
  Json result{};
  Duration wait{};      // of too_often
  std::string words{};  // the server's own, cut short
};
Answer answer_of(const net::Response& response);

// Bodies of requests.
std::string get_updates_body(std::int64_t offset, Duration timeout);
std::string send_body(std::int64_t chat, const port::Message& message);
std::string edit_body(std::int64_t chat, std::int64_t message_id, const port::Message& message);
std::string acknowledge_body(std::string_view tap, std::string_view words);

// "/approve 7F3K", "/Deny@our_bot 7f3k", "/status", "/kill now". Nothing where the text is no
// command that the desk knows.
struct Command {
  port::Verb verb = port::Verb::status;
  std::string code;  // in capitals; empty where it is missing or no code
};
std::optional<Command> command_of(std::string_view text);

// "123456789/17": chat and message.
std::string handle_text(std::int64_t chat, std::int64_t message_id);
struct Handle {
  std::int64_t chat = 0;
  std::int64_t message = 0;
};
std::optional<Handle> parse_handle(std::string_view text);

}  // namespace pitwall::telegram
