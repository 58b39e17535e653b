#include "adapter/telegram/wire.h"

#include <charconv>

#include "port/message_text.h"

namespace pitwall::telegram {
namespace {

constexpr std::size_t max_name = 64;
constexpr std::size_t max_words = 300;
constexpr std::int64_t longest_wait_seconds = 24 * 3600;
constexpr std::int64_t latest_date = 9'000'000'000;  // within what Time holds

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::int64_t integer_in(const Json& json, std::string_view name, std::int64_t otherwise) {
  const Json* found = json.find(name);
  if (!found || !found->is_number()) return otherwise;
  return integer_of(found->text()).value_or(otherwise);
}

bool truth_in(const Json& json, std::string_view name) {
  const Json* found = json.find(name);
  return found && found->kind() == Json::Kind::boolean && found->as_boolean();
}

Person person_of(const Json& json) {
  Person person;
  person.id = integer_in(json, "id", 0);
  person.bot = truth_in(json, "is_bot");
  std::string name(json.string_or("first_name", ""));
  if (const std::string_view last = json.string_or("last_name", ""); !last.empty())
    name += " " + std::string(last);
  person.name = port::cut_text(name, max_name, port::TextUnit::bytes);
  return person;
}

Chat chat_of(const Json& json) {
  return {integer_in(json, "id", 0), json.string_or("type", "") == "private"};
}

void read_message(const Json& message, Update& update) {
  const Json* from = message.find("from");
  const Json* chat = message.find("chat");
  const Json* text = message.find("text");
  if (!from || !chat || !text || !text->is_string()) return;
  update.from = person_of(*from);
  update.chat = chat_of(*chat);
  const std::int64_t date = integer_in(message, "date", 0);
  update.text = Text{port::cut_text(text->text(), max_text, port::TextUnit::utf16),
                     Time::from_unix_seconds(std::clamp<std::int64_t>(date, 0, latest_date))};
}

void read_tap(const Json& query, Update& update) {
  const Json* from = query.find("from");
  const std::string_view id = query.string_or("id", "");
  if (!from || id.empty() || id.size() > max_words) return;
  update.from = person_of(*from);
  Tap tap{std::string(id), std::string(query.string_or("data", "")), 0};
  if (tap.data.size() > max_callback_data) tap.data.clear();
  // Where a message is too old to be told, its chat and number are told all the same.
  if (const Json* message = query.find("message")) {
    tap.message = std::max<std::int64_t>(integer_in(*message, "message_id", 0), 0);
    if (const Json* chat = message->find("chat")) update.chat = chat_of(*chat);
  }
  update.tap = std::move(tap);
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(a) == lower(b);
  };
  return !std::ranges::search(text, part, same).empty();
}

// The server's texts are no contract, but they have not changed in years, and there is nothing else
// that tells one 400 from another.
Trouble bad_request(std::string_view words) {
  if (contains(words, "message is not modified")) return Trouble::not_modified;
  if (contains(words, "query is too old") || contains(words, "query ID is invalid"))
    return Trouble::stale_tap;
  if (contains(words, "message to edit not found") || contains(words, "message can't be edited") ||
      contains(words, "MESSAGE_ID_INVALID"))
    return Trouble::gone;
  if (contains(words, "chat not found")) return Trouble::no_chat;
  return Trouble::refused;
}

Trouble trouble_of(std::int64_t code, std::string_view words) {
  switch (code) {
    case 400:
      return bad_request(words);
    case 401:
    case 404:
      return Trouble::token;
    case 403:
      return Trouble::blocked;
    case 409:
      return contains(words, "webhook") ? Trouble::webhook : Trouble::competing;
    case 429:
      return Trouble::too_often;
    default:
      return code >= 500 ? Trouble::server : Trouble::refused;
  }
}

// Left out where there are none: an edit takes those away that stood there.
void write_buttons(JsonWriter& writer, const port::Message& message) {
  if (message.buttons.empty()) return;
  writer.key("reply_markup").begin_object().key("inline_keyboard").begin_array();
  // One to a row: labels stay readable on a phone, and yes is not beside no.
  for (const port::Button& button : message.buttons) {
    writer.begin_array().begin_object();
    writer.key("text").string(
        port::cut_text(button.label, port::Button::max_label, port::TextUnit::bytes));
    writer.key("callback_data").string(button.id);
    if (button.style == port::ButtonStyle::confirm) writer.key("style").string("success");
    if (button.style == port::ButtonStyle::refuse) writer.key("style").string("danger");
    writer.end_object().end_array();
  }
  writer.end_array().end_object();
}

void write_text(JsonWriter& writer, const port::Message& message) {
  writer.key("text").string(port::plain_text(message, max_text, port::TextUnit::utf16));
  // A preview would have Telegram fetch an address that outside text may have brought in.
  writer.key("link_preview_options").begin_object().key("is_disabled").boolean(true).end_object();
  write_buttons(writer, message);
}

}  // namespace

std::vector<Update> updates_of(const Json& result) {
  std::vector<Update> updates;
  for (const Json& one : result.items()) {
    Update update;
    update.id = integer_in(one, "update_id", -1);
    if (update.id < 0 || update.id == std::numeric_limits<std::int64_t>::max()) continue;
    if (const Json* message = one.find("message")) read_message(*message, update);
    if (const Json* query = one.find("callback_query")) {
      update.text.reset();
      read_tap(*query, update);
    }
    updates.push_back(std::move(update));
    if (updates.size() == max_updates) break;
  }
  std::ranges::sort(updates, {}, &Update::id);
  return updates;
}

std::int64_t message_id_of(const Json& result) {
  return std::max<std::int64_t>(integer_in(result, "message_id", 0), 0);
}

std::string username_of(const Json& result) {
  return port::cut_text(result.string_or("username", ""), max_name, port::TextUnit::bytes);
}

Answer answer_of(const net::Response& response) {
  Answer answer;
  Result<Json> body = parse_json(response.body);
  const Json* ok = body ? body->find("ok") : nullptr;
  if (!ok || ok->kind() != Json::Kind::boolean) {
    answer.trouble = response.status >= 500 ? Trouble::server : Trouble::unreadable;
    answer.words = fmt::format("HTTP {}", response.status);
    return answer;
  }
  if (ok->as_boolean()) {
    if (const Json* result = body->find("result")) answer.result = *result;
    return answer;
  }
  answer.words =
      port::cut_text(body->string_or("description", ""), max_words, port::TextUnit::bytes);
  answer.trouble = trouble_of(integer_in(*body, "error_code", response.status), answer.words);
  if (const Json* parameters = body->find("parameters"))
    answer.wait = seconds(std::clamp<std::int64_t>(integer_in(*parameters, "retry_after", 0), 0,
                                                   longest_wait_seconds));
  return answer;
}

std::string get_updates_body(std::int64_t offset, Duration timeout) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  if (offset > 0) writer.key("offset").integer(offset);
  writer.key("limit").integer(max_updates);
  writer.key("timeout").integer(timeout / seconds(1));
  writer.key("allowed_updates").begin_array().string("message").string("callback_query");
  writer.end_array().end_object();
  return out;
}

std::string send_body(std::int64_t chat, const port::Message& message) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("chat_id").integer(chat);
  write_text(writer, message);
  if (message.severity == port::Severity::info) writer.key("disable_notification").boolean(true);
  writer.end_object();
  return out;
}

std::string edit_body(std::int64_t chat, std::int64_t message_id, const port::Message& message) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("chat_id").integer(chat).key("message_id").integer(message_id);
  write_text(writer, message);
  writer.end_object();
  return out;
}

std::string acknowledge_body(std::string_view tap, std::string_view words) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("callback_query_id").string(tap);
  if (!words.empty())
    writer.key("text").string(port::cut_text(words, max_toast, port::TextUnit::utf16));
  writer.end_object();
  return out;
}

std::optional<Command> command_of(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
  if (!text.starts_with('/')) return std::nullopt;
  std::string_view word = text.substr(1, text.find_first_of(space) - 1);
  std::string_view rest = text.substr(std::min(1 + word.size(), text.size()));
  word = word.substr(0, word.find('@'));
  std::optional<Command> command;
  for (int index = 0; index < port::count_of(port::Verb{}); ++index) {
    const auto verb = static_cast<port::Verb>(index);
    if (net::equal_ignoring_case(word, port::name_of(verb))) command.emplace().verb = verb;
  }
  if (!command) return std::nullopt;
  rest.remove_prefix(std::min(rest.find_first_not_of(space), rest.size()));
  rest = rest.substr(0, rest.find_last_not_of(space) + 1);
  if (command->verb == port::Verb::status || rest.size() > port::CommandTyped::max_code)
    return command;
  std::string code;
  for (const char c : rest) {
    if (c >= 'a' && c <= 'z')
      code += static_cast<char>(c - 'a' + 'A');
    else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
      code += c;
    else
      return command;  // two codes, or none: nothing is guessed
  }
  command->code = std::move(code);
  return command;
}

std::string handle_text(std::int64_t chat, std::int64_t message_id) {
  return fmt::format("{}/{}", chat, message_id);
}

std::optional<Handle> parse_handle(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<std::int64_t> chat = integer_of(text.substr(0, slash));
  const std::optional<std::int64_t> message = integer_of(text.substr(slash + 1));
  if (!chat || !message || *message <= 0) return std::nullopt;
  return Handle{*chat, *message};
}

}  // namespace pitwall::telegram
